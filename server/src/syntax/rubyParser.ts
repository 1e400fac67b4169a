import { Language, Parser, type ParseState, type Tree } from 'web-tree-sitter';
import { isSameNodes } from './flatNodes.ts';
import { copyByCursor } from './flatTree.ts';
import { type ParserMemory, readFromMemory, TreeMemory } from './treeMemory.ts';

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
  const { stack, memory } = await loadRuntime(grammar.runtime);
  const language = await Language.load(grammar.ruby);
  const fresh = () => new Parser().setLanguage(language);
  let parser = fresh();
  readTreesFrom(memory, language, parser);
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

/** Nothing promises that trees lie where they are looked for: a sample is compared with what the parser says itself. */
function readTreesFrom(memory: ParserMemory, language: Language, parser: Parser): void {
  const tree = parser.parse(sample);
  if (tree === null) {
    return;
  }
  const read = new TreeMemory(memory, language);
  if (isSameNodes(read.copy(tree), copyByCursor(tree))) {
    readFromMemory(language, read);
  }
  tree.delete();
}

/** Has names that stand for others, fields through hidden nodes, extras, an error, something missing, large and small leaves, and more than ASCII. */
const sample = `class A < B::C
  # größer
  attr_reader :redis, "x": 1
  def self.all(a, b = 2, *c, d: nil, **e, &f) = @all ||= a.map { |x, (y, z)| x&.call(*y, **z)[1] += 1 }
  def b? = if a then b elsif c else d end
  begin; x = <<~T, y; rescue E => e; return a, b unless c; ensure; end
    text #{redis.get("a#{:b}")} ${'long '.repeat(60)}
  T
  case a when 1, 2 then -> (x) { yield x } in {a: Integer => b} then super end
  undef a; alias b c; a ? b : c; not a; %w[a b]; /r/i; 1..2; a = b = c; ::D; $e; @@f; p(a: , b:)
  foo(bar( )
end
`;

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

/** What Lintel holds of the runtime beside its functions. */
interface Runtime {
  readonly stack: StackPointer;
  readonly memory: ParserMemory;
}

interface WebAssemblyApi {
  instantiate(
    bytes: Uint8Array,
    imports: object,
  ): Promise<{ readonly instance: RuntimeInstance; readonly module: unknown }>;
}

/** What is used of the runtime's `WebAssembly.Instance`. */
interface RuntimeInstance {
  readonly exports: { malloc(size: number): number };
}

/**
 * The runtime comes with a stack of 64 kB, and nothing keeps it from writing over what lies below: two thousand broken blocks within one another make
 * it recurse so deep, and everything that is parsed afterwards fails. On one of this size the engine's own limit is met first, which throws.
 */
const stackBytes = 1 << 23;

function enlargeStack(stack: StackPointer, { exports }: RuntimeInstance): void {
  const start = exports.malloc(stackBytes);
  if (start !== 0) {
    stack.value = (start + stackBytes) & ~0xf;
  }
}

/** The one runtime that there is. */
let loading: Promise<Runtime> | undefined;

/** Loads the runtime as web-tree-sitter would, and keeps hold of its stack and memory. */
function loadRuntime(runtime: Uint8Array): Promise<Runtime> {
  loading ??= new Promise((resolve, reject) => {
    const { instantiate } = Reflect.get(globalThis, 'WebAssembly') as WebAssemblyApi;
    const instantiateWasm = (
      imports: { readonly env: { readonly __stack_pointer: StackPointer; readonly memory: ParserMemory } },
      receive: (instance: unknown, module: unknown) => void,
    ) => {
      instantiate(runtime, imports).then(({ instance, module }) => {
        receive(instance, module);
        const { __stack_pointer: stack, memory } = imports.env;
        initialized.then(() => {
          enlargeStack(stack, instance);
          resolve({ stack, memory });
        }, reject);
      }, reject);
    };
    // It would tell of a failed assertion on the console.
    const initialized = Parser.init({ instantiateWasm, printErr: () => undefined });
    initialized.catch(reject);
  });
  return loading;
}

/** What the parser reads at a time, in UTF-16 units. */
const chunkLength = 1_024;

/** How far one step gets at the least in whole code: half as far as in the densest of 4,000 files of real projects. */
const stepLength = 20;

/**
 * More brackets within one another than anybody writes: of 85,000 files of real projects one comes to 212, with those in its strings. `x.a (x.b (…` can
 * be read in two ways at each of them: at five thousand the parser takes seconds and a gigabyte, all of it within one step of its own.
 */
const deepestBrackets = 1_000;

/** Whether brackets nest deeper than that; those of strings and comments are counted like all others. */
function nestsTooDeep(text: string): boolean {
  let depth = 0;
  for (let at = 0; at < text.length && depth <= deepestBrackets; at++) {
    const character = text[at] as string;
    if (character === '(' || character === '[' || character === '{') {
      depth++;
    } else if (depth > 0 && (character === ')' || character === ']' || character === '}')) {
      depth--;
    }
  }
  return depth > deepestBrackets;
}

/**
 * Where a text has errors, the grammar's scanner may look to the end of the text from every place: a broken file of a megabyte would take
 * hours. Effort is counted, so that a busy machine gives the same answers; of 4,000 files of real projects none needs a tenth. What one step
 * of error recovery costs cannot be counted: once twenty times what a parse takes have passed, a text is read on only while it gets on as
 * whole code does. On a slow machine whole code takes longer than that, and may not lose its findings.
 */
function parseWithin(parser: Parser, text: string, previous: Tree | undefined, now: () => number): Tree | undefined {
  if (nestsTooDeep(text)) {
    return undefined;
  }
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
