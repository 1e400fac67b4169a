import { natureOf } from '../catalog/gemNature.ts';
import { groupsOf } from './blastRadius.ts';
import type { Bundle } from './bundle.ts';
import { isGemName } from './gemName.ts';
import { neededBy } from './graph.ts';
import { intersects } from './intersects.ts';
import { lockPinEdit } from './lockPinEdit.ts';
import type { Pin, PinEdit, PinEdits } from './pin.ts';
import { pinEdit } from './pinEdit.ts';
import { proposePin } from './proposePin.ts';
import { meets, parseRequirement, parseRequirementList } from './requirement.ts';

/** A pin with all that it changes, or why it cannot hold and what to do instead. */
export type PinPlan =
  | {
      readonly ok: true;
      readonly pin: Pin;
      /** The base's version, which the pin brings back where it admits it; undefined without a base. */
      readonly version: string | undefined;
      /** Gems that this version needs older than they are locked: they have to go back with it. */
      readonly along: readonly string[];
      readonly gemfileEdits: readonly PinEdit[];
      /** The lock by hand: what serves where no Bundler runs. */
      readonly lockEdits: PinEdits;
    }
  | { readonly ok: false; readonly reason: string };

/** Choices that a pin can do without. */
export interface PinChoices {
  /** Requirements to write instead of those that the base and the known breakages suggest. */
  readonly requirements?: readonly string[];
  readonly maxLineLength?: number;
}

/**
 * Plans the pin that takes `gem` back to where the base has it. `gemfileText` is the text of the bundle's Gemfile. A pin that the Gemfile or a
 * parent in the lock cannot live with is refused: Bundler would move that parent down in silence.
 */
export function planPin(
  bundle: Bundle,
  gemfileText: string | undefined,
  gem: string,
  choices: PinChoices = {},
): PinPlan {
  if (bundle.gemfile === undefined || gemfileText === undefined) {
    return { ok: false, reason: 'there is no Gemfile beside the lock' };
  }
  if (!isGemName(gem)) {
    return { ok: false, reason: `${JSON.stringify(gem)} is no name of a gem` };
  }
  const pin =
    choices.requirements === undefined ? proposedPin(bundle, gem) : chosenPin(bundle, gem, choices.requirements);
  if (typeof pin === 'string') {
    return { ok: false, reason: pin };
  }
  const written = pinEdit(gemfileText, bundle.gemfile, bundle.lock, pin, choices.maxLineLength);
  return written.ok
    ? {
        ok: true,
        pin,
        version: baseVersion(bundle, gem),
        along: neededOlder(bundle, pin),
        gemfileEdits: written.edits,
        lockEdits: lockEdits(bundle, pin),
      }
    : written;
}

/** The pin as proposed, or the sentence that says why none can hold. */
function proposedPin(bundle: Bundle, gem: string): Pin | string {
  const proposal = proposePin(bundle, gem);
  if (!proposal.satisfiable) {
    return [proposal.conflict, proposal.advice].filter((text) => text !== undefined).join('; ');
  }
  const requirements = proposal.requirement.split(/\s*,\s*/);
  return { ...surroundings(bundle, gem), requirements, reason: proposal.reason, removeWhen: proposal.removeWhen };
}

function chosenPin(bundle: Bundle, gem: string, chosen: readonly string[]): Pin | string {
  const requirements = chosen.map((text) => text.replace(/^\s*([<>=~!]+)\s*/, '$1 '));
  const wanted = parseRequirement(requirements);
  const locked = bundle.graph.gems.get(gem);
  if (wanted === undefined) {
    return `${requirements.join(', ')} is no requirement`;
  }
  if (locked === undefined) {
    return `${gem} is not in the lock`;
  }
  for (const { parent, requirements: stated } of locked.parents) {
    const refusing = stated.find((text) => {
      const requirement = parseRequirementList(text);
      return requirement !== undefined && !intersects([wanted, requirement]);
    });
    if (refusing !== undefined) {
      return `${parent} ${bundle.graph.gems.get(parent)?.version ?? ''} requires ${gem} ${refusing}`;
    }
  }
  // What is known of the base's version serves as the reason only where the pin is the same.
  const proposal = proposePin(bundle, gem);
  const known = proposal.satisfiable && proposal.requirement === requirements.join(', ') ? proposal : undefined;
  const reason = known?.reason ?? `held at ${requirements.join(', ')}`;
  return { ...surroundings(bundle, gem), requirements, reason, removeWhen: known?.removeWhen };
}

function surroundings({ graph, gemfile }: Bundle, gem: string): Pick<Pin, 'gem' | 'groups' | 'testTool' | 'parents'> {
  const nature = natureOf(gem);
  return {
    gem,
    groups: [...(groupsOf(graph, gemfile).get(gem) ?? ['default'])],
    testTool: nature === 'test' || nature === 'documentation',
    parents: graph.gems.get(gem)?.parents.map(({ parent }) => parent) ?? [],
  };
}

function lockEdits({ base, lock, lockUri }: Bundle, { gem, requirements }: Pin): PinEdits {
  return base.state === 'found'
    ? lockPinEdit(lockUri, lock, base.lock, gem, requirements)
    : { ok: false, reason: `there is no base to take ${gem} from` };
}

function neededOlder(bundle: Bundle, { gem, requirements }: Pin): readonly string[] {
  const { base, graph } = bundle;
  const version = baseVersion(bundle, gem);
  if (base.state === 'absent' || version === undefined || !meets(version, requirements)) {
    return [];
  }
  const refused = neededBy(base.lock, gem).filter(({ name, requirement }) => {
    const locked = graph.gems.get(name)?.version;
    return locked !== undefined && isGemName(name) && !meets(locked, requirement.split(/\s*,\s*/));
  });
  return [...new Set(refused.map(({ name }) => name))];
}

function baseVersion({ base }: Bundle, gem: string): string | undefined {
  return base.state === 'found'
    ? base.lock.sources.flatMap(({ specs }) => specs).find(({ name }) => name === gem)?.version
    : undefined;
}
