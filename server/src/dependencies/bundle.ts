import type { Lockfile } from '../syntax/lockfile/lockfile.ts';
import { classify, type LockChanges } from './classification.ts';
import type { Gemfile } from './gemfile.ts';
import { buildGraph, type DependencyGraph } from './graph.ts';

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
  /** There is nothing to compare with, and why: not asked for, no git, a shallow clone without the merge base, no lock at the base. */
  | { readonly state: 'absent'; readonly reason: string };

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
}

/** Assembles a bundle: builds the graph, and judges what moved when there is a base. */
export function makeBundle(parts: Pick<Bundle, 'lockUri' | 'lock' | 'gemfileUri' | 'gemfile' | 'base'>): Bundle {
  const graph = buildGraph(parts.lock);
  const changes =
    parts.base.state === 'found' ? classify(buildGraph(parts.base.lock), graph, parts.gemfile) : undefined;
  return { ...parts, graph, changes };
}
