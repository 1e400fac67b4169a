import { defineRule } from '../../../linter/rule.ts';
import type { Expression } from '../../../redis/expression.ts';
import { type Rewrite, rewrite } from '../../../redis/rewrite/rewrite.ts';
import { isRawClient, isRewritable, type Site, siteOf } from '../../../redis/rewrite/site.ts';
import { isAtLeast, isBefore } from '../../../redis/rewrite/versionGate.ts';

/** Commands whose arguments are keys, members and values; others have optional arguments that may be nil. */
const plain = new Set(
  `HSET HMSET HGET HDEL HEXISTS SADD SREM SISMEMBER LPUSH RPUSH LPUSHX RPUSHX LREM ZREM ZSCORE PUBLISH MSET GET DEL UNLINK APPEND
   EXPIRE PEXPIRE INCRBY DECRBY`.split(/\s+/),
);
/** redis-rb turns the value of these into a String itself. */
const converted = new Set(['SET', 'SETEX', 'PSETEX', 'GETSET', 'SETNX']);

/** Reports arguments of a type that clients no longer turn into a String. */
export default defineRule({
  meta: {
    severity: 'error',
    fixable: true,
    since: '0.1.0',
    messages: {
      refused:
        '`{value}` as an argument of `{method}` raises TypeError: {client} takes only strings, symbols and numbers.',
      timeToLive:
        '`{value}` as the time to live of `{method}` is refused, and the key stays without one: {client} raises.',
      soon: '`{value}` as an argument of `{method}` is sent as {text} here, and raises TypeError from redis 5.0.0 on.',
    },
  },
  create(context) {
    return {
      redisCall(call) {
        const site = siteOf(context, call);
        const isRaw = isRawClient(site);
        if (site.flavour === 'unknown' || (!isRaw && site.redisRb === undefined)) {
          return;
        }
        if (!plain.has(call.command) && !(isRaw && converted.has(call.command))) {
          return;
        }
        // A time to live of nothing is refused by the server, if not by the client.
        const isTimeToLive = call.command.endsWith('EXPIRE');
        const soon = !isRaw && isBefore(site.redisRb, '5.0.0') && !isTimeToLive;
        for (const value of [...call.args, ...fieldValues(site)].flatMap(parts)) {
          const text = sentBefore(value);
          if (text !== undefined) {
            const fix = isRewritable(site) ? fixFor(site, value, text) : undefined;
            context.report({
              range: value.range,
              messageId: isTimeToLive ? 'timeToLive' : soon ? 'soon' : 'refused',
              data: { value: context.text(value.range), method: call.method, text, client: clientName(site) },
              severity: soon ? 'warning' : 'error',
              fixes: fix === undefined ? [] : [fix],
            });
          }
        }
      },
    };
  },
});

/** `hset(key, name: nil)`: keywords of these are fields. */
function fieldValues({ call }: Site): readonly Expression[] {
  return call.command === 'HSET' || call.command === 'HMSET' ? call.call.keywords.map(({ value }) => value) : [];
}

function parts(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'array':
      return expression.elements;
    case 'hash':
      return expression.pairs.map(({ value }) => value);
    default:
      return [expression];
  }
}

/** What redis-rb 4 sent for a value that is certainly of such a type; undefined for every other one. */
function sentBefore(value: Expression): string | undefined {
  switch (value.kind) {
    case 'nil':
      return '""';
    case 'true':
    case 'false':
      return `"${value.kind}"`;
    case 'call': {
      const { receiver, method, args } = value;
      const isClock =
        receiver?.kind === 'constant' &&
        /^(?:Time|Date|DateTime)$/.test(receiver.path) &&
        /^(?:now|today|current)$/.test(method);
      const isNumber = receiver === undefined && /^(?:Rational|BigDecimal)$/.test(method) && args.length > 0;
      return isClock || isNumber ? 'its to_s' : undefined;
    }
    default:
      return undefined;
  }
}

function fixFor(site: Site, value: Expression, text: string): Rewrite | undefined {
  // A time to live of nothing was refused all along.
  if (/EXPIRE$/.test(site.call.command)) {
    return undefined;
  }
  const newText = value.kind === 'call' ? `${site.text(value.range)}.to_s` : text;
  const differences =
    isAtLeast(site.redisRb, '5.0.0') || isRawClient(site) ? ['it raised, and now sends what redis 4 sent'] : [];
  return rewrite(
    site.call.uri,
    `Write ${newText}`,
    [{ range: value.range, newText }],
    differences.length > 0 ? differences : ['written out as redis 4 sends it'],
  );
}

function clientName(site: Site): string {
  return site.flavour === 'sidekiq'
    ? `Sidekiq ${site.sidekiq ?? '7'}`
    : isRawClient(site)
      ? 'redis-client'
      : `redis ${site.redisRb}`;
}
