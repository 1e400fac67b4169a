import type { LockedSpec, Lockfile, SourceType, SpecDependency } from '../syntax/lockfile/lockfile.ts';
import { compareVersions, parseVersion } from './version.ts';

/** A gem that the lock holds: the platform variants of one name as one node. */
export interface LockedGem {
  readonly name: string;
  /** The highest of the variants' versions. */
  readonly version: string;
  readonly specs: readonly LockedSpec[];
  readonly source: SourceType;
  /** Whether DEPENDENCIES names it, or a gem of a PATH source inside the repository depends on it. */
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
  source: SourceType;
  /** Its files are in this repository: what it needs, this repository chose. */
  readonly local: boolean;
}

/**
 * The graph of a lock. `depth` says how many folders the lock lies below the root of its repository: a PATH source that leads further up
 * is somebody else's.
 */
export function buildGraph(lock: Lockfile, depth = 0): DependencyGraph {
  const variants = collectVariants(lock, depth);
  const edges = [...variants].flatMap(([name, { specs }]) => edgesOf(name, specs));
  const direct = new Set(lock.dependencies.map(({ name }) => name));
  for (const { parent, child } of edges) {
    if (variants.get(parent)?.local) {
      direct.add(child);
    }
  }
  const nodes = [...variants].map(([name, { specs, source }]) => ({
    name,
    version: highestVersion(specs),
    specs,
    source,
    direct: direct.has(name),
  }));
  return linkGems(nodes, edges);
}

/** The graph of some gems with these edges between them, given in the order of their parents. */
export function linkGems(
  nodes: readonly Omit<LockedGem, 'parents' | 'children'>[],
  edges: readonly DependencyEdge[],
): DependencyGraph {
  const byParent = groupBy(edges, ({ parent }) => parent);
  const byChild = groupBy(edges, ({ child }) => child);
  const gems = nodes.map((node): [string, LockedGem] => [
    node.name,
    { ...node, parents: byChild.get(node.name) ?? [], children: byParent.get(node.name) ?? [] },
  ]);
  return { gems: new Map(gems) };
}

/** Text order by code unit, which is how Bundler sorts names. */
export function compareNames(a: string, b: string): number {
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
  return new Map([...variants].sort(([a], [b]) => compareNames(a, b)));
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

function edgesOf(parent: string, specs: readonly LockedSpec[]): DependencyEdge[] {
  const byChild = groupBy(
    specs.flatMap(({ dependencies }) => dependencies),
    ({ name }) => name,
  );
  return [...byChild]
    .sort(([a], [b]) => compareNames(a, b))
    .flatMap(([child, [dependency, ...more]]) =>
      dependency === undefined
        ? []
        : [
            {
              parent,
              child,
              requirements: [...new Set([dependency, ...more].map(({ requirement }) => requirement))],
              dependency,
            },
          ],
    );
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

/** `Map.groupBy`, which Node 20 does not have. */
function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) {
      groups.set(keyOf(item), [item]);
    } else {
      group.push(item);
    }
  }
  return groups;
}
