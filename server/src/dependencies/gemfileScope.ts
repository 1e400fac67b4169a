import type { Unknown } from './gemfile.ts';
import type { Lookup } from './gemfileValue.ts';

/** What surrounds a statement of a Gemfile. */
export interface Scope {
  readonly uri: string;
  readonly lookup: Lookup;
  /** Of the enclosing blocks. */
  readonly groups: readonly string[] | Unknown;
  readonly source: 'default' | 'git' | 'path' | 'other';
  readonly conditional: boolean;
  readonly limited: boolean;
  /** In a loop whose rounds are read one by one: a statement stands for several gems. */
  readonly looped: boolean;
  readonly topLevel: boolean;
  /** How many `eval_gemfile` deep. */
  readonly depth: number;
}

/** The sum of the groups around a statement and the groups that it names itself. */
export function addGroups(
  outer: readonly string[] | Unknown,
  inner: readonly string[] | Unknown,
): readonly string[] | Unknown {
  return outer === 'unknown' || inner === 'unknown' ? 'unknown' : [...new Set([...outer, ...inner])];
}
