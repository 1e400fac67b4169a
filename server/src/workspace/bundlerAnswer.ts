/** A lock as Bundler would write it, or why there is none. */
export type BundlerAnswer =
  | { readonly ok: true; readonly lock: string }
  /** `absent`: there is no Bundler to ask, so that the lock may be edited by hand. `reason` is a sentence that says what to do. */
  | {
      readonly ok: false;
      readonly absent: boolean;
      readonly reason: string;
      /** All that Bundler said, where it ran. */
      readonly output?: string;
    };

/** A question to Bundler. */
export interface ResolveRequest {
  /** Where the Gemfile stands, absolute: its neighbours are read, it is not. */
  readonly gemfilePath: string;
  readonly gemfile: string;
  readonly lock: string;
  /** The only gem that may move, with what it needs. */
  readonly gem: string;
  /** What it needs that has to go back with it. */
  readonly along: readonly string[];
  readonly signal?: AbortSignal;
}
