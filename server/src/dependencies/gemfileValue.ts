import type { SyntaxNode } from '../syntax/syntaxNode.ts';

/** What an expression of a Gemfile evaluates to, as far as it can be told without running it. */
export type Value =
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'symbol'; readonly value: string }
  | { readonly kind: 'array'; readonly elements: readonly Value[] }
  | { readonly kind: 'hash'; readonly pairs: ReadonlyMap<string, Value> }
  | { readonly kind: 'nil' }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'unknown' };

/** The value of a variable or constant, `unknown` for one that cannot be told. */
export type Lookup = (name: string) => Value;

export const unknownValue: Value = { kind: 'unknown' };

/** Folds literals, the variables that `lookup` knows, and interpolation of both. */
export function foldValue(node: SyntaxNode, lookup: Lookup): Value {
  switch (node.type) {
    case 'string':
    case 'bare_string':
    case 'chained_string':
      return foldText(node, 'string', lookup);
    case 'delimited_symbol':
    case 'bare_symbol':
      return foldText(node, 'symbol', lookup);
    case 'simple_symbol':
      return { kind: 'symbol', value: node.text.slice(1) };
    case 'hash_key_symbol':
      return { kind: 'symbol', value: node.text };
    case 'array':
    case 'string_array':
    case 'symbol_array':
      return foldArray(node, lookup);
    case 'hash':
      return foldHash(node, lookup);
    case 'nil':
      return { kind: 'nil' };
    case 'true':
    case 'false':
      return { kind: 'boolean', value: node.type === 'true' };
    case 'identifier':
    case 'constant':
    case 'global_variable':
    case 'instance_variable':
      return lookup(node.text);
    case 'parenthesized_statements':
      return onlyChild(node, (child) => foldValue(child, lookup));
    case 'call':
      return foldCall(node, lookup);
    default:
      return unknownValue;
  }
}

/** The text of a string or symbol; undefined for any other value. */
export function textOf(value: Value | undefined): string | undefined {
  return value?.kind === 'string' || value?.kind === 'symbol' ? value.value : undefined;
}

/** One text or an array of texts as a list, as `Array()` does; undefined when a part of it is unknown. */
export function textsOf(value: Value): readonly string[] | undefined {
  if (value.kind === 'nil') {
    return [];
  }
  const texts = (value.kind === 'array' ? value.elements : [value]).map(textOf);
  return texts.every((text) => text !== undefined) ? texts : undefined;
}

/** The parts of a value that `*value` passes; undefined when unknown. */
export function splatOf(value: Value): readonly Value[] | undefined {
  if (value.kind === 'array') {
    return value.elements;
  }
  return value.kind === 'unknown' ? undefined : value.kind === 'nil' ? [] : [value];
}

function foldText(node: SyntaxNode, kind: 'string' | 'symbol', lookup: Lookup): Value {
  let text = '';
  for (const part of node.namedChildren) {
    const piece = foldPart(part, lookup);
    if (piece === undefined) {
      return unknownValue;
    }
    text += piece;
  }
  return { kind, value: text };
}

function foldPart(part: SyntaxNode, lookup: Lookup): string | undefined {
  switch (part.type) {
    case 'string_content':
      return part.text;
    case 'escape_sequence':
      return /^\\[^\w\r\n]$/.test(part.text) ? part.text.slice(1) : undefined;
    case 'interpolation':
      return textOf(onlyChild(part, (child) => foldValue(child, lookup)));
    case 'string':
      return textOf(foldValue(part, lookup));
    default:
      return undefined;
  }
}

function foldArray(node: SyntaxNode, lookup: Lookup): Value {
  const elements: Value[] = [];
  for (const child of node.namedChildren) {
    if (child.type === 'splat_argument') {
      const parts = splatOf(onlyChild(child, (inner) => foldValue(inner, lookup)));
      if (parts === undefined) {
        return unknownValue;
      }
      elements.push(...parts);
    } else if (child.type !== 'comment') {
      elements.push(foldValue(child, lookup));
    }
  }
  return { kind: 'array', elements };
}

function foldHash(node: SyntaxNode, lookup: Lookup): Value {
  const pairs = new Map<string, Value>();
  for (const child of node.namedChildren) {
    if (child.type === 'comment') {
      continue;
    }
    const pair = child.type === 'pair' ? foldPair(child, lookup) : undefined;
    if (pair === undefined) {
      return unknownValue;
    }
    pairs.set(pair.key, pair.value);
  }
  return { kind: 'hash', pairs };
}

/** `key: value` or `:key => value`; undefined for a key that is neither a string nor a symbol. */
export function foldPair(
  node: SyntaxNode,
  lookup: Lookup,
): { readonly key: string; readonly value: Value } | undefined {
  const keyNode = node.child('key');
  const key = keyNode === undefined ? undefined : textOf(foldValue(keyNode, lookup));
  const value = node.child('value');
  return key === undefined ? undefined : { key, value: value === undefined ? unknownValue : foldValue(value, lookup) };
}

function foldCall(node: SyntaxNode, lookup: Lookup): Value {
  const receiver = node.child('receiver');
  const method = node.child('method')?.text;
  if (receiver === undefined || node.child('arguments') !== undefined || node.child('block') !== undefined) {
    return unknownValue;
  }
  return method === 'freeze' || method === 'dup' ? foldValue(receiver, lookup) : unknownValue;
}

function onlyChild(node: SyntaxNode, read: (child: SyntaxNode) => Value): Value {
  const children = node.namedChildren.filter((child) => child.type !== 'comment');
  const [only] = children;
  return only !== undefined && children.length === 1 ? read(only) : unknownValue;
}
