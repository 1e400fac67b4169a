import type { Tree } from 'web-tree-sitter';
import type { Position, TextRange } from './textRange.ts';

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

/** Copies a tree. Frees nothing: the caller still owns `tree`. */
export function flattenTree(tree: Tree, text: string): FlatTree {
  const types: number[] = [];
  const fields: number[] = [];
  const starts: number[] = [];
  const ends: number[] = [];
  const parents: number[] = [];
  const afters: number[] = [];
  const cursor = tree.walk();
  const typeNames = namesOf(tree.language.types);
  const roles = typeNames.map(roleOf);
  let parent = -1;
  let done = false;
  while (!done) {
    const type = cursor.nodeTypeId;
    const role = roles[type];
    if (role !== 'omitted') {
      const node = types.length;
      types.push(type);
      fields.push(cursor.currentFieldId);
      starts.push(cursor.startIndex);
      ends.push(cursor.endIndex);
      parents.push(parent);
      afters.push(node + 1);
      if (role !== 'leaf' && cursor.gotoFirstChild()) {
        parent = node;
        continue;
      }
    }
    while (!cursor.gotoNextSibling()) {
      if (!cursor.gotoParent()) {
        done = true;
        break;
      }
      afters[parent] = types.length;
      parent = parents[parent] ?? -1;
    }
  }
  cursor.delete();
  const fieldNames = namesOf(tree.language.fields);
  const isNamed = typeNames.map((_, id) => tree.language.nodeTypeIsNamed(id));
  const lines = lineStarts(text);
  // Receivers and arguments begin and end where what holds them does: each place is made once.
  const positions = new Map<number, Position>();
  const position = (offset: number): Position => {
    const known = positions.get(offset);
    if (known !== undefined) {
      return known;
    }
    const found = positionOf(lines, offset);
    positions.set(offset, found);
    return found;
  };
  const after = (node: number) => afters[node] ?? types.length;
  const type = (node: number) => typeNames[types[node] ?? 0] ?? 'ERROR';
  const field = (node: number) => fieldNames[fields[node] ?? 0] ?? '';
  const named = (node: number) => isNamed[types[node] ?? 0] ?? true;
  return {
    text,
    size: types.length,
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

/** Every call into the parser costs: tokens that say nothing are left out, and what never has children is not asked for them. */
function roleOf(type: string): 'omitted' | 'leaf' | 'inner' {
  if (/^(?:[()[\]{},;"'`]|#\{|end|def)$/.test(type)) {
    return 'omitted';
  }
  return leaves.has(type) ? 'leaf' : 'inner';
}

const leaves = new Set(
  `identifier constant instance_variable class_variable global_variable string_content heredoc_content heredoc_beginning
  heredoc_end escape_sequence simple_symbol hash_key_symbol integer float nil true false self comment . &. = => :`.split(
    /\s+/,
  ),
);

function namesOf(names: readonly (string | null)[]): readonly string[] {
  return names.map((name) => name ?? '');
}

function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) {
    starts.push(at + 1);
  }
  return starts;
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
