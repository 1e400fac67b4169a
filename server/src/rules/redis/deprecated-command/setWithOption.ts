import type { CallExpression, Expression } from '../../../redis/expression.ts';
import { surroundings } from '../../../redis/rewrite/layout.ts';
import type { TextEdit } from '../../../redis/rewrite/rewrite.ts';
import { isSimple } from '../../../redis/rewrite/scanRewrite.ts';
import { shapeOf } from '../../../redis/rewrite/shapes.ts';
import { hasRawReplies, isRawCall, isRewritable, type Site, takesKeywords } from '../../../redis/rewrite/site.ts';
import { canSwap } from './evaluationOrder.ts';
import { canSend, needsServer, type Replacement } from './sending.ts';

/** SET with the option that makes it GETSET, SETEX, PSETEX or SETNX. */
export function setWithOption(site: Site): Replacement | undefined {
  const { args, call, command } = site.call;
  const plain =
    call.keywords.length === 0 &&
    args.every(({ kind }) => kind !== 'splat') &&
    isSimple(site, call) &&
    isRewritable(site);
  if (!plain || !takesKeywords(site) || args.length !== (command.endsWith('EX') ? 3 : 2)) {
    return undefined;
  }
  switch (command) {
    case 'GETSET':
      return canSend(site, 'set', '4.5.0') ? setTo(site, args[1], { get: 'GET' }, needsServer(site, '6.2')) : undefined;
    case 'SETEX':
    case 'PSETEX':
      return canSend(site, 'set', '3.2.0') ? expiring(site, command === 'SETEX' ? 'ex' : 'px') : undefined;
    case 'SETNX':
      return canSend(site, 'set', '3.2.0') ? setIfAbsent(site) : undefined;
    default:
      return undefined;
  }
}

/** `setex` refuses a TTL of nil, and `set` with `ex: nil` keeps the key for ever; as a word it is refused too. */
function expiring(site: Site, unit: 'ex' | 'px'): Replacement | undefined {
  const [, ttl, value] = site.call.args;
  if (ttl === undefined || value === undefined) {
    return undefined;
  }
  const source = site.text(ttl.range);
  const refused = hasRawReplies(site) || isNeverNil(site, ttl);
  const differences = [
    ...(refused ? [] : [`if ${source} is nil it raised, and now the key is kept without a time to live`]),
    ...(canSwap(site, ttl, value) ? [] : ['the value is evaluated before the time to live']),
  ];
  const option = hasRawReplies(site) ? `"${unit.toUpperCase()}", ${source}` : `${unit}: ${source}`;
  return setText(site, value, option, differences);
}

function isNeverNil(site: Site, ttl: Expression): boolean {
  const value = site.resolve(ttl);
  switch (value.kind) {
    case 'integer':
    case 'float':
    case 'string':
      return true;
    case 'operator':
      return /^(?:[-+*/%]|\*\*)$/.test(value.operator);
    case 'call':
      return !value.safeNavigation && (value.method === 'to_i' || isUnit(value));
    default:
      return false;
  }
}

/** `1.hour` */
function isUnit({ receiver, method, args, block }: CallExpression): boolean {
  return receiver?.kind === 'integer' && /\w$/.test(method) && args.length === 0 && block === undefined;
}

/** redis-rb makes true and false of both replies; raw they are 1 and 0, and "OK" and nil. */
function setIfAbsent(site: Site): Replacement | undefined {
  const [, value] = site.call.args;
  if (!hasRawReplies(site)) {
    return setText(site, value, 'nx: true', []);
  }
  const { before, behind } = surroundings(site, site.call.call.range);
  const compared = /^\s*==\s*1(?![\w.])/.exec(behind)?.[0];
  if (compared === undefined || /[-+*/%<>=!]\s*$/.test(before.replace(/(?:^|[^=!<>])=\s*$/, ''))) {
    return undefined;
  }
  const replacement = setText(site, value, '"NX"', []);
  const { end } = site.call.call.range;
  const comparison = {
    range: { start: end, end: { line: end.line, character: end.character + compared.length } },
    newText: ' == "OK"',
  };
  return replacement && { ...replacement, edits: [...replacement.edits, comparison] };
}

function setTo(
  site: Site,
  value: Expression | undefined,
  option: Readonly<Record<string, string>>,
  differences: readonly string[],
): Replacement | undefined {
  const words = Object.entries(option).map(([keyword, word]) =>
    hasRawReplies(site) ? `"${word}"` : `${keyword}: true`,
  );
  return setText(site, value, words.join(', '), differences);
}

function setText(
  site: Site,
  value: Expression | undefined,
  option: string,
  differences: readonly string[],
): Replacement | undefined {
  const [key] = site.call.args;
  if (key === undefined || value === undefined || value.kind === 'hash') {
    return undefined;
  }
  // Raw, the elements of a list would be taken for options of SET.
  if (hasRawReplies(site) && /^(?:list|array|hash)$/.test(shapeOf(site, value).kind)) {
    return undefined;
  }
  const list = hasRawReplies(site) ? [key, value].find((arg) => mayBeList(site, arg)) : undefined;
  const listed =
    list === undefined ? [] : [`if ${site.text(list.range)} is an Array, its elements are arguments of SET`];
  const args = [site.text(key.range), site.text(value.range), option].join(', ');
  const isWord = isRawCall(site) || site.flavour === 'redis-client';
  const newText = isWord ? `${site.receiver}.call("SET", ${args})` : `${site.receiver}.set(${args})`;
  const edit: TextEdit = { range: site.call.call.range, newText };
  return { name: 'SET', edits: [edit], differences: [...differences, ...listed] };
}

const makesOne = /^(?:to_json|to_i|to_f|dump|generate|encode|encode64|strict_encode64|hexdigest|hex|uuid|read)$/;

/** Raw clients send the elements of a list as words of their own: an empty one leaves its place to the option behind it. */
function mayBeList(site: Site, argument: Expression): boolean {
  const value = site.resolve(argument);
  const isOne =
    shapeOf(site, argument).kind === 'scalar' ||
    (value.kind === 'call' && makesOne.test(value.method)) ||
    (value.kind === 'operator' && /^(?:[-*/%]|\*\*)$/.test(value.operator));
  return !isOne && !/^(?:nil|true|false)$/.test(value.kind);
}
