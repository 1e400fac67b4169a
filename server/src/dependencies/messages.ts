import { isUnconditional } from './breakages.ts';
import { ceilingOf } from './ceiling.ts';
import type { Crossing } from './classification.ts';
import type { DependencyEdge } from './graph.ts';
import type { PinProposal } from './proposePin.ts';
import { parseRequirementList } from './requirement.ts';
import type { Threat } from './threats.ts';

/** `activesupport (>= 2.2.5)`. */
export function edgeText({ parent, requirements }: DependencyEdge): string {
  return `${parent} (${requirements.join(' | ')})`;
}

/** Who pulls the gem, and whether anyone of them holds it: a sentence without its full stop. */
export function parentsText({ gem, origin }: Crossing): string {
  const pulled = gem.parents.map(edgeText).join(', ');
  const holders = gem.parents.filter(hasCeiling).map(({ parent }) => parent);
  const held =
    holders.length === 0
      ? 'no parent sets a ceiling'
      : `only ${holders.join(', ')} set${holders.length === 1 ? 's' : ''} a ceiling`;
  const declared = origin === 'invited' ? '' : 'Not in the Gemfile; ';
  return gem.parents.length === 0 ? 'In the Gemfile only' : `${declared}pulled by ${pulled}; ${held}`;
}

/** What a known breakage stops: `breaks sidekiq 7.3.9 (silent): scheduled jobs and retries stop`. Undefined without one. */
export function breakageText({ breakages }: Threat): string | undefined {
  const [victim] = breakages.flatMap(({ victims }) => victims);
  if (victim === undefined) {
    return undefined;
  }
  const { gem, affected } = victim;
  const verb = affected.confidence === 'watch' ? 'may break' : 'breaks';
  const loudness = affected.loudness === 'silent' ? ' (silent)' : '';
  const only =
    isUnconditional(victim) || affected.condition === undefined
      ? ''
      : `, only if the app uses ${affected.condition.names.join(' or ')}`;
  return `${verb} ${gem.name} ${gem.version}${loudness}: ${affected.effect}${only}`;
}

/** What to do: a sentence without its full stop. */
export function pinText(pin: PinProposal): string {
  if (pin.satisfiable) {
    return `pin "${pin.requirement}"`;
  }
  return `no pin can hold: ${pin.conflict}${pin.advice === undefined ? '' : `. ${pin.advice.replace(/\.$/, '')}`}`;
}

/** Why a parent's new version needs the gem's: `sidekiq 8.1.2 requires >= 3.0.0`. */
export function carriersText({ carriers }: Crossing, versionOf: (gem: string) => string): string {
  return carriers
    .map(({ parent, requirements }) => `${parent} ${versionOf(parent)} requires ${requirements.join(' | ')}`)
    .join(', ');
}

/** Whether a parent's requirement ends somewhere. */
export function hasCeiling({ requirements }: DependencyEdge): boolean {
  return requirements.some((text) => {
    const requirement = parseRequirementList(text);
    return requirement !== undefined && ceilingOf(requirement) !== undefined;
  });
}
