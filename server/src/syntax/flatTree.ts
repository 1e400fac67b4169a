import type { Language, Tree } from 'web-tree-sitter';
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

/** The columns of a flat tree, which grow as nodes are added. Nodes stand in source order, so that `starts` never falls. */
export class FlatNodes {
  size = 0;
  types: Uint16Array;
  fields: Uint16Array;
  starts: Int32Array;
  ends: Int32Array;
  parents: Int32Array;
  afters: Int32Array;
  /** Stretches that were copied from the nodes of the text before, in source order: for each from where, to where, how many. */
  readonly copies: number[] = [];

  constructor(capacity: number) {
    this.types = new Uint16Array(capacity);
    this.fields = new Uint16Array(capacity);
    this.starts = new Int32Array(capacity);
    this.ends = new Int32Array(capacity);
    this.parents = new Int32Array(capacity);
    this.afters = new Int32Array(capacity);
  }

  /** Adds a node without children, and gives its number. */
  add(type: number, field: number, start: number, end: number, parent: number): number {
    const node = this.size;
    this.#reserve(1);
    this.types[node] = type;
    this.fields[node] = field;
    this.starts[node] = start;
    this.ends[node] = end;
    this.parents[node] = parent;
    this.afters[node] = node + 1;
    this.size++;
    return node;
  }

  /** Adds a node of another tree with all below it, which begins at `start` here. */
  addCopy(other: FlatNodes, from: number, start: number, parent: number, field: number): void {
    const to = other.afters[from] ?? other.size;
    const node = this.size;
    this.#reserve(to - from);
    this.types.set(other.types.subarray(from, to), node);
    this.fields.set(other.fields.subarray(from, to), node);
    const shift = start - (other.starts[from] ?? 0);
    copyShifted(this.starts, node, other.starts, from, to, shift);
    copyShifted(this.ends, node, other.ends, from, to, shift);
    copyShifted(this.parents, node, other.parents, from, to, node - from);
    copyShifted(this.afters, node, other.afters, from, to, node - from);
    this.fields[node] = field;
    this.parents[node] = parent;
    this.copies.push(from, node, to - from);
    this.size += to - from;
  }

  /** The number that the node had in the text before the edit; -1 for one that was read anew. */
  copiedFrom(node: number): number {
    const { copies } = this;
    let low = 0;
    let high = copies.length / 3;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((copies[3 * middle + 1] ?? 0) <= node) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    const [from = 0, to = 0, count = 0] = low === 0 ? [] : copies.slice(3 * low - 3, 3 * low);
    return node < to + count ? from + node - to : -1;
  }

  /** The outermost node with that type and place, or -1. */
  find(type: number, start: number, end: number): number {
    let low = 0;
    let high = this.size;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.starts[middle] ?? 0) < start) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    for (let node = low; node < this.size && this.starts[node] === start; node++) {
      if (this.types[node] === type && this.ends[node] === end) {
        return node;
      }
    }
    return -1;
  }

  #reserve(count: number): void {
    if (this.size + count <= this.types.length) {
      return;
    }
    const wider = new FlatNodes(2 * (this.size + count));
    for (const column of ['types', 'fields', 'starts', 'ends', 'parents', 'afters'] as const) {
      wider[column].set(this[column]);
    }
    const { types, fields, starts, ends, parents, afters } = wider;
    Object.assign(this, { types, fields, starts, ends, parents, afters });
  }
}

function copyShifted(
  target: Int32Array,
  at: number,
  source: Int32Array,
  from: number,
  to: number,
  shift: number,
): void {
  if (shift === 0) {
    target.set(source.subarray(from, to), at);
    return;
  }
  for (let index = from; index < to; index++) {
    target[at + index - from] = (source[index] ?? 0) + shift;
  }
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

/** What a language's numbers for types and fields stand for. */
interface Vocabulary {
  readonly types: readonly string[];
  readonly roles: readonly Role[];
  readonly isNamed: readonly boolean[];
  readonly fields: readonly string[];
}

const vocabularies = new WeakMap<Language, Vocabulary>();

function vocabularyOf(language: Language): Vocabulary {
  const known = vocabularies.get(language);
  if (known !== undefined) {
    return known;
  }
  const types = namesOf(language.types);
  const vocabulary = {
    types,
    roles: types.map(roleOf),
    isNamed: types.map((_, id) => language.nodeTypeIsNamed(id)),
    fields: namesOf(language.fields),
  };
  vocabularies.set(language, vocabulary);
  return vocabulary;
}

type Role = 'omitted' | 'leaf' | 'inner';

/** Every call into the parser costs: tokens that say nothing are left out, and what never has children is not asked for them. */
function roleOf(type: string): Role {
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
