import type { Expression } from '../../../redis/expression.ts';
import { numberText } from '../../../redis/rewrite/commandText.ts';
import { freshName } from '../../../redis/rewrite/freshName.ts';
import { canNest } from '../../../redis/rewrite/nesting.ts';
import { primaryText } from '../../../redis/rewrite/parentheses.ts';
import { isRepeatable, isRepeatableReceiver } from '../../../redis/rewrite/repeatable.ts';
import { type Rewrite, rewrite } from '../../../redis/rewrite/rewrite.ts';
import { isSimple } from '../../../redis/rewrite/scanRewrite.ts';
import { mayNest, shapeOf } from '../../../redis/rewrite/shapes.ts';
import { isKeyKept, isNamespaced, isRawClient, type Site } from '../../../redis/rewrite/site.ts';
import { isAtLeast } from '../../../redis/rewrite/versionGate.ts';
import type { Batch } from './batch.ts';

/** How the replies of the slices become the reply of the whole; undefined: they cannot. */
type Joined = 'sum' | 'list' | 'hash' | 'last' | 'changed' | undefined;

const joined: Readonly<Record<string, Joined>> = {
  SADD: 'sum',
  SREM: 'sum',
  ZADD: 'sum',
  ZREM: 'sum',
  HDEL: 'sum',
  HSET: 'sum',
  GEOADD: 'sum',
  DEL: 'sum',
  UNLINK: 'sum',
  EXISTS: 'sum',
  TOUCH: 'sum',
  MGET: 'list',
  HMGET: 'list',
  GEOPOS: 'list',
  GEOHASH: 'list',
  ZMSCORE: 'list',
  SMISMEMBER: 'list',
  LPUSH: 'last',
  RPUSH: 'last',
  PFADD: 'changed',
}; // prettier-ignore

/** The command in slices; undefined where the pieces would not add up to the same. */
export function slices(site: Site, batch: Batch): Rewrite | undefined {
  const { call, uri, context, usage, command } = site.call;
  if (batch.manyKeys || !isSimple(site, call) || !canNest(site, call.range)) {
    return undefined;
  }
  if (!canSlice(site, batch) || context === 'multi') {
    return undefined;
  }
  const isStatement = usage.kind === 'statement' && !isRead(command);
  if (!isStatement && context === 'pipelined') {
    return undefined;
  }
  const form = isStatement ? 'statement' : joinedBy(site, batch);
  const pieces = form && inSlices(site, batch, form);
  return pieces === undefined
    ? undefined
    : rewrite(
        uri,
        `Send slices of ${numberText(site.settings.batchSize)}`,
        [{ range: call.range, newText: pieces }],
        [`no longer one command; ${emptyDifference(site)}`, ...oneDifference(site, batch)],
      );
}

/** Only its name, or that it is spread, says that it is a list. */
function oneDifference(site: Site, { argument, source, isHash }: Batch): readonly string[] {
  const isPresumed = !isHash && shapeOf(site, source).kind === 'unknown';
  return [
    ...(isPresumed ? [`if ${site.text(source.range)} is nil or one value, this raises`] : []),
    ...(argument.kind === 'splat' && !isHash && mayNest(site, source) ? ['a slice of empty lists raises'] : []),
  ];
}

/** Reading and writing again in slices needs a client and a key that can be written again, and no other member beside the list. */
function canSlice(site: Site, { argument, source }: Batch): boolean {
  const { call, args, command, method, commandWord } = site.call;
  const keys = args.filter((arg) => arg !== argument);
  const keyless = /^(?:MGET|MSET|DEL|UNLINK|EXISTS|TOUCH)$/.test(command);
  const sent = commandWord !== undefined && /send/.test(method);
  if (keys.length !== (keyless ? 0 : 1) || call.keywords.length > 0 || /[?!]$/.test(method) || sent) {
    return false;
  }
  if (site.flavour === 'cluster' && keyless) {
    return false;
  }
  // redis-namespace prefixed only the first key of EXISTS before 1.8.0, so a slice would look at other keys.
  if (command === 'EXISTS' && isNamespaced(site) && !isAtLeast(site.redisNamespace, '1.8.0')) {
    return false;
  }
  if (answersBooleanForOne(site, argument)) {
    return false;
  }
  const isKeys = source.kind === 'call' && source.method === 'keys' && source.args.length > 0;
  const kept = isKeyKept(site, site.call.method) && (command !== 'DEL' || isKeyKept(site, 'unlink'));
  return kept && !isKeys && isRepeatableReceiver(call.receiver) && keys.every((key) => isRepeatable(site, key));
}

/** A last slice of one would answer true or false: `exists` did from 4.2.0 to 4.4.0, `sadd(key, *list)` before 5.0.0, if it took it at all. */
function answersBooleanForOne(site: Site, argument: Expression): boolean {
  if (isRawClient(site) || site.call.commandWord !== undefined) {
    return false;
  }
  switch (site.call.command) {
    case 'EXISTS':
      return !isAtLeast(site.redisRb, '4.5.0');
    case 'SADD':
    case 'SREM':
      return argument.kind === 'splat' && !isAtLeast(site.redisRb, '5.0.0');
    default:
      return false;
  }
}

