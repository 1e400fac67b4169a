import type { FlatTree } from '../syntax/flatTree.ts';
import type { Directive } from './workspaceIndex.ts';

/** What a comment tells Lintel: `# lintel:disable redis/keys-command`. */
export function readDirectives(tree: FlatTree, comment: number): readonly Directive[] {
  const source = tree.source(comment);
  const at = /^#\s*(?=lintel:)/.exec(source)?.[0].length;
  if (at === undefined) {
    return [];
  }
  const start = tree.start(comment) + at;
  const text = source.slice(at).trimEnd();
  return [{ text, range: { start: tree.position(start), end: tree.position(start + text.length) } }];
}
