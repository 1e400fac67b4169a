import type { Language, Tree } from 'web-tree-sitter';
import { FlatNodes } from './flatNodes.ts';
import { lineStarts } from './lineStarts.ts';
import type { Position, TextRange } from './textRange.ts';
import { treeMemoryOf } from './treeMemory.ts';
import { vocabularyOf } from './vocabulary.ts';

/**
 * A syntax tree copied out of the parser's memory: nodes are numbers in source order (0 is the root; brackets and the like are left out), so that reading one costs an
 * array access instead of a call into WebAssembly, and the tree itself can be freed at once.
 */
export interface FlatTree {
  readonly text: string;
  /** One behind the last node. */
  readonly size: number;
  /** The grammar's name of the node's type; anonymous tokens are named by their text. */
  type(node: number): string;
  /** Whether the node is more than a token of punctuation or a keyword. */
  named(node: number): boolean;
  /** The field that the node fills in its parent, or `''`. */
  field(node: number): string;
  start(node: number): number;
  end(node: number): number;
  /** -1 for the root. */
  parent(node: number): number;
  /** One behind the last descendant: the next sibling's number where there is one. */
  after(node: number): number;
  /** The child in a field, or -1. */
  child(node: number, field: string): number;
  /** The named children in order, comments left out. */
  children(node: number): number[];
  source(node: number): string;
  range(node: number): TextRange;
  position(offset: number): Position;
}

/** How a text became another: the characters from `start` up to `oldEnd` were replaced by those up to `newEnd`. */
export interface TextEdit {
  readonly start: number;
  readonly oldEnd: number;
  readonly newEnd: number;
}

/** What was copied of a text before it was edited. */
export interface PreviousCopy {
  readonly nodes: FlatNodes;
  readonly edit: TextEdit;
  /** Stretches of the edited text in which the tree has another structure, beside the edit itself. */
  readonly changed: readonly { readonly startIndex: number; readonly endIndex: number }[];
}

/** Copies a tree; with `previous` only what was edited is asked of the parser again. Frees nothing: the caller still owns `tree`. */
export function copyNodes(tree: Tree, previous?: PreviousCopy): FlatNodes {
  const memory = previous === undefined ? treeMemoryOf(tree.language) : undefined;
  return memory?.copy(tree) ?? copyByCursor(tree, previous);
}

/** As `copyNodes`, with the parser's own means alone. */
export function copyByCursor(tree: Tree, previous?: PreviousCopy): FlatNodes {
  const nodes = new FlatNodes(previous === undefined ? 1_024 : previous.nodes.size + 1_024);
  const { roles } = vocabularyOf(tree.language);
  const cursor = tree.walk();
  let parent = -1;
  let done = false;
  while (!done) {
    const type = cursor.nodeTypeId;
    const role = roles[type];
    if (role !== 'omitted') {
      const start = cursor.startIndex;
      const end = cursor.endIndex;
      const field = cursor.currentFieldId;
      const same = role === 'inner' && previous !== undefined ? unchangedNode(previous, type, start, end) : -1;
      if (previous !== undefined && same !== -1) {
        nodes.addCopy(previous.nodes, same, start, parent, field);
      } else {
        const node = nodes.add(type, field, start, end, parent);
        if (role !== 'leaf' && cursor.gotoFirstChild()) {
          parent = node;
          continue;
        }
      }
    }
    while (!cursor.gotoNextSibling()) {
      if (!cursor.gotoParent()) {
        done = true;
        break;
      }
      nodes.afters[parent] = nodes.size;
      parent = nodes.parents[parent] ?? -1;
    }
  }
  cursor.delete();
  return nodes;
}

/** The node of the text before the edit that is the same with all below it; -1 where the edit or what followed from it touches it. */
function unchangedNode({ nodes, edit, changed }: PreviousCopy, type: number, start: number, end: number): number {
  if (start <= edit.newEnd && end >= edit.start) {
    return -1;
  }
  if (changed.some(({ startIndex, endIndex }) => start <= endIndex && end >= startIndex)) {
    return -1;
  }
  const shift = start > edit.newEnd ? edit.oldEnd - edit.newEnd : 0;
  return nodes.find(type, start + shift, end + shift);
}

/** Copies a tree. Frees nothing: the caller still owns `tree`. */
export function flattenTree(tree: Tree, text: string): FlatTree {
  return openNodes(copyNodes(tree), tree.language, text);
}

const pageBits = 10;

/** The nodes of a text that `language` was parsed from. */
export function openNodes(nodes: FlatNodes, language: Language, text: string): FlatTree {
  const { types, fields, starts, ends, parents, afters, size } = nodes;
  const { types: typeNames, fields: fieldNames, isNamed } = vocabularyOf(language);
  const lines = lineStarts(text);
  // Receivers and arguments begin and end where what holds them does: each place is made once. After an edit few places are asked for.
  const pages = new Array<(Position | undefined)[] | undefined>((text.length >> pageBits) + 1);
  const position = (offset: number): Position => {
    const page = pages[offset >> pageBits] ?? new Array<Position | undefined>(1 << pageBits);
    pages[offset >> pageBits] = page;
    const at = offset & ((1 << pageBits) - 1);
    const found = page[at] ?? positionOf(lines, offset);
    page[at] = found;
    return found;
  };
  const after = (node: number) => afters[node] ?? size;
  const type = (node: number) => typeNames[types[node] ?? 0] ?? 'ERROR';
  const field = (node: number) => fieldNames[fields[node] ?? 0] ?? '';
  const named = (node: number) => isNamed[types[node] ?? 0] ?? true;
  return {
    text,
    size,
    type,
    field,
    named,
    child(node, name) {
      for (let child = node + 1; child < after(node); child = after(child)) {
        if (field(child) === name) {
          return child;
        }
      }
      return -1;
    },
    children(node) {
      const found: number[] = [];
      for (let child = node + 1; child < after(node); child = after(child)) {
        if (named(child) && type(child) !== 'comment') {
          found.push(child);
        }
      }
      return found;
    },
    start: (node) => starts[node] ?? 0,
    end: (node) => ends[node] ?? 0,
    parent: (node) => parents[node] ?? -1,
    after,
    source: (node) => (node < 0 ? '' : text.slice(starts[node], ends[node])),
    range: (node) => ({ start: position(starts[node] ?? 0), end: position(ends[node] ?? 0) }),
    position,
  };
}

function positionOf(lines: readonly number[], offset: number): Position {
  let low = 0;
  let high = lines.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((lines[middle] ?? 0) <= offset) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  return { line: low, character: offset - (lines[low] ?? 0) };
}
