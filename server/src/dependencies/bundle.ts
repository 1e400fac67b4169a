import { knownBreakageData } from '../catalog/knownBreakageData.ts';
import type { KnownBreakage } from '../catalog/knownBreakages.ts';
import type { Lockfile } from '../syntax/lockfile/lockfile.ts';
import { activeBreakages } from './breakages.ts';
import type { LockChanges } from './classification.ts';
import { type BaseGems, classify, type IsKnownToBreak } from './classify.ts';
import type { Gemfile } from './gemfile.ts';
import { buildGraph, type DependencyGraph, lockedVersions, neededBy } from './graph.ts';
import { withOverrides } from './overrides.ts';

/** Where the lock that a bundle is compared with comes from. */
export type Base =
  /** Compared with `label` (a ref, or a file); `commit` is its full object id when it is one. */
  | {
      readonly state: 'found';
      readonly label: string;
      readonly commit: string | undefined;
      readonly lock: Lockfile;
      readonly gemfile: Gemfile | undefined;
    }
  /**
   * There is nothing to compare with, and why: not asked for, no git, a shallow clone without the merge base, no lock at the base.
   * `isMeant`: nobody misses it, since it was switched off, or the lock is new.
   */
  | { readonly state: 'absent'; readonly reason: string; readonly isMeant?: true };

/** Whether two bases say the same. Locks and Gemfiles are told apart by what object they are. */
export function isSameBase(one: Base, other: Base): boolean {
  if (one.state === 'absent') {
    return other.state === 'absent' && one.reason === other.reason && one.isMeant === other.isMeant;
  }
  return (
    other.state === 'found' &&
    one.label === other.label &&
    one.commit === other.commit &&
    one.lock === other.lock &&
    one.gemfile === other.gemfile
  );
}

/** A Gemfile with its lock, as Bundler uses the word: everything that dependency rules judge. */
export interface Bundle {
  readonly lockUri: string;
  readonly lock: Lockfile;
  readonly graph: DependencyGraph;
  readonly gemfileUri: string | undefined;
  readonly gemfile: Gemfile | undefined;
  readonly base: Base;
  /** What moved between the base and this lock; undefined when the base is absent. */
  readonly changes: LockChanges | undefined;
  /** Those of the catalog and the project's own. */
  readonly knownBreakages: readonly KnownBreakage[];
  /** Names that the application's Ruby files mention, of those that the breakages' conditions ask for. */
  readonly mentions: ReadonlySet<string>;
}

/** What a bundle is made of, with what a project or its place adds to it. */
export interface BundleParts extends Pick<Bundle, 'lockUri' | 'lock' | 'gemfileUri' | 'gemfile' | 'base'> {
  /** Known breakages beside those of the catalog. */
  readonly ownBreakages?: readonly KnownBreakage[];
  readonly mentions?: ReadonlySet<string>;
  /** How many folders the lock lies below the root of its repository. */
  readonly depth?: number;
}

/** Assembles a bundle: builds the graph, with the Gemfile's overrides in force, and judges what moved when there is a base. */
export function makeBundle({ ownBreakages = [], mentions = new Set(), depth = 0, ...parts }: BundleParts): Bundle {
  const { lock, gemfile, base } = parts;
  const graph = withOverrides(graphOf(lock, depth), gemfile?.overrides ?? []);
  const facts = { graph, knownBreakages: [...knownBreakageData, ...ownBreakages], mentions };
  const isKnownToBreak: IsKnownToBreak = (gem, from) => activeBreakages(gem, from, facts).length > 0;
  return {
    ...parts,
    ...facts,
    changes:
      base.state === 'found'
        ? classify(gemsOf(base.lock), graph, gemfile, isKnownToBreak, lock.rubyVersion)
        : undefined,
  };
}

/** A base stays what it is while what is compared with it is edited. */
const versions = new WeakMap<Lockfile, ReadonlyMap<string, string>>();

function gemsOf(lock: Lockfile): BaseGems {
  const known = versions.get(lock) ?? lockedVersions(lock);
  versions.set(lock, known);
  return { versions: known, needsOf: (gem) => neededBy(lock, gem) };
}

/** A lock stands in one place, and meets other Gemfiles and bases there. */
const graphs = new WeakMap<Lockfile, { readonly depth: number; readonly graph: DependencyGraph }>();

function graphOf(lock: Lockfile, depth: number): DependencyGraph {
  const known = graphs.get(lock);
  if (known?.depth === depth) {
    return known.graph;
  }
  const graph = buildGraph(lock, depth);
  graphs.set(lock, { depth, graph });
  return graph;
}
