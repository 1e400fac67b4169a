import type { Expression } from '../../../redis/expression.ts';
import { changeCall, renameCommand } from '../../../redis/rewrite/callEdits.ts';
import { literalWord } from '../../../redis/rewrite/options.ts';
import { numberAt } from '../../../redis/rewrite/range.ts';
import type { TextEdit } from '../../../redis/rewrite/rewrite.ts';
import { hasRawReplies, isPipelined, type Site, takesKeywords } from '../../../redis/rewrite/site.ts';
import { isAtLeast, isBefore } from '../../../redis/rewrite/versionGate.ts';
import { canSend, needsServer, type Replacement } from './sending.ts';
import { setWithOption } from './setWithOption.ts';

/** The command that does the same; undefined where the client cannot send it, or where it would answer something else. */
export function replacementFor(site: Site): Replacement | undefined {
  const { command } = site.call;
  const replace = Object.hasOwn(replacements, command) ? replacements[command] : undefined;
  return replace?.(site);
}

const replacements: Readonly<Record<string, (site: Site) => Replacement | undefined>> = {
  HMSET: fieldsSet,
  // A ring has no method of that name, and hands none on.
  SUBSTR: cut,
  QUIT: closed,
  GETSET: setWithOption,
  SETEX: setWithOption,
  PSETEX: setWithOption,
  SETNX: setWithOption,
  RPOPLPUSH: moved,
  BRPOPLPUSH: moved,
  ZREVRANGE: (site) => ranged(site, { rev: 'REV' }, integersOnly(site, 'was')),
  ZRANGEBYSCORE: (site) => ranged(site, { by_score: 'BYSCORE' }),
  ZREVRANGEBYSCORE: (site) => ranged(site, { by_score: 'BYSCORE', rev: 'REV' }),
  ZRANGEBYLEX: (site) => ranged(site, { by_lex: 'BYLEX' }),
  ZREVRANGEBYLEX: (site) => ranged(site, { by_lex: 'BYLEX', rev: 'REV' }),
  CLIENT: killedByAddress,
};

function pipelineReply(site: Site): readonly string[] {
  return isPipelined(site) ? ['its reply among those of the block is a number, not "OK"'] : [];
}

/** HMSET answers "OK" and HSET a number; and only `hset` takes a Hash. */
function fieldsSet(site: Site): Replacement | undefined {
  const [, ...fields] = site.call.args;
  const isHash = fields.length === 1 && fields[0]?.kind !== 'splat';
  return site.call.usage.kind === 'statement' && !isHash && site.call.call.keywords.length === 0
    ? renamed(site, 'HSET', '4.2.0', [...pipelineReply(site), ...oneHash(site, fields)])
    : undefined;
}

/** redis-rb sends `substr` as it stands, and has a method for GETRANGE with just these arguments. */
function cut(site: Site): Replacement | undefined {
  const { args, call } = site.call;
  const isPlain = args.length === 3 && args.every(({ kind }) => kind !== 'splat') && call.keywords.length === 0;
  return isPlain && site.flavour !== 'distributed'
    ? renamed(site, 'GETRANGE', '3.2.0', integersOnly(site, 'is'))
    : undefined;
}

/** From 5.0.0 on `zrevrange` and `getrange` make Integers of their bounds, `zrange` and `substr` do not. */
function integersOnly(site: Site, made: 'was' | 'is'): readonly string[] {
  if (hasRawReplies(site) || isBefore(site.redisRb, '5.0.0')) {
    return [];
  }
  const other = site.call.args.slice(1, 3).find((bound) => !isWhole(site, bound));
  return other === undefined
    ? []
    : [`if ${site.text(other.range)} is no Integer, one ${made} made of it${made === 'is' ? ' now' : ''}`];
}

function isWhole(site: Site, bound: Expression): boolean {
  const value = site.resolve(bound);
  return (
    numberAt(site, bound) !== undefined ||
    (value.kind === 'call' && !value.safeNavigation && /^(?:to_i|size|length|count)$/.test(value.method)) ||
    (value.kind === 'operator' && /^[-+*]$/.test(value.operator) && value.operands.every((part) => isWhole(site, part)))
  );
}

