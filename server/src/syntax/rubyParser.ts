import { Language, Parser, type ParseState, type Tree } from 'web-tree-sitter';

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
   * The caller frees the tree with `Tree.delete()`. Undefined for a text that would take out of all proportion to its length.
   */
  parse(text: string, previous?: Tree): Tree | undefined;
}

/**
 * Loads the grammar once; every later parse is synchronous. Rejects when the bytes are not the two binaries. `now` gives milliseconds:
 * without it only effort that can be counted is bounded.
 */
export async function loadRubyParser(grammar: RubyGrammar, now: () => number = () => 0): Promise<RubyParser> {
  const stack = await loadRuntime(grammar.runtime);
  const language = await Language.load(grammar.ruby);
  const fresh = () => new Parser().setLanguage(language);
  let parser = fresh();
  return {
    parse(text, previous) {
      const top = stack.value;
      try {
        return parseWithin(parser, text, previous, now);
      } catch {
        // An assertion of the grammar's scanner failed (a heredoc's name of 256 bytes): what is left of this parser fails on every text. The
        // functions that were left had no time to give their part of the stack back: after a hundred times it would be full.
        stack.value = top;
        discard(parser);
        parser = fresh();
        return undefined;
      }
    },
  };
}

function discard(parser: Parser): void {
  try {
    parser.delete();
  } catch {
    // It costs memory.
  }
}

/** What is used of a `WebAssembly.Global`: the types of Node have none. */
interface StackPointer {
  value: number;
}

interface WebAssemblyApi {
  instantiate(bytes: Uint8Array, imports: object): Promise<{ readonly instance: unknown; readonly module: unknown }>;
}

/** That of the one runtime that there is. */
let stackPointer: Promise<StackPointer> | undefined;

/** Loads the runtime as web-tree-sitter would, and keeps hold of its stack. */
function loadRuntime(runtime: Uint8Array): Promise<StackPointer> {
  stackPointer ??= new Promise((resolve, reject) => {
    const { instantiate } = Reflect.get(globalThis, 'WebAssembly') as WebAssemblyApi;
    const instantiateWasm = (
      imports: { readonly env: { readonly __stack_pointer: StackPointer } },
      receive: (instance: unknown, module: unknown) => void,
    ) => {
      instantiate(runtime, imports).then(({ instance, module }) => {
        receive(instance, module);
        initialized.then(() => resolve(imports.env.__stack_pointer), reject);
      }, reject);
    };
    const initialized = Parser.init({ instantiateWasm });
    initialized.catch(reject);
  });
  return stackPointer;
}

/** What the parser reads at a time, in UTF-16 units. */
const chunkLength = 1_024;

/** How far one step gets at the least in whole code: half as far as in the densest of 4,000 files of real projects. */
const stepLength = 20;

/**
 * Where a text has errors, the grammar's scanner may look to the end of the text from every place: a broken file of a megabyte would take
 * hours. Effort is counted, so that a busy machine gives the same answers; of 4,000 files of real projects none needs a tenth. What one step
 * of error recovery costs cannot be counted: once twenty times what a parse takes have passed, a text is read on only while it gets on as
 * whole code does. On a slow machine whole code takes longer than that, and may not lose its findings.
 */
function parseWithin(parser: Parser, text: string, previous: Tree | undefined, now: () => number): Tree | undefined {
  const end = now() + 1_500 + text.length / 200;
  let reads = 2_000 + 20 * Math.ceil(text.length / chunkLength);
  let steps = 0;
  const maxSteps = 1_000 + Math.ceil(text.length / 5);
  let done = false;
  const read = (index: number) => {
    // The tree keeps this function, to give the texts of its nodes.
    if (done) {
      return text.slice(index);
    }
    reads--;
    return reads < 0 ? '' : text.slice(index, index + chunkLength);
  };
  const isSpent = ({ currentOffset }: ParseState) => {
    steps++;
    const isStuck = steps > 200 + currentOffset / stepLength;
    return reads < 0 || steps > maxSteps || (isStuck && now() > end);
  };
  const tree = parser.parse(read, previous, { progressCallback: isSpent });
  done = true;
  if (tree === null) {
    parser.reset();
    return undefined;
  }
  if (reads < 0) {
    tree.delete();
    return undefined;
  }
  return tree;
}
