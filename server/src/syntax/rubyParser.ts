import { Language, Parser, type Tree } from 'web-tree-sitter';

/** The two WebAssembly binaries that reading Ruby needs, as bytes: whoever loads them does the I/O. */
export interface RubyGrammar {
  /** `web-tree-sitter.wasm`, the tree-sitter runtime. */
  readonly runtime: Uint8Array;
  /** `tree-sitter-ruby.wasm`, the grammar. */
  readonly ruby: Uint8Array;
}

/** Parses Ruby. Never throws: half-typed code gives a tree with ERROR and MISSING nodes. */
export interface RubyParser {
  /**
   * Columns in the tree are UTF-16 units. With `previous` (a tree that was edited with `Tree.edit`) only what changed is parsed again.
   * The caller frees the tree with `Tree.delete()`.
   */
  parse(text: string, previous?: Tree): Tree;
}

/** Loads the grammar once; every later parse is synchronous. Rejects when the bytes are not the two binaries. */
export async function loadRubyParser(grammar: RubyGrammar): Promise<RubyParser> {
  await Parser.init({ wasmBinary: grammar.runtime });
  const parser = new Parser();
  parser.setLanguage(await Language.load(grammar.ruby));
  return {
    parse(text, previous) {
      const tree = parser.parse(text, previous);
      if (tree === null) {
        throw new Error('tree-sitter returned no tree: a parser without a language');
      }
      return tree;
    },
  };
}