/** Before redis 5 only `hset` took the Hash that a list may hold. */
function oneHash(site: Site, [fields, ...others]: readonly Expression[]): readonly string[] {
  const isSpread = fields?.kind === 'splat' && others.length === 0 && !hasRawReplies(site);
  const source = isSpread ? fields.value : undefined;
  const isFlat = source?.kind === 'array' || (source?.kind === 'call' && source.method === 'flatten');
  return source === undefined || isFlat || isAtLeast(site.redisRb, '5.0.0')
    ? []
    : [`if ${site.text(source.range)} holds one Hash it is taken, where it raised`];
}

function renamed(site: Site, name: string, since: string, differences: readonly string[]): Replacement | undefined {
  return canSend(site, name.toLowerCase(), since)
    ? { name, edits: [renameCommand(site, name)], differences }
    : undefined;
}

/** `quit` answers "OK", `close` nothing, and without asking the server. */
function closed(site: Site): Replacement | undefined {
  const { usage, commandWord } = site.call;
  if (site.flavour !== 'redis-rb' || commandWord !== undefined || isPipelined(site)) {
    return undefined;
  }
  const value = usage.kind === 'statement' ? [] : ['the value is nil, not "OK"'];
  const differences = ['a server that cannot be reached no longer raises', ...value];
  return { name: 'close', edits: changeCall(site, { method: 'close' }), differences };
}

function moved(site: Site): Replacement | undefined {
  const { args, call, command } = site.call;
  const [, destination] = args;
  const blocking = command === 'BRPOPLPUSH';
  const name = blocking ? 'BLMOVE' : 'LMOVE';
  // Without a timeout both wait for ever, and a timeout by position is an old form.
  const hasTimeout = hasRawReplies(site) ? args.length === 3 : args.length === 2 && call.keywords.length === 1;
  const wellFormed = blocking ? hasTimeout : args.length === 2 && call.keywords.length === 0;
  if (
    destination === undefined ||
    !wellFormed ||
    site.flavour === 'distributed' ||
    !canSend(site, name.toLowerCase(), '4.5.0')
  ) {
    return undefined;
  }
  const ends = insertAfter(destination, ', "RIGHT", "LEFT"');
  return { name, edits: [renameCommand(site, name), ends], differences: needsServer(site, '6.2') };
}

/** ZRANGE with the options that say by what and in which direction. */
function ranged(
  site: Site,
  options: Readonly<Record<string, string>>,
  differences: readonly string[] = [],
): Replacement | undefined {
  const { args } = site.call;
  const stop = args[2];
  const lex = 'by_lex' in options && site.flavour === 'distributed';
  // redis-rb 4 took its options in a Hash too, which `zrange` would be given as a further argument.
  const hasHash = !hasRawReplies(site) && args.length > 3;
  if (
    stop === undefined ||
    hasHash ||
    args.some(({ kind }) => kind === 'splat') ||
    lex ||
    !canSend(site, 'zrange', '4.6.0') ||
    !takesKeywords(site)
  ) {
    return undefined;
  }
  const words = Object.entries(options).map(([keyword, word]) =>
    hasRawReplies(site) ? `"${word}"` : `${keyword}: true`,
  );
  return {
    name: 'ZRANGE',
    edits: [renameCommand(site, 'ZRANGE'), insertAfter(stop, `, ${words.join(', ')}`)],
    differences: [...needsServer(site, '6.2'), ...differences],
  };
}

/** `client(:kill, "ip:port")` answers "OK", the new form how many were killed. */
function killedByAddress(site: Site): Replacement | undefined {
  const [subcommand, address] = site.call.args;
  if (literalWord(subcommand) !== 'KILL' || address === undefined) {
    return undefined;
  }
  const edit = { range: { start: address.range.start, end: address.range.start }, newText: '"ADDR", ' };
  return { name: 'CLIENT KILL ADDR', edits: [edit], differences: ['the value is how many were killed, not "OK"'] };
}

function insertAfter({ range }: Expression, newText: string): TextEdit {
  return { range: { start: range.end, end: range.end }, newText };
}
