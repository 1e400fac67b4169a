/** `silent`: no error shows. `semantic`: it runs and answers differently. */
export type Loudness = 'loud' | 'silent' | 'semantic';

/** `verified`: read in the source at its tag, or run. `cited`: told in a thread. `watch`: suspected, never more than a hint. */
export type BreakageConfidence = 'verified' | 'cited' | 'watch';

/** It breaks only in an application whose Ruby files name one of these, or one that lacks this: a file, or a line somewhere. */
export type BreakageCondition = { readonly names: readonly string[] } | { readonly missing: string };

/** A gem that breaks when another crosses a boundary. Requirement strings must all hold. */
export interface AffectedGem {
  readonly gem: string;
  readonly versions: readonly string[];
  readonly loudness: Loudness;
  readonly confidence: BreakageConfidence;
  readonly condition?: BreakageCondition;
  /** What stops working, as a clause. */
  readonly effect: string;
  /** The same as a pin's comment has it, after the version: `stops the scheduler thread`, followed by `of GEM VERSION`. */
  readonly reason?: string;
  /** What must be locked before a pin may go, in the pin comment's grammar; absent when nobody knows. */
  readonly clear?: string;
}

/** A boundary of `gem`: from a version that meets `from` to one that meets `to`. */
export interface KnownBreakage {
  readonly id: string;
  readonly gem: string;
  readonly from: readonly string[];
  readonly to: readonly string[];
  /** The requirement that keeps the boundary out. */
  readonly pin?: string;
  /** It breaks whenever both are locked, not only when the boundary was just crossed. */
  readonly standing?: true;
  readonly affects: readonly AffectedGem[];
  readonly advice?: string;
  /** Versions of affected gems that live with the boundary, or keep it out themselves. */
  readonly upgrades?: readonly { readonly gem: string; readonly affected: readonly string[]; readonly to: string }[];
  readonly sources: readonly string[];
}
