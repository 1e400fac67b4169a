import { namespaceCommand } from '../../catalog/namespaceCommands.ts';
import type { TextRange } from '../../syntax/textRange.ts';
import { type Expression, hasBlock } from '../expression.ts';
import { isInCapitals, isSender } from '../rawForm.ts';
import type { RedisCall } from '../redisCall.ts';
import type { WorkspaceIndex } from '../workspaceIndex.ts';
import { endsInBareCall } from './parentheses.ts';
import { isAtLeast, isBefore } from './versionGate.ts';

/**
 * What the client at a site understands, which decides the text of every rewrite: the methods of redis-rb, only `call` (redis-client),
 * or Sidekiq 7's object that sends any method name as a command. Sidekiq up to 6 is redis-rb.
 */
export type Flavour =
  | 'redis-rb'
  | 'redis-client'
  | 'sidekiq'
  | 'namespace'
  | 'resque'
  | 'distributed'
  | 'cluster'
  | 'wrapper'
  | 'unknown';

/** The settings that rewrites depend on; the configuration's `redis` section. */
export interface RedisSettings {
  readonly serverVersion: string;
  readonly batchSize: number;
  readonly largeKeys: readonly string[];
  readonly smallKeys: readonly string[];
}

/** What a rule's context offers to the machinery. */
export interface SiteContext {
  readonly uri: string;
  readonly snapshot: {
    readonly index: WorkspaceIndex;
    bundleFor(
      uri: string,
    ): { readonly graph: { readonly gems: ReadonlyMap<string, { readonly version: string } | undefined> } } | undefined;
  };
  readonly config: { readonly redis: RedisSettings };
  text(range: TextRange): string;
}

/** What gives the text of the whole file, however long. */
export const wholeFile: TextRange = {
  start: { line: 0, character: 0 },
  end: { line: Number.MAX_SAFE_INTEGER, character: 0 },
};

/** A call with everything that a rewrite of it may ask. */
export interface Site {
  readonly call: RedisCall;
  readonly flavour: Flavour;
  /** The locked redis-rb, also where it works behind a namespace, a pool or a cluster; undefined when no lock says. */
  readonly redisRb: string | undefined;
  readonly redisNamespace: string | undefined;
  readonly sidekiq: string | undefined;
  readonly settings: RedisSettings;
  readonly index: WorkspaceIndex;
  /** The source of the receiver; undefined for a call on the implicit self, of which no second call can be written. */
  readonly receiver: string | undefined;
  text(range: TextRange): string;
  resolve(expression: Expression): Expression;
}

/** The sites of a snapshot's calls: nearly every rule asks for that of nearly every call. */
const sites = new WeakMap<SiteContext['snapshot'], WeakMap<RedisCall, Site>>();

/** The site of `call`. */
export function siteOf(context: SiteContext, call: RedisCall): Site {
  const ofSnapshot = sites.get(context.snapshot) ?? new WeakMap<RedisCall, Site>();
  sites.set(context.snapshot, ofSnapshot);
  const known = ofSnapshot.get(call);
  if (known?.settings === context.config.redis) {
    return known;
  }
  const site = makeSite(context, call);
  ofSnapshot.set(call, site);
  return site;
}

function makeSite(context: SiteContext, call: RedisCall): Site {
  const gems = context.snapshot.bundleFor(call.uri)?.graph.gems;
  const sidekiq = gems?.get('sidekiq')?.version;
  const { receiver } = call.call;
  return {
    call,
    flavour: flavourOf(call, sidekiq),
    redisRb:
      call.client === 'redis-rb' ? (call.clientVersion ?? gems?.get('redis')?.version) : gems?.get('redis')?.version,
    redisNamespace: gems?.get('redis-namespace')?.version,
    sidekiq,
    settings: context.config.redis,
    index: context.snapshot.index,
    receiver: receiver && context.text(receiver.range),
    text: (range) => context.text(range),
    resolve: (expression) => context.snapshot.index.resolve(call.uri, expression),
  };
}

function flavourOf(call: RedisCall, sidekiq: string | undefined): Flavour {
  switch (call.client) {
    case 'sidekiq':
      return isBefore(sidekiq, '7') ? 'redis-rb' : isAtLeast(sidekiq, '7') ? 'sidekiq' : 'unknown';
    case 'redis-namespace':
      return 'namespace';
    case 'redis-distributed':
      return 'distributed';
    case 'redis-cluster':
      return 'cluster';
    case 'connection-pool-wrapper':
      // The pipeline that a pool's wrapper yields is a client's own.
      return call.context === 'plain' ? 'wrapper' : 'redis-rb';
    default:
      return call.client;
  }
}

/**
 * Whether the client is known well enough to rewrite the call: its flavour is, there is a receiver to write again, and where only a
 * name speaks for it the lock leaves one flavour. `anew`: the rewrite writes another method or a plain `call`.
 */
