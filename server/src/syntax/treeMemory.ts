import type { Language, Tree } from 'web-tree-sitter';
import { FlatNodes } from './flatNodes.ts';
import { type Role, vocabularyOf } from './vocabulary.ts';

/** What is used of a `WebAssembly.Memory`: the types of Node have none. */
export interface ParserMemory {
  readonly buffer: ArrayBuffer;
}

const memories = new WeakMap<Language, TreeMemory>();

/** The trees of the language are read where they lie from now on. */
export function readFromMemory(language: Language, memory: TreeMemory): void {
  memories.set(language, memory);
}

/** Undefined where trees are to be read through the parser. */
export function treeMemoryOf(language: Language): TreeMemory | undefined {
  return memories.get(language);
}

const errorSymbol = 0xffff;

/**
 * Copies trees out of the parser's memory, where its cursor would take a call for each step and each fact. It knows how tree-sitter
 * 0.27 lays out subtrees and languages for a processor with 32 bits (`SubtreeInlineData`, `SubtreeHeapData`, `TSTree`, `TSLanguage`), and
 * which nodes there are and what fields they fill as its `tree_cursor.c` does. None of that is promised to stay: whoever uses it compares first.
 */
export class TreeMemory {
  readonly #memory: ParserMemory;
  readonly #roles: readonly Role[];
  readonly #publicSymbols: Uint16Array;
  /** How many children the longest production has: what the next two have of each. */
  readonly #width: number;
  /** The symbols that children go by instead of their own, and the fields that they fill, by production. */
  readonly #aliases: Uint16Array;
  readonly #fields: Uint16Array;

  constructor(memory: ParserMemory, language: Language) {
    this.#memory = memory;
    this.#roles = vocabularyOf(language).roles;
    const words = new Uint32Array(memory.buffer);
    const halves = new Uint16Array(memory.buffer);
    const at = addressOf(language) >> 2;
    const word = (index: number) => words[at + index] ?? 0;
    const [symbols, aliases, productions] = [word(1), word(2), word(7)];
    const [fieldSlices, fieldEntries, publicSymbols, aliasSequences] = [word(16), word(17), word(19), word(21)];
    this.#publicSymbols = halves.slice(publicSymbols >> 1, (publicSymbols >> 1) + symbols + aliases);
    this.#width = word(9) & 0xffff;
    this.#aliases = halves.slice(aliasSequences >> 1, (aliasSequences >> 1) + productions * this.#width);
    // Production 0 is that of nodes which have no aliases.
    this.#aliases.fill(0, 0, this.#width);
    this.#fields = new Uint16Array(productions * this.#width);
    for (let production = 0; production < productions; production++) {
      const slice = (fieldSlices >> 1) + 2 * production;
      const first = (fieldEntries >> 1) + 2 * (halves[slice] ?? 0);
      // Of several fields of a child the first counts.
      for (let entry = first + 2 * (halves[slice + 1] ?? 0) - 2; entry >= first; entry -= 2) {
        const child = halves[entry + 1] ?? 0;
        const isInherited = child > 0xff;
        if (!isInherited) {
          this.#fields[production * this.#width + child] = halves[entry] ?? 0;
        }
      }
    }
  }

  /** All nodes of a tree that is not freed yet. */
  copy(tree: Tree): FlatNodes {
    const words = new Uint32Array(this.#memory.buffer);
    const halves = new Uint16Array(this.#memory.buffer);
    const bytes = new Uint8Array(this.#memory.buffer);
    const nodes = new FlatNodes(1_024);
    const width = this.#width;
    /** What is left of the outer nodes' children, eight numbers each. */
    const outer: number[] = [];
    // The children that are being looked through: where the next one lies, how many are left, its number without extras, where the last one
    // ends in bytes, and their production; the copied node that they belong to, the same again or -1 where a hidden node is between, and the
    // field that they fill through hidden nodes.
    let next = addressOf(tree);
    let left = 1;
    let child = 0;
    let position = 0;
    let production = 0;
    let parent = -1;
    let owner = -1;
    let inherited = 0;
    for (;;) {
      if (left === 0) {
        if (owner !== -1) {
          nodes.afters[owner] = nodes.size;
        }
        if (outer.length === 0) {
          return nodes;
        }
        inherited = outer.pop() ?? 0;
        owner = outer.pop() ?? 0;
        parent = outer.pop() ?? 0;
        production = outer.pop() ?? 0;
        position = outer.pop() ?? 0;
        child = outer.pop() ?? 0;
        left = outer.pop() ?? 0;
        next = outer.pop() ?? 0;
        continue;
      }
      const slot = next;
      next += 8;
      left--;
      const address = words[slot >> 2] ?? 0;
      const isInline = (address & 1) === 1;
      const flags = isInline ? address >> 1 : (bytes[address + 44] ?? 0);
      const padding = (isInline ? bytes[slot + 6] : words[(address + 4) >> 2]) ?? 0;
      const size = (isInline ? bytes[slot + 7] : words[(address + 16) >> 2]) ?? 0;
      const children = isInline ? 0 : (words[(address + 36) >> 2] ?? 0);
      const isExtra = (flags & 4) !== 0;
      const start = position + padding;
      position = start + size;
      let alias = 0;
      let field = 0;
      if (!isExtra) {
        if (child < width) {
          alias = this.#aliases[production * width + child] ?? 0;
          field = this.#fields[production * width + child] ?? 0;
        }
        field ||= inherited;
        child++;
      }
      const isVisible = (flags & 1) !== 0 || alias !== 0 || parent === -1;
      let node = -1;
      if (isVisible) {
        const symbol = alias || (isInline ? (address >> 8) & 0xff : (halves[(address + 40) >> 1] ?? 0));
        const type = symbol === errorSymbol ? symbol : (this.#publicSymbols[symbol] ?? 0);
        const role = this.#roles[type];
        if (role === 'omitted') {
          continue;
        }
        node = nodes.add(type, field, start >> 1, position >> 1, parent);
        if (role === 'leaf' || children === 0) {
          continue;
        }
      } else if (children === 0 || words[(address + 48) >> 2] === 0) {
        continue;
      }
      outer.push(next, left, child, position, production, parent, owner, inherited);
      next = address - 8 * children;
      left = children;
      child = 0;
      position = start - padding;
      production = halves[(address + 66) >> 1] ?? 0;
      parent = isVisible ? node : parent;
      owner = node;
      inherited = isVisible ? 0 : field;
    }
  }
}

/** Where the parser keeps what an object of its library stands for. */
function addressOf(object: Language | Tree): number {
  return Number(Reflect.get(object, 0));
}
