import { lastName } from '../../../redis/clientName.ts';
import type { Expression } from '../../../redis/expression.ts';
import type { WorkspaceIndex } from '../../../redis/workspaceIndex.ts';

/**
 * How far a cache is known to be a Redis: `certain` where that is what it is made as, or what the workspace configures and nothing else;
 * `configured` where it also configures another store; `unknown` where nothing says what the cache is; `not` for what is no such cache.
 */
export type RedisCache = 'certain' | 'configured' | 'unknown' | 'not';

/** What the cache that `receiver` names is. */
export function redisCache(index: WorkspaceIndex, uri: string, receiver: Expression): RedisCache {
  const meant = index.resolve(uri, receiver);
  const made = makerOf(meant);
  if (made !== undefined) {
    return made === redisStore ? 'certain' : 'not';
  }
  const configured = configuredCache(index);
  if (isRailsCache(meant)) {
    return configured;
  }
  const isNamed = cacheName.test(lastName(receiver) ?? '') || cacheName.test(lastName(meant) ?? '');
  return !isNamed || configured === 'not' ? 'not' : 'unknown';
}

/** What `config.cache_store = …` makes of `Rails.cache`. */
export function configuredCache(index: WorkspaceIndex): RedisCache {
  const stores = new Set(index.assigned('cache_store').flatMap(storesOf));
  if (stores.has(redisStore)) {
    return stores.size === 1 ? 'certain' : 'configured';
  }
  return stores.size === 0 || stores.has(undefined) ? 'unknown' : 'not';
}

const redisStore = 'redis_cache_store';
const cacheName = /^[@$]*(?:\w+_)?cache$/i;

function isRailsCache(expression: Expression): boolean {
  return (
    expression.kind === 'call' &&
    expression.method === 'cache' &&
    expression.receiver?.kind === 'constant' &&
    expression.receiver.path === 'Rails'
  );
}

/** The stores that an assigned value may stand for; undefined for one that the text does not name. */
function storesOf(value: Expression): readonly (string | undefined)[] {
  switch (value.kind) {
    case 'symbol':
    case 'string':
      return [value.value];
    case 'array':
      return value.elements.slice(0, 1).flatMap(storesOf);
    case 'choice':
      return value.alternatives.flatMap(storesOf);
    default:
      return [makerOf(value)];
  }
}

/** The store that `ActiveSupport::Cache::RedisCacheStore.new` or `lookup_store(:redis_cache_store)` makes; the path of any other class that makes one. */
function makerOf(value: Expression): string | undefined {
  const receiver = value.kind === 'call' ? value.receiver : undefined;
  if (value.kind !== 'call' || receiver?.kind !== 'constant') {
    return undefined;
  }
  const { method, args } = value;
  const [store] = args;
  if (method === 'lookup_store') {
    return store?.kind === 'symbol' ? store.value : undefined;
  }
  return method === 'new' ? (/(?:^|::)RedisCacheStore$/.test(receiver.path) ? redisStore : receiver.path) : undefined;
}
