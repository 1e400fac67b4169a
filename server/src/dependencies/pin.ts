import type { Location } from '../syntax/textRange.ts';
import type { Unknown } from './gemfile.ts';

/** A requirement in the Gemfile that holds a gem back, as it is to be written. */
export interface Pin {
  readonly gem: string;
  /** At least one, each as a Gemfile has it: `~> 2.5`. */
  readonly requirements: readonly string[];
  /** Why, in one line: the comment's first part. */
  readonly reason: string;
  /** What must hold before the pin may go, in the grammar of `removeWhen.ts`; undefined when nobody knows. */
  readonly removeWhen: string | undefined;
  /** The groups that the gem is reached from. */
  readonly groups: readonly string[] | Unknown;
  /** A tool for tests or documentation by nature, whichever group pulls it. */
  readonly testTool: boolean;
  /** Who pulls it. */
  readonly parents: readonly string[];
}

/** Replaces the text at a place; structurally the linter's `Edit`. */
export interface PinEdit extends Location {
  readonly newText: string;
}

/** The edits, or why there are none. */
export type PinEdits =
  | { readonly ok: true; readonly edits: readonly PinEdit[] }
  | { readonly ok: false; readonly reason: string };