function isRead(command: string): boolean {
  return /^(?:MGET|HMGET|GEOPOS|GEOHASH|ZMSCORE|SMISMEMBER|EXISTS)$/.test(command);
}

function joinedBy(site: Site, { isHash }: Batch): Joined {
  const { command, method } = site.call;
  if (/^mapped_h?mget$/.test(method)) {
    return 'hash';
  }
  return method.startsWith('mapped_') || (isHash && command !== 'HSET') ? undefined : joined[command];
}

function inSlices(site: Site, batch: Batch, form: NonNullable<Joined> | 'statement'): string {
  const wrapped = site.flavour === 'wrapper';
  const receiver = wrapped ? freshName(site, 'conn') : (site.receiver ?? '');
  const slice = freshName(site, 'slice');
  const each = `${primaryText(site, batch.source)}.each_slice(${sliceSize(site, batch)})`;
  const send = sliceCommand(site, batch, receiver, slice);
  const text = joinSlices(site, form, each, slice, send);
  return wrapped ? `${site.receiver}.with { |${receiver}| ${text} }` : text;
}

function joinSlices(
  site: Site,
  form: NonNullable<Joined> | 'statement',
  each: string,
  slice: string,
  send: string,
): string {
  switch (form) {
    case 'statement':
      return `${each} { |${slice}| ${send} }`;
    case 'sum':
      return `${each}.sum { |${slice}| ${send} }`;
    case 'list':
      return `${each}.flat_map { |${slice}| ${send} }`;
    case 'hash': {
      const found = freshName(site, 'found');
      return `${each}.reduce({}) { |${found}, ${slice}| ${found}.merge!(${send}) }`;
    }
    case 'last':
      return `${each}.map { |${slice}| ${send} }.last`;
    case 'changed':
      return `${each}.map { |${slice}| ${send} }.${isRawClient(site) ? 'max' : 'any?'}`;
  }
}

/** The command for one slice, in the form that the call has. */
function sliceCommand(site: Site, batch: Batch, receiver: string, slice: string): string {
  const { command, args, commandWord, method } = site.call;
  const sent = command === 'DEL' && !isCluster(site) ? 'UNLINK' : command;
  const rest = args.filter((arg) => arg !== batch.argument).map(({ range }) => site.text(range));
  if (isRawClient(site) || commandWord !== undefined) {
    return `${receiver}.call(${[`"${sent}"`, ...rest, ...rawSlice(batch, slice)].join(', ')})`;
  }
  const value = batch.isHash
    ? `${slice}.to_h`
    : batch.argument.kind === 'splat'
      ? `*${slice}`
      : listSlice(command, slice);
  const name = sent === command ? renamed(site, method) : sent.toLowerCase();
  return `${receiver}.${name}(${[...rest, value].join(', ')})`;
}

function rawSlice({ isHash }: Batch, slice: string): readonly string[] {
  return isHash ? [`*${slice}.flatten(1)`] : [`*${slice}`];
}

/** These take a list only as separate arguments, though a list of lists is taken apart for them. */
function listSlice(command: string, slice: string): string {
  return /^(?:DEL|UNLINK|EXISTS|TOUCH|MGET|HMGET|HDEL)$/.test(command) ? `*${slice}` : slice;
}

/** HMSET is deprecated; `hset` takes several fields since redis-rb 4.2.0. */
function renamed(site: Site, method: string): string {
  return method === 'hmset' && isAtLeast(site.redisRb, '4.2.0') ? 'hset' : method;
}

function isCluster(site: Site): boolean {
  return site.flavour === 'cluster';
}

/** Fields and values stand in turn in a flat list, so that a slice must hold an even number. */
function sliceSize(site: Site, { isHash, argument }: Batch): string {
  const { batchSize } = site.settings;
  const flat = /^(?:HSET|HMSET|MSET)$/.test(site.call.command) && !isHash;
  const rawPairs = site.call.command === 'ZADD' && argument.kind === 'splat';
  return numberText(flat || rawPairs ? batchSize * 2 : batchSize);
}

/** redis-rb answers an empty list itself since these versions; a lower one sends it, and the server refuses it. */
const zeroSince: Readonly<Record<string, string | undefined>> = {
  DEL: '4.4.0',
  UNLINK: '6.0.0',
  ZADD: '4.7.0',
  ZREM: '4.7.0',
};

function emptyDifference(site: Site): string {
  const { command, commandWord } = site.call;
  const since = isRawClient(site) || commandWord !== undefined ? undefined : zeroSince[command];
  if (since !== undefined && site.redisRb === undefined) {
    return `an empty list does nothing, where redis below ${since} raised`;
  }
  if (since !== undefined && isAtLeast(site.redisRb, since)) {
    return 'an empty list still gives 0';
  }
  switch (command) {
    case 'GEOPOS':
      return 'an empty list still gives []';
    case 'PFADD':
      return 'an empty list makes no key any more';
    default:
      return 'an empty list does nothing, where it raised';
  }
}
