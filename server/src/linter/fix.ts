import type { TextRange } from '../syntax/textRange.ts';

/** Replaces the text at `range` of `uri`; an empty range inserts, an empty `newText` deletes. */
export interface Edit {
  readonly uri: string;
  readonly range: TextRange;
  readonly newText: string;
}

/**
 * `safe`: same value, errors and database for every input. `unsafe`: probably what was meant; the rule's README says how it can
 * differ. `displayOnly`: shown, never applied.
 */
export type Applicability = 'safe' | 'unsafe' | 'displayOnly';

/** A change that removes a finding: plain data, made together with its diagnostic. */
export interface Fix {
  /** An imperative sentence; an `unsafe` fix's title says how the result can differ. */
  readonly title: string;
  readonly applicability: Applicability;
  readonly edits: readonly Edit[];
  /** The edits change a Gemfile whose lock only Bundler can follow up: whoever may run it pins this gem in one step instead. */
  readonly resolves?: { readonly lockUri: string; readonly gem: string };
}
