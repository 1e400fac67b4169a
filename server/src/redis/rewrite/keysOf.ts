import type { Expression } from '../expression.ts';
import { integerOf } from './literal.ts';
import type { Site } from './site.ts';

/** The keys of a command that takes several, in order; a splat stands for any number. Options behind them are left out. */
export function keysOf(site: Site): readonly Expression[] {
  const { command } = site.call;
  const args = site.call.args.flatMap((arg) => elements(site, arg));
  switch (command) {
    case 'BITOP':
      return args.slice(1);
    case 'SMOVE':
    case 'RENAME':
    case 'RENAMENX':
    case 'RPOPLPUSH':
    case 'LMOVE':
    case 'BLMOVE':
    case 'BRPOPLPUSH':
    case 'COPY':
      return args.slice(0, 2);
    case 'MSETNX':
      return args.filter((_, i) => i % 2 === 0);
    default:
      return withoutOptions(args);
  }
}

/** A raw `ZUNIONSTORE destination 2 a b WEIGHTS …` says how many keys there are. */
function withoutOptions(args: readonly Expression[]): readonly Expression[] {
  const at = args.findIndex((arg) => integerOf(arg) !== undefined && arg.kind === 'integer');
  const count = integerOf(args[at]);
  return at < 0 || at > 1 || count === undefined ? args : [...args.slice(0, at), ...args.slice(at + 1, at + 1 + count)];
}

function elements(site: Site, arg: Expression): readonly Expression[] {
  const resolved = arg.kind === 'splat' ? arg.value && site.resolve(arg.value) : site.resolve(arg);
  return resolved?.kind === 'array' ? resolved.elements : [arg];
}

/** The literal text of a key with `*` for what is not known; `*` alone when nothing is. */
export function keyTemplateOf(site: Site, key: Expression): string {
  const resolved = site.resolve(key);
  switch (resolved.kind) {
    case 'string':
    case 'symbol':
      return resolved.value;
    case 'template':
      return resolved.parts.map((part) => (typeof part === 'string' ? part : keyTemplateOf(site, part))).join('');
    default:
      return '*';
  }
}
