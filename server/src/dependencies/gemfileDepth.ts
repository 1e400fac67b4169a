import type { Tree } from 'web-tree-sitter';

/** Reading recurses; nobody writes a Gemfile this deep, and no text may exhaust the stack. */
const deepest = 300;

/** Whether a tree is nested deeper than it is read. */
export function isTooDeep(tree: Tree): boolean {
  const cursor = tree.walk();
  try {
    for (;;) {
      if (cursor.currentDepth > deepest) {
        return true;
      }
      if (cursor.gotoFirstChild()) {
        continue;
      }
      while (!cursor.gotoNextSibling()) {
        if (!cursor.gotoParent()) {
          return false;
        }
      }
    }
  } finally {
    cursor.delete();
  }
}
