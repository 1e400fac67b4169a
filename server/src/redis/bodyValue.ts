import type { FlatTree } from '../syntax/flatTree.ts';

/** The nodes whose value a body can have: its last statement first, then its `rescue` clauses. Empty for an empty body. */
export function valueNodes(tree: FlatTree, body: number): readonly number[] {
  const rescues: number[] = [];
  let last: number | undefined;
  for (const child of tree.children(body)) {
    const type = tree.type(child);
    if (type === 'rescue') {
      rescues.push(child);
    } else if (type !== 'ensure' && type !== 'empty_statement' && type !== 'heredoc_body') {
      last = child;
    }
  }
  return last === undefined ? [] : [last, ...rescues];
}
