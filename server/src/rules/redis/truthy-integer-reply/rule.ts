import { defineRule } from '../../../linter/rule.ts';
import { changeCall } from '../../../redis/rewrite/callEdits.ts';
import { operand } from '../../../redis/rewrite/layout.ts';
import { type Rewrite, rewrite } from '../../../redis/rewrite/rewrite.ts';
import { isSimple } from '../../../redis/rewrite/scanRewrite.ts';
import { shapeOf } from '../../../redis/rewrite/shapes.ts';
import { hasRawReplies, isKeyKept, isPipelined, isRewritable, type Site, siteOf } from '../../../redis/rewrite/site.ts';
import { isTruthValue } from '../../../redis/rewrite/truthValue.ts';
import { isAtLeast } from '../../../redis/rewrite/versionGate.ts';

/** Reports numbers in the place of a condition: 0 is true in Ruby. */
export default defineRule({
  meta: {
    severity: 'error',
    fixable: true,
    since: '0.1.0',
    correctness: true,
    messages: {
      always: '`{method}` answers a number with {client}, and 0 is true in Ruby: the condition always holds.',
      soon: '`{method}` answers true or false here, and a number from redis 5.0.0 on, where the condition will always hold.',
      pending: 'The reply of `{method}` is not there yet inside a pipeline: the condition never depends on it.',
    },
  },
  create(context) {
    return {
      redisCall(call) {
        const site = siteOf(context, call);
        const verdict = isTruthValue(site) ? verdictOf(site) : undefined;
        if (verdict === undefined) {
          return;
        }
        const fix = verdict !== 'pending' && isRewritable(site) ? fixFor(site) : undefined;
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

const rawNumbers = new Set(
  `SADD SREM SISMEMBER HEXISTS EXPIRE PEXPIRE EXPIREAT PEXPIREAT PERSIST SETNX HSETNX MOVE RENAMENX ZADD ZREM HSET HDEL PFADD DEL
   UNLINK SMOVE COPY LPUSHX RPUSHX`.split(/\s+/),
);
const zeroOrOne = new Set(
  'SISMEMBER HEXISTS EXPIRE PEXPIRE EXPIREAT PEXPIREAT PERSIST SETNX HSETNX MOVE RENAMENX PFADD SMOVE COPY'.split(' '),
);

function verdictOf(site: Site): 'always' | 'soon' | 'pending' | undefined {
  const { command, method } = site.call;
  if (site.flavour === 'unknown' || !rawNumbers.has(command) || method.endsWith('?')) {
    return undefined;
  }
  if (hasRawReplies(site)) {
    return isPipelined(site) ? 'pending' : 'always';
  }
  const verdict = redisRbVerdict(site);
  return verdict !== undefined && isPipelined(site) ? 'pending' : verdict;
}

/** redis-rb answers true and false where the reply can only be 1 or 0; `sadd` and `srem` of one member stopped that in 5.0.0. */
function redisRbVerdict(site: Site): 'always' | 'soon' | undefined {
  const version = site.redisRb;
  switch (site.call.command) {
    case 'DEL':
    case 'UNLINK':
    case 'HDEL':
      return 'always';
    case 'HSET':
      return isAtLeast(version, '4.2.0') ? 'always' : undefined;
    case 'SADD':
    case 'SREM':
      if (!isOneMember(site)) {
        return 'always';
      }
      return isAtLeast(version, '5.0.0') ? 'always' : isAtLeast(version, '4.8.0') ? 'soon' : undefined;
    default:
      return undefined;
  }
}

function isOneMember(site: Site): boolean {
  const [, member, ...others] = site.call.args;
  const kind = member && shapeOf(site, member).kind;
  return others.length === 0 && kind !== 'array' && kind !== 'list' && kind !== 'splat';
}

function fixFor(site: Site): Rewrite | undefined {
  const { call, command, uri } = site.call;
  if (hasRawReplies(site)) {
    return isSimple(site, call) ? compared(site) : undefined;
  }
  const method = command === 'SADD' ? 'sadd?' : 'srem?';
  const asks = (command === 'SADD' || command === 'SREM') && isOneMember(site) && site.call.commandWord === undefined;
  if (!asks || !isAtLeast(site.redisRb, '4.8.0') || !isKeyKept(site, method)) {
    return undefined;
  }
  const differences = isAtLeast(site.redisRb, '5.0.0') ? ['the condition no longer always holds'] : [];
  return rewrite(uri, `Ask with ${method}`, changeCall(site, { method }), differences);
}

function compared(site: Site): Rewrite {
  const { call, command, uri } = site.call;
  const source = site.text(call.range);
  const oneReply = zeroOrOne.has(command) || ((command === 'SADD' || command === 'SREM') && isOneMember(site));
  const newText = oneReply ? operand(site, call.range, `${source} == 1`) : `${source}.positive?`;
  return rewrite(uri, 'Compare the number', [{ range: call.range, newText }], ['the condition no longer always holds']);
}

function clientName(site: Site): string {
  if (site.flavour === 'sidekiq') {
    return `Sidekiq ${site.sidekiq ?? '7'}`;
  }
  return hasRawReplies(site) && site.flavour === 'redis-client' ? 'redis-client' : `redis ${site.redisRb ?? ''}`.trim();
}
