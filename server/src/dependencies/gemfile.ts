import type { TextRange } from '../syntax/textRange.ts';

/** An answer that may be `unknown`: a Gemfile is Ruby, and not all of it can be read without running it. */
export type Unknown = 'unknown';

/** One `gem` statement, or one gem that a folded loop or a gemspec declares. */
export interface GemDeclaration {
  readonly name: string;
  /** Every requirement string, all of which must hold; empty for none. */
  readonly requirements: readonly string[] | Unknown;
  /** Groups of the enclosing blocks and the options together; `['default']` for none. */
  readonly groups: readonly string[] | Unknown;
  /** Inside `if`, `unless`, `case` or behind a modifier: the lock tells whether it took effect. */
  readonly conditional: boolean;
  /** Behind `platforms`, `install_if`, `env` or an optional group: locked, but perhaps not installed here. */
  readonly limited: boolean;
  /** A git, github, gist, bitbucket, gitlab, path or `source:` option, or such a block. */
  readonly source: 'default' | 'git' | 'path' | 'other';
  /** Name and requirements are literals of this one statement, so that changing them changes nothing else. */
  readonly literal: boolean;
  /** The whole statement, without a modifier behind it; the `gemspec` statement for what a gemspec declares. */
  readonly range: TextRange;
  /** The string with the gem's name, quotes included; absent for a gem named by a folded loop, a constant or a gemspec. */
  readonly nameRange: TextRange | undefined;
  /** From the first to the last requirement argument; absent without one. */
  readonly requirementRange: TextRange | undefined;
  /** The comment lines directly above and the comments behind its own lines, as written, a line each. */
  readonly comment: string | undefined;
  /** The file that the statement stands in: `eval_gemfile` reads others. */
  readonly uri: string;
}

/** A block of the main file that governs the gems in it. */
export interface GemfileBlock {
  /** `other`: a condition or a binary expression (those of one line aside), a loop, `begin`, or a method that the reader does not know. */
  readonly kind: 'group' | 'source' | 'git' | 'path' | 'platforms' | 'install_if' | 'env' | 'other';
  /** The groups that this block names itself; empty for other kinds. */
  readonly groups: readonly string[] | Unknown;
  /** Stands in no other block. */
  readonly topLevel: boolean;
  readonly range: TextRange;
  /** The line on which its head ends: `do`, with the parameters. */
  readonly headLine: number;
}

/** A `gemspec` statement. */
export interface GemspecStatement {
  /** The gem that it declares, where a `name:` option or the file tells. */
  readonly name: string | Unknown;
  /** Whether its development dependencies are among the declarations. */
  readonly read: boolean;
  readonly range: TextRange;
}

/** What an `override` does to the requirements it meets. */
export type OverrideEffect =
  /** These hold instead; none for `nil`. */
  | { readonly kind: 'replace'; readonly requirements: readonly string[] }
  /** `<` and `<=` go, `~>` becomes `>=`. */
  | { readonly kind: 'ignoreUpper' }
  /** The parent no longer requires the gem, but `to` (nothing, when undefined). */
  | { readonly kind: 'redirect'; readonly to: string | undefined }
  | { readonly kind: 'unknown' };

/** An `override` statement (Bundler 4.1). The edges in the lock stay as the gems' authors wrote them. */
export interface GemOverride {
  readonly gem: string;
  /** Only what this gem requires; undefined for every requirement on `gem`, the Gemfile's own among them. */
  readonly parent: string | undefined;
  readonly effect: OverrideEffect;
  readonly range: TextRange;
}

/** What a Gemfile (or gems.rb) says, as far as it can be known without running it. */
export interface Gemfile {
  readonly uri: string;
  readonly declarations: readonly GemDeclaration[];
  /** Statements that may declare gems whose names cannot be read (`gem name_of(x)`, `eval_gemfile path`). */
  readonly opaque: readonly TextRange[];
  /** Outer blocks before those in them. */
  readonly blocks: readonly GemfileBlock[];
  /** Top-level statements that come before gems: `source`, `ruby`, `git_source`, `plugin` and the like. */
  readonly preamble: readonly TextRange[];
  /** Where the main file has no room for a new line: see `gemfileLines.ts`. */
  readonly unbroken: readonly TextRange[];
  readonly gemspecs: readonly GemspecStatement[];
  readonly overrides: readonly GemOverride[];
  /** The argument of a `lockfile` line (Bundler 4.0): another name for the lock, or `false` for none. */
  readonly lockfile: string | false | undefined;
  /** The first place that does not parse as Ruby. */
  readonly syntaxError: TextRange | undefined;
}
