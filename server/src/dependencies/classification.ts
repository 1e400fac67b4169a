import type { DependencyEdge, LockedGem } from './graph.ts';
import type { OutgrownNeed } from './outgrown.ts';

/**
 * `major`: the first numeric segments differ; `zero-minor`: the second ones of a 0.x gem; `series`: the second ones of the Rails family.
 * `known`: none of these, but it is known to break a gem that is locked.
 */
export type CrossingKind = 'major' | 'zero-minor' | 'series' | 'known';

/**
 * `invited`: declared, of the same-version family of a declared gem that moved, or out of a repository or folder that the Gemfile names.
 * `carried`: a parent's requirement no longer admits the old version, so that parent's author chose it, or the old version needs another gem
 * elsewhere than where somebody chose to have it. `floated`: the old version would still suit everybody; nobody chose the new one.
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
  /** The members of the family that crossed as one, first the one that others name; only this gem when it is alone. */
  readonly family: readonly string[];
  readonly blast: BlastRadius;
  /** `blast` is `runtime` only because Ruby itself contains this gem: no group that production installs asked for it. */
  readonly throughRuby: boolean;
  /**
   * The edges whose requirement no longer admits the old version, of this gem or of a member of its family: who carried it across. Empty
   * unless `carried`.
   */
  readonly carriers: readonly DependencyEdge[];
  /** What the old version, of this gem or of a member of its family, needs and cannot have any more. Empty unless `carried`. */
  readonly outgrown: readonly OutgrownNeed[];
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
