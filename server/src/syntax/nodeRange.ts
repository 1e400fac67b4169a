import type { Node } from 'web-tree-sitter';
import type { TextRange } from './textRange.ts';

/** Where a node stands; `to` extends the range up to another node's end. */
export function nodeRange(node: Node, to: Node = node): TextRange {
  return {
    start: { line: node.startPosition.row, character: node.startPosition.column },
    end: { line: to.endPosition.row, character: to.endPosition.column },
  };
}
