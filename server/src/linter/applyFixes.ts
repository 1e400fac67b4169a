import { TextDocument } from 'vscode-languageserver-textdocument';
import { comparePositions, rangesOverlap, type TextRange } from '../syntax/textRange.ts';
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
export function compatibleFixes(
  diagnostics: readonly Diagnostic[],
  allowed: ReadonlySet<Applicability>,
): readonly Fix[] {
  const firsts = diagnostics.map(({ fixes }) => fixes.find(({ applicability }) => allowed.has(applicability)));
  return withoutOverlaps(firsts.filter((fix) => fix !== undefined));
}

/** Of fixes that touch the same text, only the first. */
export function withoutOverlaps(fixes: readonly Fix[]): readonly Fix[] {
  const taken = new Map<string, TakenText>();
  return fixes.filter(({ edits }) => {
    const free = edits.every(({ uri, range }) => taken.get(uri)?.overlaps(range) !== true);
    for (const { uri, range } of free ? edits : []) {
      const inFile = taken.get(uri) ?? new TakenText();
      taken.set(uri, inFile);
      inFile.add(range);
    }
    return free;
  });
}

/** Ranges of which no two overlap, in order: only a neighbour of a further one can overlap that. */
class TakenText {
  readonly #ranges: TextRange[] = [];

  overlaps(range: TextRange): boolean {
    const at = this.#placeOf(range);
    return [this.#ranges[at - 1], this.#ranges[at]].some((other) => other !== undefined && rangesOverlap(range, other));
  }

  add(range: TextRange): void {
    this.#ranges.splice(this.#placeOf(range), 0, range);
  }

  #placeOf({ start, end }: TextRange): number {
    let low = 0;
    let high = this.#ranges.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const other = this.#ranges[middle] as TextRange;
      if ((comparePositions(other.start, start) || comparePositions(other.end, end)) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}

function editsByFile(fixes: readonly Fix[]): ReadonlyMap<string, readonly Edit[]> {
  const byFile = new Map<string, Edit[]>();
  for (const edit of fixes.flatMap((fix) => fix.edits)) {
    const edits = byFile.get(edit.uri) ?? [];
    byFile.set(edit.uri, edits);
    edits.push(edit);
  }
  return byFile;
}
