import type { FlatTree } from '../syntax/flatTree.ts';

/** Which `heredoc_body` belongs to which `heredoc_beginning`: the bodies follow in the order of the beginnings. */
export function heredocBodies(tree: FlatTree): ReadonlyMap<number, number> {
  const beginnings: number[] = [];
  const bodies = new Map<number, number>();
  for (let node = 0; node < tree.size; node++) {
    const type = tree.type(node);
    if (type === 'heredoc_beginning') {
      beginnings.push(node);
    } else if (type === 'heredoc_body') {
      const beginning = beginnings.shift();
      if (beginning !== undefined) {
        bodies.set(beginning, node);
      }
    }
  }
  return bodies;
}

/** The value of a string's part, given its node type and source. */
export function literalText(type: string, source: string): string {
  if (type !== 'escape_sequence') {
    return source;
  }
  const letter = source[1] ?? '';
  if (letter === 'u') {
    return source
      .replace(/^\\u\{?|\}$/g, '')
      .trim()
      .split(/\s+/)
      .map((hex) => codePoint(Number.parseInt(hex, 16)))
      .join('');
  }
  if (letter === 'x') {
    return codePoint(Number.parseInt(source.slice(2), 16));
  }
  if (/[0-7]/.test(letter)) {
    return codePoint(Number.parseInt(source.slice(1), 8));
  }
  return named.get(letter) ?? source.slice(1);
}

const named = new Map([
  ['n', '\n'],
  ['t', '\t'],
  ['r', '\r'],
  ['e', '\u001b'],
  ['s', ' '],
  ['a', '\u0007'],
  ['b', '\b'],
  ['f', '\f'],
  ['v', '\v'],
  ['\n', ''],
]);

function codePoint(code: number): string {
  return code >= 0 && code <= 0x10ffff ? String.fromCodePoint(code) : '';
}

/** The value of a numeric literal as Ruby reads it; NaN where a double cannot hold it. */
export function numberValue(source: string): number {
  const plain = source.replaceAll('_', '').toLowerCase();
  const value = /^0\d+$/.test(plain) ? Number.parseInt(plain, 8) : Number(plain.replace(/^0d/, ''));
  return Number.isInteger(value) && !Number.isSafeInteger(value) ? Number.NaN : value;
}
