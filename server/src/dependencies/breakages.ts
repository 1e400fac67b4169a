import type { AffectedGem, KnownBreakage } from '../catalog/knownBreakages.ts';
import type { DependencyGraph, LockedGem } from './graph.ts';
import { meets } from './requirement.ts';

/** What is asked when a lock is searched for known breakages. A bundle knows all of it. */
export interface BreakageFacts {
  readonly graph: DependencyGraph;
  readonly knownBreakages: readonly KnownBreakage[];
  /** Names that the application's Ruby files mention, of those that conditions ask for. */
  readonly mentions: ReadonlySet<string>;
}

/** A known breakage that this lock meets, with the locked gems that it breaks. */
export interface ActiveBreakage {
  readonly breakage: KnownBreakage;
  /** The worst first; never empty. */
  readonly victims: readonly Victim[];
}

export interface Victim {
  readonly gem: LockedGem;
  readonly affected: AffectedGem;
  /**
   * `certain`: it breaks here. `conditional`: only if the application uses something that it was not seen to use. `suspected`: nobody has
   * shown it yet.
   */
  readonly certainty: 'certain' | 'conditional' | 'suspected';
}

/**
 * The breakages that `gem` brings when it moves from `from` (undefined: it did not move, so only standing ones count) to the version that
 * is locked.
 */
export function activeBreakages(
  gem: LockedGem,
  from: string | undefined,
  facts: BreakageFacts,
): readonly ActiveBreakage[] {
  const ofGem = facts.knownBreakages.filter((breakage) => breakage.gem === gem.name);
  return ofGem.flatMap((breakage) => {
    const crossed = from === undefined ? breakage.standing === true : meets(from, breakage.from);
    return crossed && meets(gem.version, breakage.to) ? withVictims(breakage, facts) : [];
  });
}

/** The breakages that `gem` would bring if it moved on to a version that `wanted` says to be possible. */
export function breakagesAhead(
  gem: LockedGem,
  facts: BreakageFacts,
  wanted: (to: readonly string[]) => boolean,
): readonly ActiveBreakage[] {
  return facts.knownBreakages.flatMap((breakage) => {
    const stillBefore = breakage.gem === gem.name && meets(gem.version, breakage.from);
    return stillBefore && wanted(breakage.to) ? withVictims(breakage, facts) : [];
  });
}

/** Whether what the application's Ruby files mention can change what is said of a move of one of `gems`. */
export function asksForMentions(gems: ReadonlySet<string>, { graph, knownBreakages }: BreakageFacts): boolean {
  return knownBreakages.some(
    ({ gem, affects }) =>
      gems.has(gem) &&
      affects.some(
        (victim) => victim.condition !== undefined && 'names' in victim.condition && graph.gems.has(victim.gem),
      ),
  );
}

/** All victims of some breakages, the worst first. */
export function victimsOf(breakages: readonly ActiveBreakage[]): readonly Victim[] {
  return breakages.flatMap(({ victims }) => victims).sort((a, b) => weight(a) - weight(b));
}

function withVictims(breakage: KnownBreakage, { graph, mentions }: BreakageFacts): readonly ActiveBreakage[] {
  const victims = breakage.affects.flatMap((affected): Victim[] => {
    const gem = graph.gems.get(affected.gem);
    return gem !== undefined && meets(gem.version, affected.versions)
      ? [{ gem, affected, certainty: certaintyOf(affected, mentions) }]
      : [];
  });
  return victims.length === 0 ? [] : [{ breakage, victims: victims.sort((a, b) => weight(a) - weight(b)) }];
}

function certaintyOf({ confidence, condition }: AffectedGem, mentions: ReadonlySet<string>): Victim['certainty'] {
  if (confidence === 'watch') {
    return 'suspected';
  }
  if (condition === undefined) {
    return 'certain';
  }
  // Files that are no Ruby may not be here at all: a missing one is never certain.
  return 'names' in condition && condition.names.some((name) => mentions.has(name)) ? 'certain' : 'conditional';
}

const certainties: readonly Victim['certainty'][] = ['certain', 'conditional', 'suspected'];

function weight({ certainty, affected }: Victim): number {
  return (
    4 * certainties.indexOf(certainty) +
    (affected.loudness === 'silent' ? 0 : 2) +
    (affected.confidence === 'verified' ? 0 : 1)
  );
}
