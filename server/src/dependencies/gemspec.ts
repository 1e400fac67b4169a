import type { RubyParser } from '../syntax/rubyParser.ts';
import type { SyntaxNode } from '../syntax/syntaxNode.ts';
import type { TextRange } from '../syntax/textRange.ts';
import type { Unknown } from './gemfile.ts';
import { readArguments } from './gemfileArguments.ts';
import { collectBindings } from './gemfileBindings.ts';
import { parseGemfile } from './gemfileTree.ts';
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
  const tree = parseGemfile(text, parser);
  const block = tree === undefined || tree.isTooDeep ? undefined : specificationBlock(tree.root);
  if (tree === undefined || block === undefined) {
    return unreadable;
  }
  const bindings = collectBindings(tree.root);
  return readBlock(block, (name) => bindings.lookup(name, block));
}

function specificationBlock(root: SyntaxNode): SyntaxNode | undefined {
  return root
    .ofType('call')
    .find(
      (call) =>
        call.child('method')?.text === 'new' && /^(?:::)?Gem::Specification$/.test(call.child('receiver')?.text ?? ''),
    )
    ?.child('block');
}

function readBlock(block: SyntaxNode, lookup: Lookup): Gemspec {
  const spec = block.child('parameters')?.namedChildren[0]?.text;
  let name: string | undefined;
  const dependencies: GemspecDependency[] = [];
  const opaque: TextRange[] = [];
  const visit = (node: SyntaxNode, conditional: boolean): void => {
    if (node.type === 'assignment' && node.child('left')?.text === `${spec}.name`) {
      const right = node.child('right');
      name = right === undefined ? undefined : textOf(foldValue(right, lookup));
    }
    const isDevelopment = development.get(node.child('method')?.text ?? '');
    if (isDevelopment !== undefined && node.child('receiver')?.text === spec) {
      const [first, ...rest] = readArguments(node, lookup).positional;
      const lists = rest.map(({ value }) => textsOf(value));
      if (first?.value.kind === 'string') {
        dependencies.push({
          name: first.value.value,
          requirements: lists.every((list) => list !== undefined) ? lists.flat() : 'unknown',
          development: isDevelopment,
          conditional,
          range: node.range,
        });
      } else {
        opaque.push(node.range);
      }
    }
    for (const child of node.namedChildren) {
      visit(child, conditional || conditions.has(node.type));
    }
  };
  visit(block, false);
  return { name, dependencies, opaque };
}
