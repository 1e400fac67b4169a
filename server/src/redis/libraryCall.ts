import type { CallExpression } from './expression.ts';
import type { Enclosing, Usage } from './redisCall.ts';

/** A call that sends no command by itself, but makes a client, hands one out, sets how it answers, or tells a cache what to do. */
export interface LibraryCall {
  /** `Redis.new`, `Redis.current`, `Rails.cache.delete_matched(…)`. */
  readonly call: CallExpression;
  /** It stands left of an assignment: `Redis.current = …`. */
  readonly assigned: boolean;
  readonly usage: Usage;
  /** Blocks, loops and methods around it, innermost first. */
  readonly enclosing: readonly Enclosing[];
}

/** Whether the index keeps this call for the rules. */
export function isLibraryCall({ method, receiver, keywords }: CallExpression): boolean {
  if (!isLibraryMethod(method)) {
    return false;
  }
  if (/^(?:delete_matched|expire_fragment|write_multi|fetch_multi)$/.test(method)) {
    return true;
  }
  if (receiver?.kind === 'constant') {
    const isSetting = method === 'exists_returns_integer' || method === 'sadd_returns_boolean';
    return (
      ((method === 'new' || method === 'current') && makers.has(receiver.path)) ||
      (isSetting && receiver.path === 'Redis')
    );
  }
  const expires = keywords.some(({ key }) => key?.kind === 'symbol' && key.value === 'expires_in');
  return expires && (method === 'write' || method === 'fetch') && receiver !== undefined;
}

/** Whether a call of that name may be one. */
export function isLibraryMethod(method: string): boolean {
  return libraryMethods.has(method);
}

const libraryMethods = new Set(
  'delete_matched expire_fragment write_multi fetch_multi new current exists_returns_integer sadd_returns_boolean write fetch'.split(
    ' ',
  ),
);

const makers = new Set([
  'Redis',
  'RedisClient',
  'Redis::Namespace',
  'Redis::Distributed',
  'Redis::Cluster',
  'ConnectionPool',
]);
