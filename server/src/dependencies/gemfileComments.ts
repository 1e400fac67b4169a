import type { Node } from 'web-tree-sitter';
import type { TextRange } from '../syntax/textRange.ts';

/** The comments of a file by line. */
export interface Comments {
  /** The comment lines directly above a statement and the comment behind it on its last line, a line each. */
  of(statement: TextRange): string | undefined;
}

/** Reads every comment; `=begin` blocks belong to no statement. */
export function collectComments(root: Node, lines: readonly string[]): Comments {
  const byLine = new Map<number, { readonly text: string; readonly alone: boolean }>();
  for (const node of root.descendantsOfType('comment')) {
    const { row, column } = node.startPosition;
    if (node.endPosition.row === row || node.text.startsWith('#')) {
      byLine.set(row, { text: node.text.trimEnd(), alone: (lines[row] ?? '').slice(0, column).trim() === '' });
    }
  }
  return {
    of(statement) {
      const found: string[] = [];
      for (let line = statement.start.line - 1; byLine.get(line)?.alone === true; line--) {
        found.unshift(byLine.get(line)?.text ?? '');
      }
      const behind = byLine.get(statement.end.line);
      if (behind !== undefined && !behind.alone) {
        found.push(behind.text);
      }
      return found.length === 0 ? undefined : found.join('\n');
    },
  };
}
