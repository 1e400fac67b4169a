import type { Tree } from 'web-tree-sitter';

/** Reading recurses; nobody writes a Gemfile this deep, and no text may exhaust the stack. */
const deepest = 300;

/** Whether a tree is nested deeper than it is read. */
export function isTooDeep(tree: Tree): boolean {
  const cursor = tree.walk();
  let depth = 0;
  try {
    for (;;) {
      if (cursor.gotoFirstChild()) {
        depth++;
        if (depth > deepest) {
          return true;
        }
        continue;
      }
      while (!cursor.gotoNextSibling()) {
        depth--;
        if (!cursor.gotoParent()) {
          return false;
        }
      }
    }
  } finally {
    cursor.delete();
  }
}
