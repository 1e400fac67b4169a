import type { SyntaxNode } from '../syntax/syntaxNode.ts';
import { foldPair, foldValue, type Lookup, splatOf, type Value } from './gemfileValue.ts';

/** The arguments of one call, folded. */
export interface Arguments {
  /** Positional arguments in order, splats expanded where they are known. */
  readonly positional: readonly PositionalArgument[];
  readonly options: ReadonlyMap<string, Value>;
  /** Options may be missing from `options`: `**options`, or a splat that may end in a hash. */
  readonly openOptions: boolean;
}

export interface PositionalArgument {
  readonly value: Value;
  readonly node: SyntaxNode;
  /** Stands as `*value` in the call, so that one node may give several arguments. */
  readonly splat: boolean;
}

/** Expressions that give a string or nothing, never the options hash that `gem` takes last. */
const neverHash = new Set(['string', 'chained_string', 'binary', 'conditional', 'element_reference', 'constant']);

/** Reads the arguments of `call`; a bare name has none. */
export function readArguments(call: SyntaxNode, lookup: Lookup): Arguments {
  const positional: PositionalArgument[] = [];
  const options = new Map<string, Value>();
  let openOptions = false;
  const addOptions = (value: Value): void => {
    if (value.kind === 'hash') {
      for (const [key, pairValue] of value.pairs) {
        options.set(key, pairValue);
      }
    } else {
      openOptions = true;
    }
  };
  for (const node of call.child('arguments')?.namedChildren ?? []) {
    switch (node.type) {
      case 'comment':
      case 'block_argument':
        break;
      case 'pair': {
        const pair = foldPair(node, lookup);
        if (pair === undefined) {
          openOptions = true;
        } else {
          options.set(pair.key, pair.value);
        }
        break;
      }
      case 'hash_splat_argument': {
        const inner = node.namedChildren[0];
        addOptions(inner === undefined ? { kind: 'unknown' } : foldValue(inner, lookup));
        break;
      }
      case 'splat_argument': {
        const inner = node.namedChildren[0];
        const parts = inner === undefined ? undefined : splatOf(foldValue(inner, lookup));
        if (parts === undefined) {
          openOptions = true;
          positional.push({ value: { kind: 'unknown' }, node, splat: true });
        }
        for (const value of parts ?? []) {
          positional.push({ value, node, splat: true });
        }
        break;
      }
      default:
        positional.push({ value: foldValue(node, lookup), node, splat: false });
    }
  }
  const last = positional.at(-1);
  if (last?.value.kind === 'hash') {
    positional.pop();
    addOptions(last.value);
  } else if (last?.value.kind === 'unknown' && !neverHash.has(last.node.type)) {
    openOptions = true;
  }
  return { positional, options, openOptions };
}
