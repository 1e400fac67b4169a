import { defineRule } from '../../../linter/rule.ts';
import { changeCall } from '../../../redis/rewrite/callEdits.ts';
import { type Rewrite, rewrite } from '../../../redis/rewrite/rewrite.ts';
import { shapeOf } from '../../../redis/rewrite/shapes.ts';
import {
  hasRawReplies,
  isKeyKept,
  isNamespaced,
  isPipelined,
  isRewritable,
  type Site,
  siteOf,
} from '../../../redis/rewrite/site.ts';
import {
  type Decision,
  decidesAnew,
  decisionOf,
  numberCompared,
  setsOnRedis,
} from '../../../redis/rewrite/truthValue.ts';
import { isAtLeast, isBefore } from '../../../redis/rewrite/versionGate.ts';

/** Reports numbers in the place of a condition: 0 is true in Ruby. */
export default defineRule({
  meta: {
    severity: 'error',
    fixable: true,
    since: '0.1.0',
    correctness: true,
    messages: {
      condition: '`{method}` answers a number with {client}, and 0 is true in Ruby: the condition always holds.',
      comparison: '`{method}` answers a number with {client}, which is never equal to true or false.',
      soon: '`{method}` answers true or false for one member here, and from redis 5.0.0 on a number, of which 0 is true too.',
      pending: 'The reply of `{method}` is not there yet inside a pipeline: what is decided here never depends on it.',
    },
  },
  create(context) {
    return {
      redisCall(call) {
        const site = siteOf(context, call);
        const decision = call.overridden ? undefined : decisionOf(site);
        const verdict = decision && verdictOf(site, decision);
        if (decision === undefined || verdict === undefined) {
          return;
        }
        const fix = verdict !== 'pending' && isRewritable(site) ? fixFor(site, decision) : undefined;
        context.report({
          range: call.range,
          messageId: verdict,
          data: { method: call.commandWord === undefined ? call.method : call.command, client: clientName(site) },
          severity: verdict === 'soon' ? 'warning' : 'error',
          fixes: fix === undefined ? [] : [fix],
        });
      },
    };
  },
});

/** Commands that answer 0 for no. */
const numbers = new Set(
  `SADD SREM SISMEMBER HEXISTS EXPIRE PEXPIRE EXPIREAT PEXPIREAT PERSIST SETNX HSETNX MOVE RENAMENX ZADD ZREM HSET HDEL PFADD DEL
   UNLINK SMOVE COPY LPUSHX RPUSHX`.split(/\s+/),
);
/** Those among them that otherwise answer 1, whatever their arguments. */
const zeroOrOne = new Set(
  'SISMEMBER HEXISTS EXPIRE PEXPIRE EXPIREAT PEXPIREAT PERSIST SETNX HSETNX MOVE RENAMENX PFADD SMOVE COPY'.split(' '),
);

function verdictOf(site: Site, decision: Decision): Decision | 'soon' | 'pending' | undefined {
  const { command, method } = site.call;
  if (site.flavour === 'unknown' || !numbers.has(command) || method.endsWith('?') || increments(site)) {
    return undefined;
  }
  if (isPipelined(site)) {
    return 'pending';
  }
  return hasRawReplies(site) ? decision : redisRbVerdict(site, decision);
}

/** `ZADD key INCR score member` answers the score, or nothing where NX or XX forbids it: that is a fair condition. */
function increments({ call }: Site): boolean {
  const named = (value: { readonly kind: string } | undefined) =>
    value !== undefined && 'value' in value && typeof value.value === 'string' && value.value.toUpperCase() === 'INCR';
  return call.command === 'ZADD' && (call.args.some(named) || call.call.keywords.some(({ key }) => named(key)));
}

/** redis-rb answers true and false where the reply can only be 1 or 0; `sadd` and `srem` of one member stopped that in 5.0.0. */
function redisRbVerdict(site: Site, decision: Decision): Decision | 'soon' | undefined {
  const version = site.redisRb;
  const { command, args } = site.call;
  switch (command) {
    case 'DEL':
    case 'UNLINK':
    case 'HDEL':
      return decision;
    case 'HSET':
      return isAtLeast(version, '4.2.0') ? decision : undefined;
    case 'ZADD':
    case 'ZREM':
      return args.length === 2 && member(site) === 'list' ? decision : undefined;
    case 'SADD':
    case 'SREM':
      if (isAtLeast(version, '5.0.0') || (args.length === 2 && member(site) === 'list')) {
        return decision;
      }
      return mayBeOne(site) && isAtLeast(version, '4.8.0') && isBefore(version, '5.0.0') && !answersNumbers(site)
        ? 'soon'
        : undefined;
    default:
      return undefined;
  }
}

function answersNumbers(site: Site): boolean {
  return setsOnRedis(site, 'sadd_returns_boolean');
}

/** What is known of the second argument: one member for certain, a list of them for certain, or nothing. */
function member(site: Site): 'one' | 'list' | undefined {
  const [, second] = site.call.args;
  const shape = second && shapeOf(site, second);
  if (shape?.kind === 'list' || shape?.kind === 'array') {
    return 'list';
  }
  return shape?.kind === 'scalar' && shape.proven ? 'one' : undefined;
}

function mayBeOne(site: Site): boolean {
  const { args } = site.call;
  return args.length === 2 && args[1]?.kind !== 'splat' && member(site) !== 'list';
}

function fixFor(site: Site, decision: Decision): Rewrite | undefined {
  const { command, uri, args } = site.call;
  const isSet = command === 'SADD' || command === 'SREM';
  if (hasRawReplies(site)) {
    const one = zeroOrOne.has(command) || (isSet && args.length === 2 && member(site) === 'one');
    const edits = numberCompared(site, one);
    return edits && rewrite(uri, 'Compare the number', edits, [decidesAnew(decision)]);
  }
  const method = command === 'SADD' ? 'sadd?' : 'srem?';
  const asks = isSet && mayBeOne(site) && site.call.commandWord === undefined;
  if (!asks || !isAtLeast(site.redisRb, '4.8.0') || !isKeyKept(site, method)) {
    return undefined;
  }
  return rewrite(uri, `Ask with ${method}`, changeCall(site, { method }), differences(site, decision, method));
}

function differences(site: Site, decision: Decision, method: string): readonly string[] {
  if (isAtLeast(site.redisRb, '5.0.0')) {
    return [decidesAnew(decision)];
  }
  return [
    ...(member(site) === 'one' ? [] : ['for a list of members the condition no longer always holds']),
    ...(isNamespaced(site) ? [`redis-namespace before the locked one does not know ${method}`] : []),
  ];
}

function clientName(site: Site): string {
  if (site.flavour === 'sidekiq') {
    return `Sidekiq ${site.sidekiq ?? '7'}`;
  }
  return site.flavour === 'redis-client' ? 'redis-client' : `redis ${site.redisRb ?? ''}`.trim();
}
