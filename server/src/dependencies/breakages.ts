import { type AffectedGem, type KnownBreakage, knownBreakagesOf } from '../catalog/knownBreakages.ts';
import type { DependencyGraph, LockedGem } from './graph.ts';
import { parseRequirement, satisfies } from './requirement.ts';
import { parseVersion } from './version.ts';

/** A known breakage that this lock meets, with the locked gems that it breaks. */
export interface ActiveBreakage {
  readonly breakage: KnownBreakage;
  /** The worst first; never empty. */
  readonly victims: readonly Victim[];
}

export interface Victim {
  readonly gem: LockedGem;
  readonly affected: AffectedGem;
}

/**
 * The breakages that `gem` brings when it moves from `from` (undefined: it did not move, so only standing ones count) to the version that
 * `graph` holds.
 */
export function activeBreakages(
  gem: LockedGem,
  from: string | undefined,
  graph: DependencyGraph,
): readonly ActiveBreakage[] {
  return knownBreakagesOf(gem.name).flatMap((breakage) => {
    const crossed = from === undefined ? breakage.standing === true : meets(from, breakage.from);
    if (!crossed || !meets(gem.version, breakage.to)) {
      return [];
    }
    const victims = breakage.affects.flatMap((affected) => {
      const victim = graph.gems.get(affected.gem);
      return victim !== undefined && meets(victim.version, affected.versions) ? [{ gem: victim, affected }] : [];
    });
    return victims.length === 0 ? [] : [{ breakage, victims: victims.sort((a, b) => weight(a) - weight(b)) }];
  });
}

/** Whether a victim breaks in every application, as far as is known: no condition, and more than a suspicion. */
export function isUnconditional({ affected }: Victim): boolean {
  return affected.condition === undefined && affected.confidence !== 'watch';
}

function weight(victim: Victim): number {
  const { condition, confidence, loudness } = victim.affected;
  return (
    (confidence === 'watch' ? 8 : 0) +
    (condition === undefined ? 0 : 4) +
    (loudness === 'silent' ? 0 : 2) +
    (confidence === 'verified' ? 0 : 1)
  );
}

function meets(version: string, requirements: readonly string[]): boolean {
  const parsed = parseVersion(version);
  const requirement = parseRequirement(requirements);
  return parsed !== undefined && requirement !== undefined && satisfies(parsed, requirement);
}