export function isRewritable(site: Site, how: 'anew' | 'in place' = 'anew'): boolean {
  if (site.flavour === 'unknown' || site.receiver === undefined || site.call.proxied || givesReplyToBlock(site)) {
    return false;
  }
  if (isInCapitals(site.call.method)) {
    return false;
  }
  // A plain `call` would try again, or wait no longer than for any other reply.
  if (how === 'anew' && isRawCall(site) && /once|blocking/.test(site.call.method)) {
    return false;
  }
  if (endsInBareCall(site, site.call.call) || forwardsAll(site)) {
    return false;
  }
  // A call with keywords that the namespace cannot pass on raises as it stands.
  if (site.call.call.keywords.length > 0 && !takesKeywords(site)) {
    return false;
  }
  const isCertain = site.call.confidence === 'certain' || isRawClient(site) || site.redisRb !== undefined;
  return isCertain && understands(site);
}

/** `smembers(...)` hands on whatever it is given, and takes no argument behind it. */
function forwardsAll({ call, text }: Site): boolean {
  return call.args.some(({ range }) => text(range) === '...');
}

/** Methods whose block is not given the reply of one command. */
const ownBlocks = /scan(?:_each)?$|^(?:multi|pipelined|watch|p?subscribe\w*)$/;

/**
 * Whether a block sees the reply and makes the value of it, as that of `call` does, and that of redis-rb's `mget`: only its author knows
 * which replies it can take. Nor can `&block` be written in the middle of other arguments.
 */
export function givesReplyToBlock(site: Site): boolean {
  const { call, method, commandWord } = site.call;
  const isNamed = commandWord === undefined || isInCapitals(method);
  const isCommand = isNamed ? !ownBlocks.test(method) : !isSender(method);
  return isCommand && hasBlock(call);
}

/** Whether the command stands in a list, `call_v(["DEL", key])`: an argument behind it would not belong to the command. */
export function isListed({ call }: Site): boolean {
  return call.commandWord !== undefined && !call.call.args.includes(call.commandWord);
}

/** Whether the client has the method: Sidekiq 7 sends each name as a command, redis-client has only `call` and its scans. */
function understands(site: Site): boolean {
  const { method, command, commandWord } = site.call;
  if (!isRawClient(site) || commandWord !== undefined) {
    return true;
  }
  return method === command.toLowerCase() && (site.flavour === 'sidekiq' || /scan$/.test(method));
}

/** Whether the reply is not there yet: only one command for one command is legal. */
export function isPipelined(site: Site): boolean {
  return site.call.context !== 'plain';
}

/** Whether redis-rb's own methods are understood, apart from what a namespace or a ring cannot do. */
export function hasRedisRbMethods(site: Site): boolean {
  return site.flavour !== 'redis-client' && site.flavour !== 'sidekiq' && site.flavour !== 'unknown';
}

/** Whether the client only has `call`, or sends method names as they are. */
export function isRawClient(site: Site): boolean {
  return site.flavour === 'redis-client' || site.flavour === 'sidekiq';
}

export function isNamespaced(site: Site): boolean {
  return site.flavour === 'namespace' || site.flavour === 'resque';
}

/**
 * `redis.call("DEL", k)` goes past redis-rb's own methods, and past a namespace's prefix. `redis.DEL(k)` does too, but a namespace looks names up
 * in small letters.
 */
export function isRawCall(site: Site): boolean {
  const { commandWord, method } = site.call;
  return commandWord !== undefined && (/call/.test(method) || (isInCapitals(method) && !isNamespaced(site)));
}

/** Whether replies come as the server sent them: 1 and 0 for yes and no. redis-rb's methods make booleans and hashes of them. */
export function hasRawReplies(site: Site): boolean {
  return isRawClient(site) || isRawCall(site);
}

/**
 * Whether `method` acts on the same key as the call. Always so off a namespace; on one, the call and the method must both be among those
 * that the locked redis-namespace prefixes, since it passes every other one on with the raw key and says nothing.
 */
export function isKeyKept(site: Site, method: string): boolean {
  return !isNamespaced(site) || (!isRawCall(site) && isPrefixed(site, site.call.method) && isPrefixed(site, method));
}

function isPrefixed(site: Site, method: string): boolean {
  const entry = namespaceCommand(method.toLowerCase());
  return entry?.kind === 'namespaced' && isAtLeast(site.redisNamespace, entry.since);
}

/** redis-namespace passes keyword arguments on under Ruby 3 only since 1.8.0. */
export function takesKeywords(site: Site): boolean {
  return !isNamespaced(site) || isAtLeast(site.redisNamespace, '1.8.0');
}

/**
 * Whether the server has what Redis `minimum` brought. `unknown`: the settings do not say; then a rewrite differs on an older server.
 */
export function serverHas(site: Site, minimum: string): 'yes' | 'no' | 'unknown' {
  const { serverVersion } = site.settings;
  if (serverVersion === 'unknown') {
    return isAtLeast('4.0', minimum) ? 'yes' : 'unknown';
  }
  return isAtLeast(serverVersion, minimum) ? 'yes' : 'no';
}
