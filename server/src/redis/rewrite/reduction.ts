import type { CallExpression, Expression } from '../expression.ts';
import { commandText } from './commandText.ts';
import { operand } from './layout.ts';
import { endsInBareCall } from './parentheses.ts';
import { isEverything, rankRange } from './range.ts';
import { isLiteralText, isString } from './shapes.ts';
import {
  givesReplyToBlock,
  hasRawReplies,
  isKeyKept,
  isNamespaced,
  isPipelined,
  isRawCall,
  isRawClient,
  type Site,
} from './site.ts';

/** A reply that is fetched whole to keep a little of it: `smembers(key).size`. */
export interface Reduction {
  /** The call that reduces. */
  readonly outer: CallExpression;
  /** The command that answers directly. */
  readonly command: string;
  /** What to write in place of `outer`; undefined where that would not be the same. */
  readonly text: string | undefined;
  readonly differences: readonly string[];
}

/** What the reply of this call is reduced to at once; undefined when it is not. */
export function reductionOf(site: Site): Reduction | undefined {
  const { usage, command } = site.call;
  if (usage.kind !== 'chain' || isPipelined(site) || givesReplyToBlock(site)) {
    return undefined;
  }
  const answer = reducers[command]?.(site, usage.outer);
  // redis-rb makes a Hash of the reply in `hgetall`, not in `call("HGETALL")`.
  const isFlat = command === 'HGETALL' && isRawCall(site) && !isRawClient(site);
  if (answer === undefined || isFlat) {
    return undefined;
  }
  return {
    outer: usage.outer,
    command: answer.command,
    text: canReplace(site, usage.outer, answer.command) ? answer.text : undefined,
    differences: [...(answer.differences ?? []), ...flatReply(site)],
  };
}

/** redis-client gives HGETALL as a Hash, but as a flat list to who asked for protocol 2; Sidekiq refuses to start with that. */
function flatReply(site: Site): readonly string[] {
  const isHash = site.call.command !== 'HGETALL' || site.flavour !== 'redis-client' || isMadeWithoutProtocol(site);
  return isHash ? [] : ['with protocol 2 the reply was a flat list'];
}

