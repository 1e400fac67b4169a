import type { TextRange } from '../../syntax/textRange.ts';

/** Replaces the text at `range` of the call's own file. */
export interface TextEdit {
  readonly range: TextRange;
  readonly newText: string;
}

/** A change to the source, in the shape of the linter's fix. */
export interface Rewrite {
  readonly title: string;
  readonly applicability: 'safe' | 'unsafe';
  readonly edits: readonly (TextEdit & { readonly uri: string })[];
}

/**
 * A rewrite that is safe exactly when nothing can differ: each of `differences` says in a clause how the value, the errors or the
 * database can, and the title repeats them.
 */
export function rewrite(
  uri: string,
  title: string,
  edits: readonly TextEdit[],
  differences: readonly string[],
): Rewrite {
  return {
    title: differences.length === 0 ? title : `${title} (${differences.join('; ')})`,
    applicability: differences.length === 0 ? 'safe' : 'unsafe',
    edits: edits.map((edit) => ({ uri, ...edit })),
  };
}
