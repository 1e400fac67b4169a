import type { Diagnostic } from '../linter/diagnostic.ts';
import type { TextRange } from '../syntax/textRange.ts';

/** A range as the JSON output states it: 1-based lines and columns, columns in UTF-16 units. */
function jsonRange(range: TextRange): { start: JsonPosition; end: JsonPosition } {
  return {
    start: { line: range.start.line + 1, column: range.start.character + 1 },
    end: { line: range.end.line + 1, column: range.end.character + 1 },
  };
}

interface JsonPosition {
  readonly line: number;
  readonly column: number;
}

/** A finding in the shape of `check --format json`. */
export function jsonFinding(diagnostic: Diagnostic, pathOf: (uri: string) => string): object {
  return {
    rule: diagnostic.rule,
    severity: diagnostic.severity,
    path: pathOf(diagnostic.uri),
    range: jsonRange(diagnostic.range),
    message: diagnostic.message,
    docs: `lintel explain ${diagnostic.rule}`,
    fixes: diagnostic.fixes.map((fix) => ({
      title: fix.title,
      applicability: fix.applicability,
      edits: fix.edits.map((edit) => ({
        path: pathOf(edit.uri),
        range: jsonRange(edit.range),
        newText: edit.newText,
      })),
    })),
    related: diagnostic.related.map((related) => ({
      path: pathOf(related.uri),
      range: jsonRange(related.range),
      message: related.message,
    })),
  };
}
