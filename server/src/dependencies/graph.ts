import type { LockedSpec, Lockfile, SourceType, SpecDependency } from '../syntax/lockfile/lockfile.ts';
import { compareVersions, parseVersion } from './version.ts';

/** A gem that the lock holds: the platform variants of one name as one node. */
export interface LockedGem {
  readonly name: string;
  /** The highest of the variants' versions. */
  readonly version: string;
  readonly specs: readonly LockedSpec[];
  readonly source: SourceType;
  /** Whether DEPENDENCIES names it: the Gemfile does. */
  readonly declared: boolean;
  /** Whether it is declared, or a gem of a PATH source inside the repository depends on it. */
  readonly direct: boolean;
  /** Who pulls it, sorted by name. */
  readonly parents: readonly DependencyEdge[];
  /** What it pulls, sorted by name; a child that is not locked (`bundler`) has no node. */
  readonly children: readonly DependencyEdge[];
}

/** `parent` requires `child`; requirements of platform variants that differ are united. */
export interface DependencyEdge {
  readonly parent: string;
  readonly child: string;
  /** Each as written, `>= 2, < 4`; one, unless platform variants differ. */
  readonly requirements: readonly string[];
  /** The line below the parent's spec that states it. */
  readonly dependency: SpecDependency;
}

/** The gems of one lock by name, in both directions. */
export interface DependencyGraph {
  readonly gems: ReadonlyMap<string, LockedGem>;
}

/** A gem with the source that it comes from, before its parents are known. */
interface Variants {
  readonly specs: LockedSpec[];
  readonly source: SourceType;
  /** Its files are in this repository: what it needs, this repository chose. */
  readonly local: boolean;
}

/**
 * The graph of a lock. `depth` says how many folders the lock lies below the root of its repository: a PATH source that leads further up
 * is somebody else's.
 */
export function buildGraph(lock: Lockfile, depth = 0): DependencyGraph {
  const variants = collectVariants(lock, depth);
  const declared = new Set(lock.dependencies.map(({ name }) => name));
  const direct = new Set(declared);
  const nodes = [...variants].map(([name, { specs, source, local }]) => {
    const children = edgesOf(name, specs);
    for (const { child } of local ? children : []) {
      direct.add(child);
    }
    return { name, version: highestVersion(specs), specs, source, declared: declared.has(name), children };
  });
  return linkGems(nodes, direct);
}

/** The version of each gem that a lock holds, in the order of their names: what its graph says of them. */
export function lockedVersions(lock: Lockfile): ReadonlyMap<string, string> {
  return new Map([...collectVariants(lock, 0)].map(([name, { specs }]) => [name, highestVersion(specs)]));
}

/** What the variants of one gem need in a lock, without a graph of it. */
export function neededBy(lock: Lockfile, gem: string): readonly SpecDependency[] {
  return lock.sources.flatMap(({ specs }) =>
    specs.filter(({ name }) => name === gem).flatMap(({ dependencies }) => dependencies),
  );
}

/** The graph of some gems, given in the order of their names, of which those in `direct` are. */
export function linkGems(
  nodes: readonly Omit<LockedGem, 'direct' | 'parents'>[],
  direct: ReadonlySet<string>,
): DependencyGraph {
  const parents = new Map<string, DependencyEdge[]>();
  for (const { children } of nodes) {
    for (const edge of children) {
      append(parents, edge.child, edge);
    }
  }
  const gems = new Map<string, LockedGem>();
  for (const { name, version, specs, source, declared, children } of nodes) {
    const [isDirect, edges] = [direct.has(name), parents.get(name) ?? []];
    gems.set(name, { name, version, specs, source, declared, direct: isDirect, parents: edges, children });
  }
  return { gems };
}

/** Adds a value to those of a key. */
export function append<V>(map: Map<string, V[]>, key: string, value: V): void {
  const known = map.get(key);
  if (known === undefined) {
    map.set(key, [value]);
  } else {
    known.push(value);
  }
}

/** Text order by code unit, which is how Bundler sorts names. */
function compareNames(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

function collectVariants(lock: Lockfile, depth: number): Map<string, Variants> {
  const variants = new Map<string, Variants>();
  for (const { type, remotes, specs } of lock.sources) {
    const local = type === 'path' && remotes.every((remote) => isInside(remote, depth));
    for (const spec of specs) {
      const known = variants.get(spec.name);
      if (known === undefined) {
        variants.set(spec.name, { specs: [spec], source: type, local });
      } else {
        known.specs.push(spec);
      }
    }
  }
  const names = [...variants.keys()];
  return isSorted(names, (name) => name) ? variants : new Map([...variants].sort(([a], [b]) => compareNames(a, b)));
}

/** Whether that is so already, as in a lock that Bundler wrote. */
function isSorted<T>(items: readonly T[], nameOf: (item: T) => string): boolean {
  for (let index = 1; index < items.length; index++) {
    const [before, item] = [items[index - 1], items[index]];
    if (before !== undefined && item !== undefined && nameOf(before) > nameOf(item)) {
      return false;
    }
  }
  return true;
}

function isInside(remote: string, depth: number): boolean {
  const absolute = /^(?:[\\/~]|[A-Za-z]:)/.test(remote);
  let level = 0;
  let lowest = 0;
  for (const part of remote.split(/[\\/]/)) {
    level += part === '..' ? -1 : part === '.' || part === '' ? 0 : 1;
    lowest = Math.min(lowest, level);
  }
  return !absolute && lowest >= -depth;
}

function edgesOf(parent: string, specs: readonly LockedSpec[]): readonly DependencyEdge[] {
  const [only, another] = specs;
  const dependencies = another === undefined ? (only?.dependencies ?? []) : specs.flatMap((spec) => spec.dependencies);
  const edges: (DependencyEdge & { requirements: string[] })[] = [];
  const sorted = isSorted(dependencies, ({ name }) => name)
    ? dependencies
    : dependencies.toSorted((a, b) => compareNames(a.name, b.name));
  for (const dependency of sorted) {
    const { name: child, requirement } = dependency;
    const last = edges.at(-1);
    if (last?.child === child) {
      last.requirements.push(requirement);
    } else {
      edges.push({ parent, child, requirements: [requirement], dependency });
    }
  }
  for (const edge of edges) {
    if (edge.requirements.length > 1) {
      edge.requirements = [...new Set(edge.requirements)];
    }
  }
  return edges;
}

/** A version that RubyGems cannot read counts as lower than every other. */
function highestVersion(specs: readonly LockedSpec[]): string {
  const [only, another] = specs;
  if (only !== undefined && another === undefined) {
    return only.version;
  }
  const versions = specs.map(({ version }) => ({ version, parsed: parseVersion(version) }));
  versions.sort((a, b) =>
    a.parsed && b.parsed ? compareVersions(b.parsed, a.parsed) : a.parsed ? -1 : b.parsed ? 1 : 0,
  );
  return versions[0]?.version ?? '0';
}