/** Whether the client is made in this file, with all of its options written out. */
function isMadeWithoutProtocol(site: Site): boolean {
  const { origin, uri } = site.call;
  const made = origin?.uri === uri ? site.text(origin.range) : '';
  return /^(?:::)?RedisClient\.(?:config|new)\(\s*\w+:/.test(made) && !/protocol|\*\*/.test(made);
}

type Answer = Pick<Reduction, 'command' | 'text'> & { readonly differences?: readonly string[] };
type Reducer = (site: Site, outer: CallExpression) => Answer | undefined;

/** On one line there can be no comment between, and without `&.` nothing but the value changes. */
function canReplace(site: Site, outer: CallExpression, command: string): boolean {
  const { call } = site.call;
  const oneLine = outer.range.start.line === outer.range.end.line;
  const plain = !call.safeNavigation && !outer.safeNavigation && !site.text(outer.range).includes('<<');
  const isClear = oneLine && plain && !endsInBareCall(site, outer);
  return isClear && site.receiver !== undefined && isKeyKept(site, command.toLowerCase());
}

const reducers: Readonly<Record<string, Reducer>> = {
  SMEMBERS: (site, outer) =>
    counted(site, outer, 'SCARD') ??
    included(site, outer, ['include?', 'member?'], 'SISMEMBER') ??
    sampled(site, outer),
  HGETALL: (site, outer) =>
    counted(site, outer, 'HLEN') ??
    included(site, outer, ['key?', 'has_key?', 'include?', 'member?'], 'HEXISTS') ??
    fieldRead(site, outer),
  HKEYS: (site, outer) => counted(site, outer, 'HLEN') ?? included(site, outer, ['include?', 'member?'], 'HEXISTS'),
  HVALS: (site, outer) => counted(site, outer, 'HLEN'),
  LRANGE: (site, outer) => (readsEverything(site) ? (counted(site, outer, 'LLEN') ?? listEnd(site, outer)) : undefined),
  ZRANGE: (site, outer) =>
    readsEverything(site) ? (counted(site, outer, 'ZCARD') ?? rankEnd(site, outer)) : undefined,
  ZRANGEBYSCORE: (site, outer) => scoreCount(site, outer),
  KEYS: (site, outer) => databaseSize(site, outer),
};

function readsEverything(site: Site): boolean {
  const range = rankRange(site);
  const options = site.call.call.keywords.length > 0 || site.call.args.length > 3;
  return range !== undefined && isEverything(range) && !options;
}

function key(site: Site): string {
  const [first] = site.call.args;
  return first === undefined ? '' : site.text(first.range);
}

function answer(site: Site, command: string, ...args: string[]): string {
  return commandText(site, site.receiver ?? '', command, args);
}

function isBare({ args, keywords, block }: CallExpression): boolean {
  return args.length === 0 && keywords.length === 0 && block === undefined;
}

function counted(site: Site, outer: CallExpression, command: string): Answer | undefined {
  if (!isBare(outer)) {
    return undefined;
  }
  const count = answer(site, command, key(site));
  switch (outer.method) {
    case 'size':
    case 'length':
    case 'count':
      return { command, text: count };
    case 'empty?':
    case 'none?':
      return { command, text: `${count}.zero?` };
    case 'any?':
      return { command, text: `${count}.positive?` };
    default:
      return undefined;
  }
}

function included(site: Site, outer: CallExpression, methods: readonly string[], command: string): Answer | undefined {
  const [member, ...others] = outer.args;
  if (!methods.includes(outer.method) || member === undefined || others.length > 0 || member.kind === 'splat') {
    return undefined;
  }
  const asked = answer(site, command, key(site), site.text(member.range));
  const text = hasRawReplies(site) ? operand(site, outer.range, `${asked} == 1`) : asked;
  return { command, text, differences: comparedAsString(site, member) };
}

/** The reply holds Strings, and Redis turns what it is asked for into one. */
function comparedAsString(site: Site, member: Expression): readonly string[] {
  return isString(site, member)
    ? comparedAsBytes(site, [member])
    : ['a number or symbol was never found among the strings and now is; nil raises'];
}

/** Ruby holds strings of different encodings for different unless they are ASCII; Redis knows only bytes. */
function comparedAsBytes(site: Site, strings: readonly Expression[]): readonly string[] {
  return strings.every((string) => isLiteralText(site, string))
    ? []
    : ['a binary string of the same bytes was not found and now is'];
}

function sampled(site: Site, outer: CallExpression): Answer | undefined {
  const [count, ...others] = outer.args;
  if (outer.method !== 'sample' || others.length > 0 || outer.keywords.length > 0) {
    return undefined;
  }
  const text = answer(site, 'SRANDMEMBER', key(site), ...(count ? [site.text(count.range)] : []));
  return { command: 'SRANDMEMBER', text, differences: ['Redis draws, not Ruby'] };
}

function fieldRead(site: Site, outer: CallExpression): Answer | undefined {
  const [field, fallback] = outer.args;
  if (field === undefined || outer.block !== undefined) {
    return undefined;
  }
  const literal = outer.args.every((arg) => arg.kind === 'string' || arg.kind === 'template');
  if (outer.method === 'values_at' && outer.args.every(({ kind }) => kind !== 'splat')) {
    const fields = outer.args.map(({ range }) => site.text(range));
    const text = literal ? answer(site, 'HMGET', key(site), ...fields) : undefined;
    return { command: 'HMGET', text, differences: comparedAsBytes(site, outer.args) };
  }
  const reads =
    (outer.method === '[]' && outer.args.length === 1) ||
    (outer.method === 'fetch' && outer.args.length === 2 && fallback?.kind === 'nil');
  if (!reads) {
    return undefined;
  }
  // A symbol is never found in a hash of strings, so HGET would answer where nil came before.
  return {
    command: 'HGET',
    text: isString(site, field) ? answer(site, 'HGET', key(site), site.text(field.range)) : undefined,
    differences: comparedAsBytes(site, [field]),
  };
}

function listEnd(site: Site, outer: CallExpression): Answer | undefined {
  const [count, ...others] = outer.args;
  if ((outer.method !== 'first' && outer.method !== 'last') || others.length > 0 || outer.block !== undefined) {
    return undefined;
  }
  const first = outer.method === 'first';
  if (count === undefined) {
    return { command: 'LINDEX', text: answer(site, 'LINDEX', key(site), first ? '0' : '-1') };
  }
  // With 0 the range would be everything.
  if (count.kind !== 'integer' || !(count.value >= 1)) {
    return { command: 'LRANGE', text: undefined };
  }
  const bounds = first ? ['0', String(count.value - 1)] : [`-${count.value}`, '-1'];
  return { command: 'LRANGE', text: answer(site, 'LRANGE', key(site), ...bounds) };
}

function rankEnd(site: Site, outer: CallExpression): Answer | undefined {
  if ((outer.method === 'first' || outer.method === 'last') && isBare(outer)) {
    const rank = outer.method === 'first' ? '0' : '-1';
    return { command: 'ZRANGE', text: `${answer(site, 'ZRANGE', key(site), rank, rank)}.first` };
  }
  const [member, ...others] = outer.args;
  if (outer.method !== 'include?' || member === undefined || others.length > 0) {
    return undefined;
  }
  const text = `!${answer(site, 'ZSCORE', key(site), site.text(member.range))}.nil?`;
  return { command: 'ZSCORE', text: operand(site, outer.range, text), differences: comparedAsString(site, member) };
}

function scoreCount(site: Site, outer: CallExpression): Answer | undefined {
  const { args, call } = site.call;
  if (
    args.length !== 3 ||
    call.keywords.length > 0 ||
    !isBare(outer) ||
    !/^(?:size|length|count)$/.test(outer.method)
  ) {
    return undefined;
  }
  return { command: 'ZCOUNT', text: answer(site, 'ZCOUNT', ...args.map(({ range }) => site.text(range))) };
}

function databaseSize(site: Site, outer: CallExpression): Answer | undefined {
  const [pattern] = site.call.args;
  const all = pattern === undefined || (pattern.kind === 'string' && pattern.value === '*');
  // On a namespace it counts the whole database.
  if (!all || !isBare(outer) || !/^(?:size|length|count)$/.test(outer.method) || isNamespaced(site)) {
    return undefined;
  }
  // On a ring it answers one count per node.
  const text = site.flavour === 'distributed' ? undefined : answer(site, 'DBSIZE');
  return { command: 'DBSIZE', text, differences: ['keys that have expired but are not purged yet are counted'] };
}
