import type { FlatTree } from '../syntax/flatTree.ts';
import type { TextRange } from '../syntax/textRange.ts';

/** The stretch between the parentheses of an argument list, or of its bare arguments. */
export function insideParentheses(tree: FlatTree, list: number): TextRange {
  const from = tree.start(list);
  const to = tree.end(list);
  return tree.text[from] === '(' && tree.text[to - 1] === ')'
    ? { start: tree.position(from + 1), end: tree.position(to - 1) }
    : tree.range(list);
}
