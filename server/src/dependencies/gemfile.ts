import type { TextRange } from '../syntax/textRange.ts';

/** An answer that may be `unknown`: a Gemfile is Ruby, and not all of it can be read without running it. */
export type Unknown = 'unknown';

/** One `gem` statement. */
export interface GemDeclaration {
  readonly name: string;
  /** Every requirement string, all of which must hold; empty for none. */
  readonly requirements: readonly string[] | Unknown;
  /** Groups of the enclosing blocks and the options together; `['default']` for none. */
  readonly groups: readonly string[] | Unknown;
  /** Inside `if`, `unless`, `case` or behind a modifier: the lock tells whether it took effect. */
  readonly conditional: boolean;
  /** A git, github, gist, bitbucket, gitlab, path or `source:` option, or such a block. */
  readonly source: 'default' | 'git' | 'path' | 'other';
  /** The whole statement. */
  readonly range: TextRange;
  /** The string with the gem's name, quotes included; absent for a gem named by a folded loop. */
  readonly nameRange: TextRange | undefined;
  /** From the first to the last requirement argument; absent without one. */
  readonly requirementRange: TextRange | undefined;
  /** The comment on the same line or directly above, as written. */
  readonly comment: string | undefined;
  /** The file that the statement stands in: `eval_gemfile` reads others. */
  readonly uri: string;
}

/** What a Gemfile (or gems.rb) says, as far as it can be known without running it. */
export interface Gemfile {
  readonly uri: string;
  readonly declarations: readonly GemDeclaration[];
  /** Statements that may declare gems whose names cannot be read (`gem name_of(x)`, `eval_gemfile path`). */
  readonly opaque: readonly TextRange[];
}
