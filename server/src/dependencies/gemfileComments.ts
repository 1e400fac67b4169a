import type { SyntaxNode } from '../syntax/syntaxNode.ts';
import type { TextRange } from '../syntax/textRange.ts';

/** The comments of a file by line. */
export interface Comments {
  /** The comment lines directly above a statement and the comments behind its own lines, a line each. */
  of(statement: TextRange): string | undefined;
}

/** Reads every comment; `=begin` blocks belong to no statement. */
export function collectComments(root: SyntaxNode, lines: readonly string[]): Comments {
  const byLine = new Map<number, { readonly text: string; readonly alone: boolean }>();
  for (const node of root.ofType('comment')) {
    const { start, end } = node.range;
    if (end.line === start.line || node.text.startsWith('#')) {
      const before = (lines[start.line] ?? '').slice(0, start.character);
      byLine.set(start.line, { text: node.text.trimEnd(), alone: before.trim() === '' });
    }
  }
  return {
    of(statement) {
      const found: string[] = [];
      for (let line = statement.start.line - 1; byLine.get(line)?.alone === true; line--) {
        found.unshift(byLine.get(line)?.text ?? '');
      }
      for (let { line } = statement.start; line <= statement.end.line; line++) {
        const behind = byLine.get(line);
        if (behind?.alone === false) {
          found.push(behind.text);
        }
      }
      return found.length === 0 ? undefined : found.join('\n');
    },
  };
}
