import { type RedisCommandFacts, redisCommandData } from './redisCommandData.ts';

/** The facts of a command by its name in capitals, `SMEMBERS` or `CLIENT LIST`; undefined for a name that Redis does not have. */
export function redisCommand(name: string): RedisCommandFacts | undefined {
  return Object.hasOwn(redisCommandData, name) ? redisCommandData[name] : undefined;
}

/** Whether the command changes data. */
export function isWrite(name: string): boolean {
  return redisCommand(name)?.flags.includes('write') ?? false;
}

const keyIsSecond = new Set(['BITOP', 'OBJECT', 'XGROUP', 'XINFO', 'DEBUG', 'MEMORY']);
const withoutKey = new Set([
  'SCAN',
  'KEYS',
  'RANDOMKEY',
  'WAIT',
  'WAITAOF',
  'XREAD',
  'XREADGROUP',
  'MIGRATE',
  'BZMPOP',
  'BLMPOP',
]);
const keyGroups = new Set([
  'generic',
  'string',
  'hash',
  'list',
  'set',
  'sorted_set',
  'stream',
  'geo',
  'bitmap',
  'hyperloglog',
]);

/**
 * The index of the argument (behind the command word) that is the first key, as redis-rb's methods take it; undefined for a
 * command without a key or whose key's place depends on other arguments.
 */
export function keyArgument(name: string): number | undefined {
  if (keyIsSecond.has(name)) {
    return 1;
  }
  if (name === 'WATCH') {
    return 0;
  }
  const group = redisCommand(name)?.group;
  return group !== undefined && keyGroups.has(group) && !withoutKey.has(name) ? 0 : undefined;
}
