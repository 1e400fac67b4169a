import type { Expression } from '../../../redis/expression.ts';
import { changeCall } from '../../../redis/rewrite/callEdits.ts';
import { literalName } from '../../../redis/rewrite/options.ts';
import { primaryText } from '../../../redis/rewrite/parentheses.ts';
import { isRepeatable } from '../../../redis/rewrite/repeatable.ts';
import { isSimple } from '../../../redis/rewrite/scanRewrite.ts';
import { isRawCall, type Site } from '../../../redis/rewrite/site.ts';
import { numberCompared } from '../../../redis/rewrite/truthValue.ts';
import { isBefore } from '../../../redis/rewrite/versionGate.ts';
import type { Mismatch } from './redisClientApi.ts';

const takesBlock = /scan$|^(?:multi|pipelined|with|then|tap|call|call_once|blocking_call)$/;
const unknownCommand = 'it sends the name as a command, which Redis does not know';

/** Sidekiq 7 hands on each method as the command of that name, and iterates with `scan`. */
export function sidekiqMismatch(site: Site): Mismatch | undefined {
  const { method, call, commandWord } = site.call;
  if (isRawCall(site) || commandWord !== undefined) {
    return undefined;
  }
  if (method.endsWith('_each')) {
    const scan = method.replace('_each', '');
    return {
      reason: unknownCommand,
      instead: `\`${scan}\`, which iterates`,
      edits: changeCall(site, { method: scan }),
    };
  }
  if (method === 'exists?' || method === 'sadd?' || method === 'srem?') {
    return asked(site);
  }
  if (method.startsWith('mapped_')) {
    return mapped(site);
  }
  // Sidekiq 8 hands the block on.
  const dropsBlock = call.block !== undefined && !takesBlock.test(method) && isBefore(site.sidekiq, '8.0.0');
  return misplaced(site) ?? (dropsBlock ? { reason: 'it takes no block for a command' } : undefined);
}

/** `exists?(key)` as `exists(key) == 1`. */
function asked(site: Site): Mismatch {
  const { method } = site.call;
  const command = method.slice(0, -1);
  const compared = numberCompared(site, true);
  if (compared === undefined || site.call.args.length !== (method === 'exists?' ? 1 : 2)) {
    return { reason: unknownCommand };
  }
  const edits = [...changeCall(site, { method: command }), ...compared];
  return { reason: unknownCommand, instead: `${command} == 1`, edits };
}

function mapped(site: Site): Mismatch {
  const { method, call, args, usage } = site.call;
  const [first, second] = args;
  if (method === 'mapped_hmset' && usage.kind === 'statement') {
    return { reason: unknownCommand, instead: '`hset`', edits: changeCall(site, { method: 'hset' }) };
  }
  const list = first?.kind === 'splat' ? first.value : undefined;
  if (
    method === 'mapped_mget' &&
    list !== undefined &&
    second === undefined &&
    isRepeatable(site, list) &&
    isSimple(site, call)
  ) {
    const source = site.text(list.range);
    const newText = `${primaryText(site, list)}.zip(${site.receiver}.mget(*${source})).to_h`;
    return { reason: unknownCommand, instead: '`mget`', edits: [{ range: call.range, newText }] };
  }
  return { reason: unknownCommand };
}

/** Options and arguments as redis-rb takes them. */
function misplaced(site: Site): Mismatch | undefined {
  const { call, command, args, method } = site.call;
  const scores = call.keywords.find(({ key }) => literalName(key) === 'with_scores');
  if (scores?.key !== undefined) {
    const source = site.text(scores.key.range);
    const edit = { range: scores.key.range, newText: source.replace('with_scores', 'withscores') };
    return { reason: 'it sends keywords as words, and Redis has no WITH_SCORES', instead: 'withscores', edits: [edit] };
  }
  const [, pairs, ...others] = args;
  if (command === 'ZADD' && method === 'zadd' && pairs !== undefined && others.length === 0 && isPairs(site, pairs)) {
    const edit = { range: pairs.range, newText: `*${primaryText(site, pairs)}.flatten(1)` };
    return { reason: 'it takes no list of pairs and raises TypeError', instead: 'a flat list', edits: [edit] };
  }
  const cursor = command === 'SCAN' ? args[0] : /^[SHZ]SCAN$/.test(command) ? args[1] : undefined;
  return cursor !== undefined && isCursor(site, cursor)
    ? { reason: 'its scans iterate by themselves and take no cursor' }
    : undefined;
}

/** Whether the value is a list of arrays for certain: a flat list of scores and members is what this client wants. */
function isPairs(site: Site, expression: Expression): boolean {
  const list = site.resolve(expression);
  if (list.kind === 'array') {
    return list.elements.length > 0 && list.elements.every((element) => site.resolve(element).kind === 'array');
  }
  if (list.kind !== 'call' || list.receiver === undefined) {
    return false;
  }
  if (mapping.has(list.method)) {
    return list.block?.result?.kind === 'array';
  }
  // Without a number `first` gives one pair, which is a flat list.
  const isOne = list.args.length === 0 && (list.method === 'first' || list.method === 'last');
  return list.method === 'zip' || (choosing.has(list.method) && !isOne && isPairs(site, list.receiver));
}

const mapping = new Set(['map', 'collect', 'filter_map']);
const choosing = new Set('first last take drop select filter reject compact uniq sort sort_by reverse to_a'.split(' '));

/** Whether the argument says where to go on. `scan("MATCH", "a*")` is as good as `scan(match: "a*")`. */
function isCursor(site: Site, expression: Expression): boolean {
  const value = site.resolve(expression);
  const name = nameOf(expression);
  return (
    value.kind === 'integer' ||
    (value.kind === 'string' && /^\d+$/.test(value.value)) ||
    (name !== undefined && /cursor/i.test(name))
  );
}

function nameOf(expression: Expression): string | undefined {
  switch (expression.kind) {
    case 'local':
    case 'ivar':
      return expression.name;
    case 'call':
      return expression.method;
    default:
      return undefined;
  }
}
