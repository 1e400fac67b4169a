import type { SpecDependency } from '../syntax/lockfile/lockfile.ts';
import { groupsOf, reachOf } from './blastRadius.ts';
import { crossingKind, direction } from './boundary.ts';
import { ceilingOf } from './ceiling.ts';
import type { Crossing, LockChanges } from './classification.ts';
import { families } from './families.ts';
import type { Gemfile } from './gemfile.ts';
import type { DependencyEdge, DependencyGraph, LockedGem } from './graph.ts';
import { type OutgrownNeed, outgrownNeeds } from './outgrown.ts';
import { parseRequirementList, satisfies } from './requirement.ts';
import { parseVersion, type Version } from './version.ts';

/** What is asked of a base: nobody makes its graph. */
export interface BaseGems {
  /** In the order of their names. */
  readonly versions: ReadonlyMap<string, string>;
  needsOf(gem: string): readonly SpecDependency[];
}

/** Whether it is known to break a locked gem that this one moved here from an older version. */
export type IsKnownToBreak = (gem: LockedGem, from: string) => boolean;

/**
 * Judges how `head` differs from what `base` had locked. The Gemfile tells the groups that a gem is reached from; without it all count as
 * runtime. `ruby` is the lock's RUBY VERSION, which tells the gems that Ruby itself contains. What `isKnownToBreak` is a crossing within a major
 * too.
 */
export function classify(
  { versions: base, needsOf }: BaseGems,
  head: DependencyGraph,
  gemfile: Gemfile | undefined,
  isKnownToBreak: IsKnownToBreak,
  ruby: string | undefined,
): LockChanges {
  const facts: Facts = {
    base,
    needsOf,
    head,
    gemfile,
    familyOf: families(base, head),
    groups: groupsOf(head, gemfile),
    isKnownToBreak,
    ruby,
  };
  const changed = [...head.gems.values()].flatMap(({ name, version }) => {
    const from = base.get(name);
    return from === undefined || from === version ? [] : [{ name, from, to: version }];
  });
  const moves = changed.flatMap(({ name, from }) => {
    const gem = head.gems.get(name);
    return (gem && judge(gem, from, facts)) ?? [];
  });
  return {
    crossings: asFamilies(moves),
    added: [...head.gems.keys()].filter((name) => !base.has(name)),
    removed: [...base.keys()].filter((name) => !head.gems.has(name)),
    changed,
  };
}

interface Facts {
  readonly base: ReadonlyMap<string, string>;
  readonly needsOf: BaseGems['needsOf'];
  readonly head: DependencyGraph;
  readonly gemfile: Gemfile | undefined;
  readonly familyOf: ReadonlyMap<string, readonly string[]>;
  readonly groups: ReadonlyMap<string, ReadonlySet<string>>;
  readonly isKnownToBreak: IsKnownToBreak;
  readonly ruby: string | undefined;
}

/** A crossing as it looks without the other members of its family. */
type Move = Omit<Crossing, 'origin'> & { readonly invited: boolean };

function judge(gem: LockedGem, before: string, facts: Facts): Move | undefined {
  const from = parseVersion(before);
  const to = parseVersion(gem.version);
  const kind =
    from && to && (crossingKind(gem.name, from, to) ?? (facts.isKnownToBreak(gem, before) ? 'known' : undefined));
  // Bundler drops what nobody needs when it next reads the lock.
  const needed = gem.direct || gem.parents.length > 0;
  if (from === undefined || to === undefined || kind === undefined || !needed) {
    return undefined;
  }
  const { head, gemfile, needsOf } = facts;
  const family = facts.familyOf.get(gem.name) ?? [gem.name];
  // A repository or a folder that the Gemfile names holds one version of each of its gems.
  const invited = gem.direct || gem.source !== 'gem' || family.some((name) => isDirectAndMoved(name, facts));
  // What the family requires of itself says only that it moves as one.
  const outside = gem.parents.filter(({ parent }) => !family.includes(parent));
  const accepting = new Set(outside.filter((edge) => admits(edge, from)));
  return {
    gem,
    from: before,
    to: gem.version,
    kind,
    direction: direction(from, to),
    invited,
    family,
    carriers: invited ? [] : outside.filter((edge) => !accepting.has(edge)),
    outgrown: invited
      ? []
      : outgrownNeeds({ name: gem.name, version: before, needs: needsOf(gem.name) }, family, head, gemfile),
    bystanders: outside.filter((edge) => accepting.has(edge) && !hasMoved(edge.parent, facts) && isOpen(edge)),
    ...reachOf(gem.name, facts.groups.get(gem.name) ?? new Set(), facts.ruby),
  };
}

