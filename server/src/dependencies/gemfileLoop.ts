import type { SyntaxNode } from '../syntax/syntaxNode.ts';
import { withParameters } from './gemfileBindings.ts';
import { foldValue, type Lookup, type Value } from './gemfileValue.ts';

/**
 * The rounds of `[…].each { |x| … }` over a literal array or hash: what the names in the block mean in each. Undefined when the receiver
 * or the block's parameters cannot be told.
 */
export function loopRounds(receiver: SyntaxNode, block: SyntaxNode, lookup: Lookup): readonly Lookup[] | undefined {
  const list = foldValue(receiver, lookup);
  const parameters = parameterNames(block);
  if (parameters === undefined || (list.kind !== 'array' && list.kind !== 'hash')) {
    return undefined;
  }
  const elements: readonly Value[] =
    list.kind === 'array'
      ? list.elements
      : [...list.pairs].map(([key, value]) => ({ kind: 'array', elements: [{ kind: 'string', value: key }, value] }));
  return elements.map((element) => withParameters(lookup, bind(parameters, element)));
}

interface Parameters {
  readonly names: readonly string[];
  /** `|(a, b)|` or `|a, b|`: an array is taken apart. */
  readonly destructure: boolean;
}

function parameterNames(block: SyntaxNode): Parameters | undefined {
  const nodes = block.child('parameters')?.namedChildren;
  if (nodes === undefined) {
    return { names: ['_1', 'it'], destructure: false };
  }
  const [only] = nodes;
  const inner = nodes.length === 1 && only?.type === 'destructured_parameter' ? only.namedChildren : nodes;
  return inner.every((node) => node.type === 'identifier')
    ? { names: inner.map((node) => node.text), destructure: inner.length > 1 }
    : undefined;
}

function bind({ names, destructure }: Parameters, element: Value): ReadonlyMap<string, Value> {
  const values = destructure && element.kind === 'array' ? element.elements : undefined;
  return new Map(
    names.map((name, index) => {
      const value = destructure ? (values?.[index] ?? (index === 0 ? element : { kind: 'nil' as const })) : element;
      return [name, value];
    }),
  );
}
