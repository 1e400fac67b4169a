/** A place in a text: `line` and `character` are 0-based, `character` counts UTF-16 units (the LSP default encoding). */
export interface Position {
  readonly line: number;
  readonly character: number;
}

/** A half-open stretch of text: `end` is the first position after it. Structurally the LSP's `Range`. */
export interface TextRange {
  readonly start: Position;
  readonly end: Position;
}

/** A range in a named file. */
export interface Location {
  readonly uri: string;
  readonly range: TextRange;
}

/** Negative when `a` stands before `b`, 0 when they are the same place. */
export function comparePositions(a: Position, b: Position): number {
  return a.line - b.line || a.character - b.character;
}

/** The range from character `from` up to `to` on one line. */
export function rangeOnLine(line: number, from: number, to: number): TextRange {
  return { start: { line, character: from }, end: { line, character: to } };
}

/** Whether `position` lies in `range`, its end included (as an editor's cursor behind a word counts as on it). */
export function containsPosition(range: TextRange, position: Position): boolean {
  return comparePositions(range.start, position) <= 0 && comparePositions(position, range.end) <= 0;
}

/** Whether all of `inner` lies in `outer`. */
export function encloses(outer: TextRange, inner: TextRange): boolean {
  return comparePositions(outer.start, inner.start) <= 0 && comparePositions(inner.end, outer.end) <= 0;
}

/** Whether two ranges begin and end at the same places. */
export function sameRange(a: TextRange, b: TextRange): boolean {
  return comparePositions(a.start, b.start) === 0 && comparePositions(a.end, b.end) === 0;
}

/** Whether two ranges share at least one character, or one empty range touches the other. */
export function rangesOverlap(a: TextRange, b: TextRange): boolean {
  const startsBefore = comparePositions(a.start, b.end);
  const endsAfter = comparePositions(b.start, a.end);
  if (comparePositions(a.start, a.end) === 0 || comparePositions(b.start, b.end) === 0) {
    return startsBefore <= 0 && endsAfter <= 0;
  }
  return startsBefore < 0 && endsAfter < 0;
}
