import type { Location, TextRange } from '../syntax/textRange.ts';
import type { CallExpression, Expression } from './expression.ts';

/**
 * What an expression that holds a client understands: redis-rules.md calls these the flavours.
 * A pool yields a client and is none; a key-bound object (Redis::Set, Kredis.list) is never a client.
 */
export type ClientLibrary =
  | 'redis-rb'
  | 'redis-client'
  | 'sidekiq'
  | 'redis-namespace'
  | 'resque'
  | 'redis-distributed'
  | 'redis-cluster'
  | 'connection-pool-wrapper'
  | 'unknown';

/** `certain`: an origin was traced. `likely`: a name, or a command that only Redis has, speaks for it. */
export type Confidence = 'certain' | 'likely';

/** `pipelined` and `multi`: the receiver is the block's pipeline or transaction, so the reply is not there yet. */
export type CallContext = 'plain' | 'pipelined' | 'multi';

/** How the value of a call is used, which decides what a rewrite may change. */
export type Usage =
  | { readonly kind: 'statement' }
  | { readonly kind: 'value' }
  | { readonly kind: 'condition' }
  /** The reply is the receiver of `outer`, `redis.smembers(k).size`; `usage` is that of `outer` itself. */
  | { readonly kind: 'chain'; readonly outer: CallExpression; readonly usage: Usage };

/** A block, loop or method around a call, innermost first. */
export interface Enclosing {
  readonly kind: 'block' | 'loop' | 'method' | 'class';
  readonly range: TextRange;
  /** `block`: the call that the block belongs to. */
  readonly call?: CallExpression;
  /** `method`: its name. */
  readonly name?: string;
  readonly parameters: readonly string[];
}

/** One command sent to Redis at one place of the source. */
export interface RedisCall {
  readonly uri: string;
  /** The Redis command in capitals: `scan_each` issues SCAN, `call("DEL", k)` issues DEL, `mapped_mget` MGET. */
  readonly command: string;
  /** The Ruby method as written: `smembers`, `scan_each`, `call`, `public_send`. */
  readonly method: string;
  /** The command arguments, normalised: without the command word of a raw form. */
  readonly args: readonly Expression[];
  /** Whether the command word is data (`call("DEL", k)`, `public_send(:del, k)`) rather than the method itself; then its expression. */
  readonly commandWord?: Expression;
  readonly call: CallExpression;
  /** The method name, or the command's string in a raw call: where a diagnostic stands. */
  readonly range: TextRange;
  readonly client: ClientLibrary;
  /** The version of the client gem in the lock that governs this file, if one does. */
  readonly clientVersion?: string;
  readonly confidence: Confidence;
  /** One sentence: why Lintel holds the receiver for a Redis client. */
  readonly evidence: string;
  /** Where the client comes from, when that was traced. */
  readonly origin?: Location;
  readonly context: CallContext;
  /** The key's literal text with `*` for every part that is not known, when the text gives one. */
  readonly keyTemplate?: string;
  readonly usage: Usage;
  /** Lexically inside the block of `pool.with`, `Sidekiq.redis` and the like: the client is only valid there. */
  readonly pooled: boolean;
  /**
   * What another method than the one that is written would do is not known: the client stands behind a class of the application (a delegator, a
   * `method_missing`, a subclass), which may prefix the keys of some methods and not of others, or may be another object at times, or
   * only a method's name elsewhere speaks for it.
   */
  readonly proxied: boolean;
  /** The class that it stands behind has a method of this name: what it takes and answers is its own affair. */
  readonly overridden: boolean;
  readonly enclosing: readonly Enclosing[];
}
