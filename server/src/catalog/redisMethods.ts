import { redisCommandData } from './redisCommandData.ts';
import { type MethodSpan, redisMethodData } from './redisMethodData.ts';

/** Where redis-rb defines `method`, oldest span first; empty for a method that it never defined (it may reach the server by `method_missing`). */
export function methodSpans(method: string): readonly MethodSpan[] {
  return (Object.hasOwn(redisMethodData, method) ? redisMethodData[method] : undefined) ?? [];
}

/** Methods of a client that send no command of their own, or one that no application means to send. */
const withoutCommand = new Set(
  'call call_v close commit connected? connection disconnect! dup id pipelined queue subscribed? synchronize with with_reconnect without_reconnect'.split(
    ' ',
  ),
);

const otherName = new Map([
  ['create_index', 'FT.CREATE'],
  ['psubscribe_with_timeout', 'PSUBSCRIBE'],
  ['ssubscribe_with_timeout', 'SSUBSCRIBE'],
  ['subscribe_with_timeout', 'SUBSCRIBE'],
]);

const commandByMethod: ReadonlyMap<string, string> = new Map(
  [
    ...Object.keys(redisCommandData)
      .filter((name) => /^[A-Z_]+$/.test(name))
      .map((name) => name.toLowerCase()),
    ...Object.keys(redisMethodData),
  ]
    .filter((method) => !withoutCommand.has(method))
    .map((method) => [method, otherName.get(method) ?? spelledCommand(method)]),
);

/** The command in capitals that a method of a Redis client issues: `scan_each` SCAN, `sadd?` SADD, `mapped_mget` MGET; undefined for another method. */
export function commandFor(method: string): string | undefined {
  return commandByMethod.get(method);
}

/** Every method name that issues a command. */
export const commandMethods: ReadonlySet<string> = new Set(commandByMethod.keys());

function spelledCommand(method: string): string {
  const bare = method
    .replace(/[?!]$/, '')
    .replace(/_each$/, '')
    .replace(/^mapped_/, '');
  return bare.replace(/^(json|ft)_/, '$1.').toUpperCase();
}
