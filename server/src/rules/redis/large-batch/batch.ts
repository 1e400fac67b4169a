import type { Expression } from '../../../redis/expression.ts';
import { shapeOf } from '../../../redis/rewrite/shapes.ts';
import type { Site } from '../../../redis/rewrite/site.ts';
import { type SourceSize, sourceSize } from '../../../redis/rewrite/sourceSize.ts';

/** The collection that a variadic command is given. */
export interface Batch {
  /** The argument: the splat, or the array or hash itself. */
  readonly argument: Expression;
  /** The collection. */
  readonly source: Expression;
  readonly size: SourceSize;
  readonly isHash: boolean;
  /** A set operation over many keys, of which no slices can be made. */
  readonly manyKeys: boolean;
}

const maximum = 1_000;
const maximumKeys = 100;

const keyed = new Set(
  'SADD SREM ZADD ZREM HSET HMSET HDEL HMGET LPUSH RPUSH PFADD GEOADD GEOPOS GEOHASH ZMSCORE SMISMEMBER'.split(' '),
);
const keyless = new Set('MGET MSET DEL UNLINK EXISTS TOUCH'.split(' '));
const combining = new Set('SUNION SINTER SDIFF PFCOUNT'.split(' '));

/** The batch of the call; undefined when it has none, or one that is small for certain. */
export function batchOf(site: Site): Batch | undefined {
  const { command, args, method, call } = site.call;
  if (combining.has(command)) {
    return manyKeys(site);
  }
  if (!keyed.has(command) && !keyless.has(command)) {
    return undefined;
  }
  const values = keyed.has(command) ? args.slice(1) : args;
  const takesHash = method.startsWith('mapped_') || (command === 'HSET' && values.length === 1);
  const argument = values.find((value) => isCollection(site, value, takesHash, canBeList(command, values)));
  // Another list or fixed members beside it could not be sliced with it, but the size is worth a word all the same.
  if (argument === undefined || (command === 'EXISTS' && call.args.length === 0)) {
    return undefined;
  }
  const source = argument.kind === 'splat' ? argument.value : argument;
  if (source === undefined || isWrittenOut(site, source)) {
    return undefined;
  }
  const isHash = takesHash && argument.kind !== 'splat';
  const size = sourceSize(site, source);
  const limit = Math.max(maximum, site.settings.batchSize) * entryWidth(command, isHash);
  return typeof size === 'number' && size <= limit ? undefined : { argument, source, size, isHash, manyKeys: false };
}

/** A flat list of fields and values, or of scores and members, holds two elements an entry. */
function entryWidth(command: string, isHash: boolean): number {
  return !isHash && /^(?:HSET|HMSET|MSET|ZADD)$/.test(command) ? 2 : 1;
}

/** A name in the plural, of which English has no singular that looks alike, and that is no usual name of a Hash. */
const pluralName = /(?:^|_)[a-z]{2,}s$/;
const singularName =
  /(?:ss|ous|(?:stat|bon|vir|corp|camp|foc|rad|cens|b|pl|min)us|(?:analys|bas|ax|red|th|cris)is|alias|canvas|lens|news|(?:^|_)(?:dns|gps|https|postgres|atlas|cents|points))$/;
const hashName = /(?:params|args|opts|options|settings|attributes|attrs|stats|details|headers|properties|flags)$/;

/** Beside a score, a field or a coordinate stands one value, whatever it is called; nor is one of several members a list. */
function canBeList(command: string, values: readonly Expression[]): boolean {
  return values.length < (/^(?:ZADD|HSET|HMSET|MSET|GEOADD)$/.test(command) ? 2 : 3);
}

function isCollection(site: Site, value: Expression, takesHash: boolean, canBeNamed: boolean): boolean {
  const { kind } = shapeOf(site, value);
  if (kind === 'splat' || kind === 'array' || kind === 'list') {
    return true;
  }
  if (takesHash) {
    return kind !== 'scalar' && value.kind !== 'hash';
  }
  // `RedisKey.watch_hours` makes one key, whatever it is called.
  const isMember = value.kind === 'call' && value.receiver?.kind !== 'constant';
  const name = value.kind === 'local' || value.kind === 'ivar' ? value.name : isMember ? value.method : '';
  return canBeNamed && kind === 'unknown' && isPlural(name.replace(/^@/, ''));
}

function isPlural(name: string): boolean {
  return pluralName.test(name) && !singularName.test(name) && !hashName.test(name);
}

/** `def clear(*keys)` that hands its arguments on, which its callers write one by one, and `keys = DEFAULT_KEYS`, a list in the code. */
function isWrittenOut(site: Site, source: Expression): boolean {
  const method = site.call.enclosing.find(({ kind }) => kind === 'method');
  if (source.kind !== 'local' || method === undefined || !method.parameters.includes(source.name)) {
    return false;
  }
  const [signature = ''] = site.text(method.range).split('\n', 1);
  const { name } = source;
  return new RegExp(`[(,\\s](?:\\*${name}\\b|${name}\\s*=\\s*(?:[A-Z]|%[wi]|\\[))`).test(signature);
}

function manyKeys(site: Site): Batch | undefined {
  const [first] = site.call.args;
  const size =
    site.call.args.length === 1 && first?.kind === 'splat' && first.value
      ? sourceSize(site, first.value)
      : site.call.args.length;
  return first !== undefined && typeof size === 'number' && size > maximumKeys
    ? { argument: first, source: first, size, isHash: false, manyKeys: true }
    : undefined;
}
