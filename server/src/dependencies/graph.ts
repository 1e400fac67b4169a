import type { LockedSpec, SourceType, SpecDependency } from '../syntax/lockfile/lockfile.ts';

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
