import type { TextRange } from '../textRange.ts';

/** A Gemfile.lock (or gems.locked) as Bundler reads it, with positions. Sections and entries stand in file order. */
export interface Lockfile {
  readonly sources: readonly LockedSource[];
  readonly platforms: readonly string[];
  /** The DEPENDENCIES section: what the Gemfile declared when the lock was written. */
  readonly dependencies: readonly LockedDependency[];
  readonly checksums: readonly LockedChecksum[];
  /** The RUBY VERSION section's line, stripped: `ruby 3.3.0p0`. */
  readonly rubyVersion: string | undefined;
  readonly rubyVersionRange: TextRange | undefined;
  /** The BUNDLED WITH section's version, undefined when absent or not a version. */
  readonly bundlerVersion: string | undefined;
  readonly bundlerVersionRange: TextRange | undefined;
  readonly sections: readonly LockfileSection[];
  /** What Bundler would refuse or read differently, and what was passed over. Empty for a lock that Bundler wrote. */
  readonly problems: readonly LockfileProblem[];
  readonly eol: '\n' | '\r\n';
  /** The number of a last line that no line break ends; undefined in a lock that Bundler wrote. */
  readonly openLine: number | undefined;
}

/** A section header with the stretch of lines that belongs to it. */
export interface LockfileSection {
  readonly name: string;
  readonly range: TextRange;
  readonly headerRange: TextRange;
}

export type SourceType = 'gem' | 'git' | 'path' | 'plugin';

/** One GEM, GIT, PATH or PLUGIN SOURCE section. */
export interface LockedSource {
  readonly type: SourceType;
  readonly remotes: readonly string[];
  /** Every option but `remote`: `true` and `false` are booleans, a repeated key is an array. */
  readonly options: Readonly<Record<string, string | boolean | readonly (string | boolean)[]>>;
  readonly specs: readonly LockedSpec[];
  readonly range: TextRange;
}

/** One locked gem for one platform. */
export interface LockedSpec {
  readonly name: string;
  /** As written; `0` when the line carries no version. */
  readonly version: string;
  /** Absent for `ruby`, the platform of pure gems. */
  readonly platform: string | undefined;
  readonly dependencies: readonly SpecDependency[];
  /** `name (version)`, without indentation. */
  readonly range: TextRange;
  readonly nameRange: TextRange;
}

/** A gem's own dependency: an indented line below it. */
export interface SpecDependency {
  readonly name: string;
  /** As written between the parentheses, `>= 2, < 4`; `>= 0` when there are none. */
  readonly requirement: string;
  readonly range: TextRange;
  readonly nameRange: TextRange;
}

/** A line of DEPENDENCIES. */
export interface LockedDependency {
  readonly name: string;
  readonly requirement: string;
  /** The line ends in `!`: the gem comes from a source of its own. */
  readonly pinned: boolean;
  readonly range: TextRange;
  readonly nameRange: TextRange;
}

/** A line of CHECKSUMS. */
export interface LockedChecksum {
  readonly name: string;
  readonly version: string;
  readonly platform: string | undefined;
  /** `sha256=…`, in order; empty for a line without one. */
  readonly checksums: readonly string[];
  readonly range: TextRange;
}

/** `line` is 0-based. */
export interface LockfileProblem {
  readonly message: string;
  readonly range: TextRange;
  /** Bundler itself refuses the file because of it. */
  readonly fatal: boolean;
}
