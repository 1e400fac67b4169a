import type { SpecDependency } from '../syntax/lockfile/lockfile.ts';
import type { Gemfile } from './gemfile.ts';
import type { DependencyEdge, DependencyGraph } from './graph.ts';
import { intersects } from './intersects.ts';
import { parseRequirementList, type Requirement, satisfies } from './requirement.ts';
import { parseVersion } from './version.ts';

/** What a gem's version in the base needs although others decided against it: the gem cannot go back without undoing that. */
export interface OutgrownNeed {
  readonly gem: string;
  /** The gem's own in the base. */
  readonly version: string;
  /** The gem that is needed. */
  readonly needed: string;
  /** As a lock has it: `< 3`. */
  readonly requirement: string;
  /** Where the needed gem is locked now. */
  readonly locked: string;
  /** Whether somebody asked for the needed gem itself. */
  readonly direct: boolean;
  /** Who requires another version of it; not empty unless it is `direct`. */
  readonly by: readonly DependencyEdge[];
}

/** A gem as the base has it. */
export interface OldGem {
  readonly name: string;
  readonly version: string;
  readonly needs: readonly SpecDependency[];
}

/**
 * Which `needs` of a gem's old version this lock has outgrown. A needed gem that nobody but the gem itself keeps where it is would go back
 * along with it, and is none. `family` are the gems that move with the gem, itself included.
 */
export function outgrownNeeds(
  { name: gem, version: old, needs }: OldGem,
  family: readonly string[],
  graph: DependencyGraph,
  gemfile: Gemfile | undefined,
): readonly OutgrownNeed[] {
  return needs.flatMap(({ name, requirement }) => {
    const needed = graph.gems.get(name);
    const wanted = parseRequirementList(requirement);
    const version = needed && parseVersion(needed.version);
    const isOverridden = gemfile?.overrides.some((override) => override.gem === name);
    if (!needed || !wanted || !version || satisfies(version, wanted) || family.includes(name) || isOverridden) {
      return [];
    }
    const refusing = needed.parents.filter((edge) => refuses(edge, wanted));
    const staying = refusing.length === 0 ? new Set() : neededWithout(family, graph);
    const by = refusing.filter(({ parent }) => staying.has(parent));
    return by.length === 0 && !needed.direct
      ? []
      : [{ gem, version: old, needed: name, requirement, locked: needed.version, direct: needed.direct, by }];
  });
}

/** `rack-session 1.0.2 needs rack < 3, and rack 3.1.8 was asked for`. */
export function outgrownText(need: OutgrownNeed, versionOf: (gem: string) => string): string {
  const { gem, version, needed, requirement, locked } = need;
  const [by] = need.by;
  const instead =
    by === undefined
      ? `${needed} ${locked} was asked for`
      : `${by.parent} ${versionOf(by.parent)} requires ${needed} ${by.requirements.join(' | ')}`;
  return `${gem} ${version} needs ${needed} ${requirement}, and ${instead}`;
}

/** Gems that others need than those of `family`: what only they pull goes, or moves, along with them. */
function neededWithout(family: readonly string[], { gems }: DependencyGraph): ReadonlySet<string> {
  const needed = new Set<string>();
  const queue = [...gems.values()].filter(({ direct }) => direct).map(({ name }) => name);
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    if (!needed.has(name) && !family.includes(name)) {
      needed.add(name);
      queue.push(...(gems.get(name)?.children ?? []).map(({ child }) => child));
    }
  }
  return needed;
}

function refuses({ requirements }: DependencyEdge, wanted: Requirement): boolean {
  return requirements.some((text) => {
    const requirement = parseRequirementList(text);
    return requirement !== undefined && !intersects([wanted, requirement]);
  });
}
