import type { SyntaxNode } from '../syntax/syntaxNode.ts';
import { foldValue, type Lookup, textOf } from './gemfileValue.ts';

/** The path that an expression gives, relative to the file it stands in: literals, and `File.join`, `File.expand_path`, `__dir__` on them. */
export function foldPath(node: SyntaxNode, lookup: Lookup): string | undefined {
  const inHere: Lookup = (name) => (name === '__dir__' ? { kind: 'string', value: '.' } : lookup(name));
  const folded = textOf(foldValue(node, inHere));
  if (folded !== undefined || node.type !== 'call' || node.child('receiver')?.text !== 'File') {
    return folded;
  }
  const args = node.child('arguments')?.namedChildren ?? [];
  const method = node.child('method')?.text;
  const [first, second] = args;
  if (method === 'dirname') {
    return args.length === 1 && first?.text === '__FILE__' ? '.' : undefined;
  }
  if (method === 'expand_path' && first !== undefined && second?.text === '__FILE__') {
    const path = foldPath(first, lookup);
    return path === undefined ? undefined : `_/${path}`;
  }
  const parts = args.map((arg) => foldPath(arg, lookup));
  if (!parts.every((part) => part !== undefined)) {
    return undefined;
  }
  if (method === 'join') {
    return parts.join('/');
  }
  return method === 'expand_path' && parts.length <= 2 ? parts.reverse().join('/') : undefined;
}

/** The URI of `path` seen from the file `base`; undefined when `base` lies in no folder, or no file can have that name. */
export function resolveUri(base: string, path: string): string | undefined {
  // Half a character has no encoding.
  if (/\p{Surrogate}/u.test(path)) {
    return undefined;
  }
  const encoded = encodeURI(path).replace(/[?#]/g, encodeURIComponent);
  return URL.canParse(encoded, base) ? new URL(encoded, base).href : undefined;
}
