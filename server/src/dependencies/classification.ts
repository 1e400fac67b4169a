import { blastRadius, groupsOf } from './blastRadius.ts';
import { crossingKind, direction } from './boundary.ts';
import { ceilingOf } from './ceiling.ts';
import { families } from './families.ts';
import type { Gemfile } from './gemfile.ts';
import type { DependencyEdge, DependencyGraph, LockedGem } from './graph.ts';
import { parseRequirementList, satisfies } from './requirement.ts';
import { parseVersion, type Version } from './version.ts';

/** `major`: the first numeric segments differ; `zero-minor`: the second ones of a 0.x gem; `series`: the second ones of the Rails family. */
export type CrossingKind = 'major' | 'zero-minor' | 'series';

/**
 * `invited`: declared, or of the same-version family of a declared gem that moved. `carried`: a parent's requirement no longer admits the
 * old version, so that parent's author chose it. `floated`: every parent would still accept the old version; nobody chose it.
 */
export type CrossingOrigin = 'invited' | 'carried' | 'floated';

export type BlastRadius = 'runtime' | 'test' | 'development' | 'documentation';

/** A gem whose version crossed a breaking boundary between the base lock and this one. */
export interface Crossing {
  readonly gem: LockedGem;
  readonly from: string;
  readonly to: string;
  readonly kind: CrossingKind;
  readonly direction: 'up' | 'down';
  readonly origin: CrossingOrigin;
  /** The members of the family that crossed as one; only this gem when it is alone. */
  readonly family: readonly string[];
  readonly blast: BlastRadius;
  /** The edges whose requirement no longer admits the old version: who carried the gem across. Empty unless `carried`. */
  readonly carriers: readonly DependencyEdge[];
  /** Edges of parents that did not move themselves, admit the old version and set no ceiling. */
  readonly bystanders: readonly DependencyEdge[];
}

/** The difference of two locks, judged. */
export interface LockChanges {
  readonly crossings: readonly Crossing[];
  readonly added: readonly string[];
  readonly removed: readonly string[];
  /** Every gem in both locks whose version differs, crossings included. */
  readonly changed: readonly { readonly name: string; readonly from: string; readonly to: string }[];
}

/** Judges how `head` differs from `base`. The Gemfile tells the groups that a gem is reached from; without it all count as runtime. */
export function classify(base: DependencyGraph, head: DependencyGraph, gemfile: Gemfile | undefined): LockChanges {
  const familyOf = families(base, head);
  const groups = groupsOf(head, gemfile);
  const crossings: Crossing[] = [];
  const changed: { name: string; from: string; to: string }[] = [];
  for (const gem of head.gems.values()) {
    const before = base.gems.get(gem.name);
    if (before !== undefined && before.version !== gem.version) {
      changed.push({ name: gem.name, from: before.version, to: gem.version });
      const crossing = judge(gem, before.version, { base, head, familyOf });
      if (crossing !== undefined) {
        crossings.push({ ...crossing, blast: blastRadius(gem, groups.get(gem.name) ?? new Set()) });
      }
    }
  }
  return {
    crossings: crossings.map((crossing) => ({
      ...crossing,
      family: crossing.family.filter((name) => crossings.some((other) => other.gem.name === name)),
    })),
    added: [...head.gems.keys()].filter((name) => !base.gems.has(name)),
    removed: [...base.gems.keys()].filter((name) => !head.gems.has(name)),
    changed,
  };
}

interface Graphs {
  readonly base: DependencyGraph;
  readonly head: DependencyGraph;
  readonly familyOf: ReadonlyMap<string, readonly string[]>;
}

function judge(gem: LockedGem, before: string, graphs: Graphs): Omit<Crossing, 'blast'> | undefined {
  const from = parseVersion(before);
  const to = parseVersion(gem.version);
  const kind = from && to && crossingKind(gem.name, from, to);
  if (from === undefined || to === undefined || kind === undefined) {
    return undefined;
  }
  const family = graphs.familyOf.get(gem.name) ?? [gem.name];
  const invited = gem.direct || family.some((name) => isDirectAndMoved(name, graphs));
  const carriers = invited ? [] : gem.parents.filter((edge) => !admits(edge, from));
  return {
    gem,
    from: before,
    to: gem.version,
    kind,
    direction: direction(from, to),
    origin: invited ? 'invited' : carriers.length > 0 ? 'carried' : 'floated',
    family,
    carriers,
    bystanders: gem.parents.filter((edge) => !hasMoved(edge.parent, graphs) && admits(edge, from) && isOpen(edge)),
  };
}

function isDirectAndMoved(name: string, graphs: Graphs): boolean {
  return graphs.head.gems.get(name)?.direct === true && hasMoved(name, graphs);
}

function hasMoved(name: string, { base, head }: Graphs): boolean {
  return base.gems.get(name)?.version !== head.gems.get(name)?.version;
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
