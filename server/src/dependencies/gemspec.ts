import type { Node } from 'web-tree-sitter';
import { nodeRange } from '../syntax/nodeRange.ts';
import type { RubyParser } from '../syntax/rubyParser.ts';
import type { TextRange } from '../syntax/textRange.ts';
import type { Unknown } from './gemfile.ts';
import { readArguments } from './gemfileArguments.ts';
import { collectBindings } from './gemfileBindings.ts';
import { isTooDeep } from './gemfileDepth.ts';
import { foldValue, type Lookup, textOf, textsOf } from './gemfileValue.ts';

/** A dependency that a gemspec states. */
export interface GemspecDependency {
  readonly name: string;
  readonly requirements: readonly string[] | Unknown;
  readonly development: boolean;
  /** Behind a condition. */
  readonly conditional: boolean;
  readonly range: TextRange;
}

/** What a .gemspec says, as far as it can be known without running it. */
export interface Gemspec {
  readonly name: string | undefined;
  readonly dependencies: readonly GemspecDependency[];
  /** Statements that add dependencies whose names cannot be read. */
  readonly opaque: readonly TextRange[];
}

const development = new Map([
  ['add_dependency', false],
  ['add_runtime_dependency', false],
  ['add_development_dependency', true],
]);

const conditions = new Set([
  'if',
  'unless',
  'case',
  'if_modifier',
  'unless_modifier',
  'conditional',
  'begin',
  'rescue',
]);

const unreadable: Gemspec = { name: undefined, dependencies: [], opaque: [] };

/** Reads `Gem::Specification.new do |spec| … end`. Never throws: half-typed text gives fewer facts. */
export function readGemspec(text: string, parser: RubyParser): Gemspec {
  const tree = parser.parse(text);
  if (tree === undefined) {
    return unreadable;
  }
  try {
    const block = isTooDeep(tree) ? undefined : specificationBlock(tree.rootNode);
    if (block === undefined) {
      return unreadable;
    }
    const bindings = collectBindings(tree.rootNode);
    return readBlock(block, (name) => bindings.lookup(name, block));
  } finally {
    tree.delete();
  }
}

function specificationBlock(root: Node): Node | undefined {
  return (
    root
      .descendantsOfType('call')
      .find(
        (call) =>
          call.childForFieldName('method')?.text === 'new' &&
          /^(?:::)?Gem::Specification$/.test(call.childForFieldName('receiver')?.text ?? ''),
      )
      ?.childForFieldName('block') ?? undefined
  );
}

function readBlock(block: Node, lookup: Lookup): Gemspec {
  const spec = block.childForFieldName('parameters')?.firstNamedChild?.text;
  let name: string | undefined;
  const dependencies: GemspecDependency[] = [];
  const opaque: TextRange[] = [];
  const visit = (node: Node, conditional: boolean): void => {
    if (node.type === 'assignment' && node.childForFieldName('left')?.text === `${spec}.name`) {
      const right = node.childForFieldName('right');
      name = right === null ? undefined : textOf(foldValue(right, lookup));
    }
    const isDevelopment = development.get(node.childForFieldName('method')?.text ?? '');
    if (isDevelopment !== undefined && node.childForFieldName('receiver')?.text === spec) {
      const [first, ...rest] = readArguments(node, lookup).positional;
      const lists = rest.map(({ value }) => textsOf(value));
      if (first?.value.kind === 'string') {
        dependencies.push({
          name: first.value.value,
          requirements: lists.every((list) => list !== undefined) ? lists.flat() : 'unknown',
          development: isDevelopment,
          conditional,
          range: nodeRange(node),
        });
      } else {
        opaque.push(nodeRange(node));
      }
    }
    for (const child of node.namedChildren) {
      visit(child, conditional || conditions.has(node.type));
    }
  };
  visit(block, false);
  return { name, dependencies, opaque };
}
