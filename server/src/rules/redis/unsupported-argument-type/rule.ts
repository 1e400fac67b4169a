import { defineRule } from '../../../linter/rule.ts';
import type { Expression } from '../../../redis/expression.ts';
import { primaryText } from '../../../redis/rewrite/parentheses.ts';
import { type Rewrite, rewrite } from '../../../redis/rewrite/rewrite.ts';
import { isNamespaced, isRawCall, isRawClient, isRewritable, type Site, siteOf } from '../../../redis/rewrite/site.ts';
import { isAtLeast, isBefore } from '../../../redis/rewrite/versionGate.ts';

/** Commands whose arguments are keys, members and values; others have optional arguments that may be nil. */
const plain = new Set(
  `HSET HMSET HGET HDEL HEXISTS SADD SREM SISMEMBER LPUSH RPUSH LPUSHX RPUSHX LREM ZADD ZREM ZSCORE PUBLISH MSET GET DEL UNLINK
   APPEND EXPIRE PEXPIRE INCRBY DECRBY`.split(/\s+/),
);
/** The methods of redis-rb by these names turn the value into a String themselves. */
const converted = new Set(['SET', 'SETEX', 'PSETEX', 'GETSET', 'SETNX']);
/** Commands that want a number behind the key: what redis-rb 4 sent, the server refused. */
const numeric = new Set(['EXPIRE', 'PEXPIRE', 'INCRBY', 'DECRBY']);
/** Commands to which a hash gives fields or keys and their values; elsewhere a hash is one of options. */
const paired = new Set(['HSET', 'HMSET', 'MSET']);

/** Reports arguments of a type that clients no longer turn into a String. */
export default defineRule({
  meta: {
    severity: 'error',
    fixable: true,
    since: '0.1.0',
    messages: {
      refused:
        '`{value}` as an argument of `{method}` raises TypeError: {client} takes only strings, symbols and numbers.',
      number: '`{value}` is not the number that `{method}` wants: {client} refuses it, or the server does.',
      soon: '`{value}` as an argument of `{method}` is sent as {text} here, and raises TypeError from redis 5.0.0 on.',
    },
  },
  create(context) {
    return {
      redisCall(call) {
        const site = siteOf(context, call);
        const isRaw = isRawClient(site);
        if (call.overridden || site.flavour === 'unknown' || (!isRaw && site.redisRb === undefined)) {
          return;
        }
        if (!plain.has(call.command) && !((isRaw || isRawCall(site)) && converted.has(call.command))) {
          return;
        }
        const isOld = !isRaw && isBefore(site.redisRb, '5.0.0');
        for (const value of values(site)) {
          const isNumber = numeric.has(call.command) || isCount(site, value);
          const soon = isOld && !isNumber;
          const text = sentBefore(value);
          if (text !== undefined) {
            const fix = isRewritable(site) && !isNumber ? fixFor(site, value, text) : undefined;
            context.report({
              range: value.range,
              messageId: isNumber ? 'number' : soon ? 'soon' : 'refused',
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

/** `lrem(key, count, value)` */
function isCount({ call }: Site, value: Expression): boolean {
  return call.command === 'LREM' && value === call.args[1];
}

/** The arguments, also those in a literal list or hash. redis-namespace makes a String of each key that it prefixes. */
function values(site: Site): readonly Expression[] {
  const { args, command } = site.call;
  if (numeric.has(command)) {
    // redis-rb makes an Integer of a time to live: also of a Time.
    return args.slice(1).filter(({ kind }) => kind !== 'call');
  }
  if (!isNamespaced(site)) {
    return [...args, ...fieldValues(site)].flatMap((argument) => parts(site, argument));
  }
  const hasOneKey = !/^(?:DEL|UNLINK|MSET)$/.test(command);
  return hasOneKey ? [...args.slice(1), ...fieldValues(site)].flatMap((argument) => parts(site, argument)) : [];
}

/** `hset(key, name: nil)`: keywords of redis-rb's method are fields. redis-client drops a keyword that is nil or false. */
function fieldValues(site: Site): readonly Expression[] {
  const { command, call } = site.call;
  return paired.has(command) && !isRawClient(site) && !isRawCall(site) ? call.keywords.map(({ value }) => value) : [];
}

function parts(site: Site, expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'array':
      return expression.elements;
    case 'hash':
      return paired.has(site.call.command) ? expression.pairs.map(({ value }) => value) : [];
    default:
      return [expression];
  }
}

const makesTime = new Set(
  'now today current yesterday tomorrow new at parse mktime local utc gm strptime iso8601 civil'.split(' '),
);

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
        receiver?.kind === 'constant' && /^(?:Time|Date|DateTime)$/.test(receiver.path) && makesTime.has(method);
      const isNumber = receiver === undefined && /^(?:Rational|BigDecimal)$/.test(method) && args.length > 0;
      return isClock || isNumber ? 'its to_s' : undefined;
    }
    default:
      return undefined;
  }
}

function fixFor(site: Site, value: Expression, text: string): Rewrite | undefined {
  // The score of a sorted set is a number too.
  if (site.call.command === 'ZADD') {
    return undefined;
  }
  const newText = value.kind === 'call' ? `${primaryText(site, value)}.to_s` : text;
  const raised = isRawClient(site) || isAtLeast(site.redisRb, '5.0.0');
  const difference = raised ? 'it raised, and now sends what redis 4 sent' : 'written out as redis 4 sends it';
  return rewrite(site.call.uri, `Write ${newText}`, [{ range: value.range, newText }], [difference]);
}

function clientName(site: Site): string {
  return site.flavour === 'sidekiq'
    ? `Sidekiq ${site.sidekiq ?? '7'}`
    : isRawClient(site)
      ? 'redis-client'
      : `redis ${site.redisRb}`;
}
