import { defineRule } from '../../../linter/rule.ts';
import { changeCall } from '../../../redis/rewrite/callEdits.ts';
import { operand } from '../../../redis/rewrite/layout.ts';
import { type Rewrite, rewrite } from '../../../redis/rewrite/rewrite.ts';
import { isSimple } from '../../../redis/rewrite/scanRewrite.ts';
import {
  hasRawReplies,
  hasRedisRbMethods,
  isKeyKept,
  isPipelined,
  isRewritable,
  type Site,
  siteOf,
} from '../../../redis/rewrite/site.ts';
import { isTruthValue } from '../../../redis/rewrite/truthValue.ts';
import { isAtLeast, isBefore } from '../../../redis/rewrite/versionGate.ts';

/** Reports `exists` in a condition where it answers a number, and `exists?` where nobody has it. */
export default defineRule({
  meta: {
    severity: 'error',
    fixable: true,
    since: '0.1.0',
    correctness: true,
    messages: {
      always: '`exists` answers a number here, and 0 is true in Ruby: the condition always holds; ask `exists?`.',
      soon: '`exists` answers true or false here, and a number from redis 4.5.0 on, where the condition will always hold.',
      missing:
        '`exists?` came with redis 4.2.0; {version} sends it to the server, which refuses it as an unknown command.',
    },
  },
  create(context) {
    return {
      redisCall(call) {
        const site = siteOf(context, call);
        const verdict = call.command === 'EXISTS' && site.flavour !== 'unknown' ? verdictOf(site) : undefined;
        if (verdict === undefined) {
          return;
        }
        const fix = verdict !== 'missing' && isRewritable(site) && !isPipelined(site) ? fixFor(site) : undefined;
        context.report({
          range: call.range,
          messageId: verdict,
          data: { version: site.redisRb ?? '' },
          severity: verdict === 'soon' ? 'hint' : 'error',
          fixes: fix === undefined ? [] : [fix],
        });
      },
    };
  },
});

function verdictOf(site: Site): 'always' | 'soon' | 'missing' | undefined {
  const version = site.redisRb;
  if (site.call.method === 'exists?') {
    return hasRedisRbMethods(site) && isBefore(version, '4.2.0') ? 'missing' : undefined;
  }
  if (!isTruthValue(site)) {
    return undefined;
  }
  if (hasRawReplies(site) || isAtLeast(version, '4.5.0')) {
    return 'always';
  }
  return isAtLeast(version, '4.2.0') ? 'soon' : undefined;
}

function fixFor(site: Site): Rewrite | undefined {
  const { call, uri, commandWord } = site.call;
  const differences = ['the condition no longer always holds'];
  if (hasRawReplies(site)) {
    const newText = operand(site, call.range, `${site.text(call.range)} == 1`);
    return isSimple(site, call) && site.call.args.length === 1
      ? rewrite(uri, 'Compare the number', [{ range: call.range, newText }], differences)
      : undefined;
  }
  if (commandWord !== undefined || !isKeyKept(site, 'exists?')) {
    return undefined;
  }
  const edits = changeCall(site, { method: 'exists?' });
  return rewrite(uri, 'Ask with exists?', edits, isAtLeast(site.redisRb, '4.5.0') ? differences : []);
}
