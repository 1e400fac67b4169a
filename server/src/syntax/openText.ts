import { Edit, type Tree } from 'web-tree-sitter';
import type { FlatNodes } from './flatNodes.ts';
import { copyNodes, type FlatTree, openNodes, type TextEdit } from './flatTree.ts';
import { ownText } from './ownText.ts';
import type { RubyParser } from './rubyParser.ts';

interface ReadText {
  readonly text: string;
  readonly tree: Tree;
  readonly nodes: FlatNodes;
  /** What stands here or before it, and what stands behind `unmovedFrom`, has the lines and columns that it had before the edit. */
  readonly unmovedTo: number;
  readonly unmovedFrom: number;
}

/** The tree of a text that is being typed: of each edit only what changed is parsed and copied again. Holds the parser's memory until it is closed. */
export class OpenText {
  readonly #parser: RubyParser;
  #read: ReadText | undefined;

  constructor(parser: RubyParser) {
    this.#parser = parser;
  }

  /** The tree of `text`, as a fresh parse gives it. Undefined where the parser gives none. */
  parse(text: string): FlatTree | undefined {
    const before = this.#read;
    const read = before === undefined ? this.#readAfresh(text) : this.#readAgain(before, text);
    this.close();
    this.#read = read;
    if (read === undefined) {
      return undefined;
    }
    const tree = openNodes(read.nodes, read.tree.language, text);
    // Facts of what is not edited outlive this text: hundreds of them would keep hundreds of texts.
    return { ...tree, source: (node) => ownText(tree.source(node)) };
  }

  /**
   * The number that a node of the last tree had in the tree before it, where it stood in the same lines and columns with all below it as it is;
   * else -1.
   */
  unmoved(node: number): number {
    if (this.#read === undefined) {
      return -1;
    }
    const { nodes, unmovedTo, unmovedFrom } = this.#read;
    const isUnmoved = (nodes.ends[node] ?? 0) <= unmovedTo || (nodes.starts[node] ?? 0) > unmovedFrom;
    return isUnmoved ? nodes.copiedFrom(node) : -1;
  }

  /** Frees the parser's memory. The next parse is a fresh one. */
  close(): void {
    this.#read?.tree.delete();
    this.#read = undefined;
  }

  #readAfresh(text: string): ReadText | undefined {
    const tree = this.#parser.parse(text);
    return tree && { text, tree, nodes: copyNodes(tree), unmovedTo: 0, unmovedFrom: text.length };
  }

  #readAgain(before: ReadText, text: string): ReadText | undefined {
    const edit = editBetween(before.text, text);
    before.tree.edit(
      new Edit({
        startIndex: edit.start,
        oldEndIndex: edit.oldEnd,
        newEndIndex: edit.newEnd,
        startPosition: positionAt(text, edit.start),
        oldEndPosition: positionAt(before.text, edit.oldEnd),
        newEndPosition: positionAt(text, edit.newEnd),
      }),
    );
    const tree = this.#reparse(before.tree, text) ?? this.#parser.parse(text);
    if (tree === undefined) {
      return undefined;
    }
    const changed = before.tree.getChangedRanges(tree);
    const nodes = copyNodes(tree, { nodes: before.nodes, edit, changed });
    return { text, tree, nodes, unmovedTo: edit.start, unmovedFrom: unmovedFrom(before.text, text, edit) };
  }

  /** How errors are recovered from depends on what was parsed before: only of a text without any an edited tree gives what a fresh parse does. */
  #reparse(before: Tree, text: string): Tree | undefined {
    if (before.rootNode.hasError) {
      return undefined;
    }
    const tree = this.#parser.parse(text, before);
    if (tree?.rootNode.hasError) {
      tree.delete();
      return undefined;
    }
    return tree;
  }
}

/** The end of the line that the edit ends in; the end of the text where an edit changes how many lines there are. */
function unmovedFrom(before: string, after: string, { start, oldEnd, newEnd }: TextEdit): number {
  const lineEnd = after.indexOf('\n', newEnd);
  const isMoved = lineCount(before, start, oldEnd) !== lineCount(after, start, newEnd);
  return isMoved || lineEnd === -1 ? after.length : lineEnd;
}

function lineCount(text: string, from: number, to: number): number {
  let lines = 0;
  for (let at = text.indexOf('\n', from); at !== -1 && at < to; at = text.indexOf('\n', at + 1)) {
    lines++;
  }
  return lines;
}

/** The smallest edit that makes one text of the other, in whole characters. */
function editBetween(before: string, after: string): TextEdit {
  const shorter = Math.min(before.length, after.length);
  const start = sameLength(shorter, (at, length) => before.slice(at, at + length) === after.slice(at, at + length));
  const same = sameLength(
    shorter - start,
    (at, length) => partBeforeEnd(before, at, length) === partBeforeEnd(after, at, length),
  );
  return {
    start: isInPair(before, start) || isInPair(after, start) ? start - 1 : start,
    ...endsOf(before, after, same),
  };
}

/** Large parts are compared at once, in a twentieth of the time. */
const partLengths = [4_096, 256, 16, 1];

/** How far two texts are the same, at most to `limit`: `isSame` tells it of a part. */
function sameLength(limit: number, isSame: (at: number, length: number) => boolean): number {
  let at = 0;
  for (const length of partLengths) {
    while (at + length <= limit && isSame(at, length)) {
      at += length;
    }
  }
  return at;
}

/** The `length` units of a text that end `at` units before its end. */
function partBeforeEnd(text: string, at: number, length: number): string {
  return text.slice(text.length - at - length, text.length - at);
}

function endsOf(before: string, after: string, same: number): Pick<TextEdit, 'oldEnd' | 'newEnd'> {
  const oldEnd = before.length - same;
  const newEnd = after.length - same;
  return isInPair(before, oldEnd) || isInPair(after, newEnd)
    ? { oldEnd: oldEnd + 1, newEnd: newEnd + 1 }
    : { oldEnd, newEnd };
}

/** Whether the offset lies between the two halves of one character. */
function isInPair(text: string, offset: number): boolean {
  return (text.codePointAt(offset - 1) ?? 0) > 0xffff;
}

function positionAt(text: string, offset: number): { readonly row: number; readonly column: number } {
  let row = 0;
  let lineStart = 0;
  for (let at = text.indexOf('\n'); at !== -1 && at < offset; at = text.indexOf('\n', at + 1)) {
    row++;
    lineStart = at + 1;
  }
  return { row, column: offset - lineStart };
}
