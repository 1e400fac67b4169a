import type { TextRange } from '../syntax/textRange.ts';
import type { CallExpression, Expression } from './expression.ts';
import type { LibraryCall } from './libraryCall.ts';
import type { RedisCall } from './redisCall.ts';

/** A `# lintel:…` comment, as it stands in a file that is parsed as Ruby. */
export interface Directive {
  /** The comment's text from `lintel:` on. */
  readonly text: string;
  readonly range: TextRange;
}

/** The fold of all file summaries: every question that needs more than one file is asked here. */
export interface WorkspaceIndex {
  /** The Redis calls of one file in source order; empty for a file that is not indexed. */
  calls(uri: string): readonly RedisCall[];
  /** Every call in the workspace whose key has this template. */
  callsOnKey(template: string): readonly RedisCall[];
  /** Every call in the workspace, by file. */
  allCalls(): readonly RedisCall[];
  /** What makes clients or hands them out, and what tells a cache to do something, in source order. */
  libraryCalls(uri: string): readonly LibraryCall[];
  /** Whether the workspace says `Redis.name = …` or the like anywhere. */
  sets(name: string): boolean;
  /** Whether the workspace itself answers a call of a constant: it has such a constant there, or gives the library's class that method. */
  answersItself(uri: string, call: CallExpression): boolean;
  /** What is assigned to an attribute of that name anywhere in the workspace: `config.cache_store = …`. */
  assigned(attribute: string): readonly Expression[];
  directives(uri: string): readonly Directive[];
  /**
   * What a local, an instance variable, a global or a constant stands for, when it is assigned at one place only that the file (for a
   * constant: the workspace) shows; any other expression stands for itself. Without the `.freeze` behind it.
   */
  resolve(uri: string, expression: Expression): Expression;
}