/** A family that has to move because of one member was carried as a whole. */
function asFamilies(moves: readonly Move[]): readonly Crossing[] {
  const byName = new Map(moves.map((move) => [move.gem.name, move]));
  const membersOf = ({ family }: Move) =>
    family.map((name) => byName.get(name)).filter((member) => member !== undefined);
  const circling = inCircles(moves, membersOf);
  return moves.map((whole) => {
    const { invited, ...move } = whole;
    const members = membersOf(whole);
    const carriers = members.flatMap((member) => member.carriers);
    const outgrown = members.flatMap((member) => member.outgrown.flatMap((need) => standing(need, circling)));
    return {
      ...move,
      family: members.sort((a, b) => closeness(a) - closeness(b)).map(({ gem }) => gem.name),
      carriers,
      outgrown,
      origin: invited ? 'invited' : carriers.length + outgrown.length > 0 ? 'carried' : 'floated',
    };
  });
}

/**
 * Gems of which each moved only because others of them did, as rack 3 came in with rack-session and rackup: nobody chose any, so none is a
 * reason why the old version of another could not stay.
 */
function inCircles(moves: readonly Move[], membersOf: (move: Move) => readonly Move[]): ReadonlySet<string> {
  const hasReason = ({ carriers, outgrown }: Move) => carriers.length + outgrown.length > 0;
  const circling = new Set(moves.filter((move) => membersOf(move).some(hasReason)).map(({ gem }) => gem.name));
  const isHeldOutside = ({ carriers, outgrown }: Move) =>
    carriers.some(({ parent }) => !circling.has(parent)) ||
    outgrown.some((need) => standing(need, circling).length > 0);
  for (let size = -1; size !== circling.size; ) {
    size = circling.size;
    for (const move of moves) {
      if (circling.has(move.gem.name) && membersOf(move).some(isHeldOutside)) {
        circling.delete(move.gem.name);
      }
    }
  }
  return circling;
}

/** What remains of a need without the gems that count for no reason. */
function standing(need: OutgrownNeed, ignored: ReadonlySet<string>): readonly OutgrownNeed[] {
  const by = need.by.filter(({ parent }) => !ignored.has(parent));
  return by.length > 0 || need.direct ? [{ ...need, by }] : [];
}

/** The member that the Gemfile or other gems name comes first: rails before actioncable. */
function closeness({ gem, family }: Move): number {
  return gem.direct ? 0 : gem.parents.some(({ parent }) => !family.includes(parent)) ? 1 : 2;
}

function isDirectAndMoved(name: string, facts: Facts): boolean {
  return facts.head.gems.get(name)?.direct === true && hasMoved(name, facts);
}

function hasMoved(name: string, { base, head }: Facts): boolean {
  return base.get(name) !== head.gems.get(name)?.version;
}

/** A requirement that cannot be read refuses nothing: no alarm without evidence. */
function admits({ requirements }: DependencyEdge, version: Version): boolean {
  return requirements.every((text) => {
    const requirement = parseRequirementList(text);
    return requirement === undefined || satisfies(version, requirement);
  });
}

function isOpen({ requirements }: DependencyEdge): boolean {
  return requirements.every((text) => {
    const requirement = parseRequirementList(text);
    return requirement !== undefined && ceilingOf(requirement) === undefined;
  });
}
