import { TextDocument } from 'vscode-languageserver-textdocument';
import { rangesOverlap } from '../syntax/textRange.ts';
import type { Diagnostic } from './diagnostic.ts';
import type { Applicability, Edit, Fix } from './fix.ts';

/** Texts by URI. */
export type Texts = ReadonlyMap<string, string>;

/** A round that goes on this long is two fixes that undo each other. */
const maxRounds = 10;

/** What a run of fixes did. */
export interface FixResult {
  /** Every file that changed, with its new text. */
  readonly changed: Texts;
  readonly applied: number;
}

/**
 * Applies the first allowed fix of each finding until none is left: a fix that overlaps another of its round waits for the next, after
 * the files were analyzed again. Nothing is written; `analyzeAgain` gets the texts that changed so far and gives all findings anew.
 */
export function applyFixes(
  diagnostics: readonly Diagnostic[],
  allowed: ReadonlySet<Applicability>,
  textOf: (uri: string) => string | undefined,
  analyzeAgain: (changed: Texts) => readonly Diagnostic[],
): FixResult {
  const changed = new Map<string, string>();
  let applied = 0;
  let remaining = diagnostics;
  for (let round = 0; round < maxRounds; round++) {
    const fixes = compatibleFixes(remaining, allowed);
    if (fixes.length === 0) {
      break;
    }
    applied += fixes.length;
    for (const [uri, edits] of editsByFile(fixes)) {
      const text = changed.get(uri) ?? textOf(uri);
      if (text !== undefined) {
        changed.set(uri, applyEdits(text, edits));
      }
    }
    remaining = analyzeAgain(changed);
  }
  return { changed, applied };
}

/** `text` with all `edits` made at once; they must not overlap. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  return TextDocument.applyEdits(TextDocument.create('', '', 0, text), [...edits]);
}

/** The first allowed fix of each finding, without those that touch what an earlier one changes. */
function compatibleFixes(diagnostics: readonly Diagnostic[], allowed: ReadonlySet<Applicability>): readonly Fix[] {
  const taken = new Map<string, Edit[]>();
  return diagnostics.flatMap((diagnostic) => {
    const fix = diagnostic.fixes.find((candidate) => allowed.has(candidate.applicability));
    if (fix === undefined || fix.edits.some((edit) => overlapsAny(edit, taken.get(edit.uri) ?? []))) {
      return [];
    }
    for (const [uri, edits] of editsByFile([fix])) {
      taken.set(uri, [...(taken.get(uri) ?? []), ...edits]);
    }
    return [fix];
  });
}

function overlapsAny(edit: Edit, others: readonly Edit[]): boolean {
  return others.some((other) => rangesOverlap(edit.range, other.range));
}

function editsByFile(fixes: readonly Fix[]): ReadonlyMap<string, readonly Edit[]> {
  const byFile = new Map<string, Edit[]>();
  for (const edit of fixes.flatMap((fix) => fix.edits)) {
    byFile.set(edit.uri, [...(byFile.get(edit.uri) ?? []), edit]);
  }
  return byFile;
}
