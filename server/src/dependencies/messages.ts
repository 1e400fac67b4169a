import type { BreakageCondition } from '../catalog/knownBreakages.ts';
import { type Victim, victimsOf } from './breakages.ts';
import { ceilingOf } from './ceiling.ts';
import type { Crossing } from './classification.ts';
import type { DependencyEdge } from './graph.ts';
import { outgrownText } from './outgrown.ts';
import type { PinProposal } from './proposePin.ts';
import { parseRequirementList } from './requirement.ts';
import type { Threat } from './threats.ts';
import { upgradeText } from './upgrades.ts';

/** `activesupport (>= 2.2.5)`. */
export function edgeText({ parent, requirements }: DependencyEdge): string {
  return `${parent} (${requirements.join(' | ')})`;
}

/** Who pulls the gem, and whether anyone of them holds it: a sentence without its full stop. */
export function parentsText({ gem }: Crossing): string {
  const pulled = gem.parents.map(edgeText).join(', ');
  const holders = gem.parents.filter(hasCeiling).map(({ parent }) => parent);
  const held =
    holders.length === 0
      ? 'no parent sets a ceiling'
      : `only ${holders.join(', ')} set${holders.length === 1 ? 's' : ''} a ceiling`;
  const declared = gem.declared ? 'In the Gemfile; also' : 'Not in the Gemfile;';
  return gem.parents.length === 0 ? 'In the Gemfile only' : `${declared} pulled by ${pulled}; ${held}`;
}

/**
 * What a known breakage stops: `breaks sidekiq 7.3.9 (silent): scheduled jobs and retries stop; also redis-client 0.26.1, only if the app uses
 * new_pool`. Undefined without one.
 */
export function breakageText({ breakages }: Pick<Threat, 'breakages'>): string | undefined {
  const [worst, ...others] = victimsOf(breakages);
  if (worst === undefined) {
    return undefined;
  }
  const verb = worst.certainty === 'suspected' ? 'may break' : 'breaks';
  const loudness = worst.affected.loudness === 'silent' ? ' (silent)' : '';
  const first = `${verb} ${victimName(worst)}${loudness}: ${worst.affected.effect}${only(worst)}`;
  const further = new Map(
    others
      .filter(({ gem, certainty }) => gem.name !== worst.gem.name && certainty !== 'suspected')
      .map((victim) => [victim.gem.name, `; also ${victimName(victim)}${only(victim)}`]),
  );
  return first + [...further.values()].join('');
}

function victimName({ gem }: Victim): string {
  return `${gem.name} ${gem.version}`;
}

function only({ certainty, affected }: Victim): string {
  return certainty === 'conditional' && affected.condition !== undefined
    ? `, only if ${conditionText(affected.condition)}`
    : '';
}

function conditionText(condition: BreakageCondition): string {
  return 'names' in condition ? `the app uses ${condition.names.join(' or ')}` : `${condition.missing} is missing`;
}

/** What to do: a sentence without its full stop. */
export function fixText({ pin, breakages }: Pick<Threat, 'pin' | 'breakages'>): string {
  const upgrade = upgradeText(breakages);
  return pin.satisfiable && upgrade !== undefined ? `${pinText(pin)}, or take ${upgrade}` : pinText(pin);
}

/** The pin, or why there is none and what to do instead: a sentence without its full stop. */
export function pinText(pin: PinProposal): string {
  if (pin.satisfiable) {
    return `pin "${pin.requirement}"`;
  }
  return `no pin takes it back: ${pin.conflict}${pin.advice === undefined ? '' : `. Instead: ${pin.advice.replace(/\.$/, '')}`}`;
}

/**
 * Why a parent's new version needs the gem's: `sidekiq 8.1.2 requires >= 3.0.0`, naming the gem where it is another of its family. And why
 * the old version cannot stay: see `outgrownText`.
 */
export function carriersText({ gem, carriers, outgrown }: Crossing, versionOf: (gem: string) => string): string {
  const required = carriers.map(({ parent, child, requirements }) => {
    const what = child === gem.name ? '' : `${child} `;
    return `${parent} ${versionOf(parent)} requires ${what}${requirements.join(' | ')}`;
  });
  // Requirements have commas of their own.
  return [...required, ...outgrown.map((need) => outgrownText(need, versionOf))].join('; ');
}

/** Whether a parent's requirement ends somewhere. */
export function hasCeiling({ requirements }: DependencyEdge): boolean {
  return requirements.some((text) => {
    const requirement = parseRequirementList(text);
    return requirement !== undefined && ceilingOf(requirement) !== undefined;
  });
}
