import type { Node, Tree } from 'web-tree-sitter';
import { type FlatTree, flattenTree } from '../syntax/flatTree.ts';
import type { RubyParser } from '../syntax/rubyParser.ts';
import { SyntaxNode } from '../syntax/syntaxNode.ts';
import type { TextRange } from '../syntax/textRange.ts';

/** What a Gemfile or gemspec was parsed to. */
export interface GemfileTree {
  readonly root: SyntaxNode;
  /** Nested deeper than it is read. */
  readonly isTooDeep: boolean;
  /** The first place that is no Ruby. */
  readonly syntaxError: TextRange | undefined;
}

/** Reading recurses; nobody writes a Gemfile this deep, and no text may exhaust the stack. */
const deepest = 300;

/** Undefined for a text that the parser gives up on. */
export function parseGemfile(text: string, parser: RubyParser): GemfileTree | undefined {
  const parsed = parser.parse(text);
  if (parsed === undefined) {
    return undefined;
  }
  try {
    const tree = flattenTree(parsed, text);
    const root = new SyntaxNode(tree);
    const syntaxError = firstError(parsed, tree) ?? openHeredoc(root);
    return { root, isTooDeep: isDeeper(tree, deepest), syntaxError };
  } finally {
    parsed.delete();
  }
}

function isDeeper(tree: FlatTree, most: number): boolean {
  const depths = new Uint32Array(tree.size);
  for (let node = 1; node < tree.size; node++) {
    const depth = (depths[tree.parent(node)] ?? 0) + 1;
    if (depth > most) {
      return true;
    }
    depths[node] = depth;
  }
  return false;
}

function firstError({ rootNode }: Tree, tree: FlatTree): TextRange | undefined {
  if (!rootNode.hasError) {
    return undefined;
  }
  const { startIndex, endIndex } = findError(rootNode) ?? rootNode;
  return { start: tree.position(startIndex), end: tree.position(endIndex) };
}

/** A heredoc without an end, to which the rest of the file belongs; the grammar takes that for Ruby. */
function openHeredoc(root: SyntaxNode): TextRange | undefined {
  const ends = root.ofType('heredoc_end').filter(({ text }) => text !== '');
  const beginnings = root.ofType('heredoc_beginning');
  return beginnings.length > ends.length ? beginnings.at(-1)?.range : undefined;
}

function findError(node: Node): Node | undefined {
  if (node.isError || node.isMissing) {
    return node;
  }
  for (const child of node.children) {
    const found = child.hasError || child.isMissing ? findError(child) : undefined;
    if (found !== undefined) {
      return found;
    }
  }
  return undefined;
}
