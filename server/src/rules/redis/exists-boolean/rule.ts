import { defineRule } from '../../../linter/rule.ts';
import { changeCall } from '../../../redis/rewrite/callEdits.ts';
import { type Rewrite, rewrite } from '../../../redis/rewrite/rewrite.ts';
import {
  hasRawReplies,
  hasRedisRbMethods,
  isKeyKept,
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
  predicateOf,
  setsOnRedis,
} from '../../../redis/rewrite/truthValue.ts';
import { isAtLeast, isBefore } from '../../../redis/rewrite/versionGate.ts';

/** Reports `exists` in a condition where it answers a number, and `exists?` where nobody has it. */
export default defineRule({
  meta: {
    severity: 'error',
    fixable: true,
    since: '0.1.0',
    correctness: true,
    messages: {
      condition: '`exists` answers a number here, and 0 is true in Ruby: the condition always holds; {instead}.',
      comparison: '`exists` answers a number here, which is never equal to true or false; {instead}.',
      predicate: '`exists` answers a number here, and 0 is true in Ruby: `{predicate}` always holds; {instead}.',
      pending: 'The reply of `exists` is not there yet inside a pipeline: what is decided here never depends on it.',
      soon: '`exists` answers true or false here, and from redis 4.5.0 on a number, of which 0 is true too; ask `exists?`.',
      missing:
        '`exists?` came with redis 4.2.0; {version} sends it to the server, which refuses it as an unknown command.',
    },
  },
  create(context) {
    return {
      redisCall(call) {
        const site = siteOf(context, call);
        const isAsked = call.command === 'EXISTS' && !call.overridden && site.flavour !== 'unknown';
        const verdict = isAsked ? verdictOf(site) : undefined;
        if (verdict === undefined) {
          return;
        }
        const isFixable = verdict !== 'missing' && verdict !== 'pending' && isRewritable(site);
        const fix = isFixable ? fixFor(site, verdict) : undefined;
        context.report({
          range: call.range,
          messageId: verdict,
          data: {
            version: site.redisRb ?? '',
            predicate: predicateOf(site) ?? '',
            instead: hasRawReplies(site) ? 'compare the number' : 'ask `exists?`',
          },
          severity: verdict === 'soon' ? 'hint' : verdict === 'predicate' ? 'warning' : 'error',
          fixes: fix === undefined ? [] : [fix],
        });
      },
    };
  },
});

type Wrong = Decision | 'predicate';

function verdictOf(site: Site): Wrong | 'pending' | 'soon' | 'missing' | undefined {
  const version = site.redisRb;
  if (site.call.method === 'exists?') {
    const sends = hasRedisRbMethods(site) && site.flavour !== 'distributed';
    return sends && isBefore(version, '4.2.0') ? 'missing' : undefined;
  }
  const decision = decisionOf(site);
  if (isPipelined(site)) {
    return decision && 'pending';
  }
  const wrong = decision ?? (predicateOf(site) === undefined ? undefined : 'predicate');
  if (wrong === undefined || hasRawReplies(site) || isAtLeast(version, '5.0.0')) {
    return wrong;
  }
  // Up to 4.8.1 an application can choose what `exists` answers.
  if (!isAtLeast(version, '4.2.0') || setsOnRedis(site, 'exists_returns_integer')) {
    return undefined;
  }
  return isAtLeast(version, '4.5.0') ? wrong : beforeNumbers(site, wrong);
}

/** From 4.2.0 to 4.4.0 one key gives true or false, and several give their number. */
function beforeNumbers(site: Site, wrong: Wrong): Wrong | 'soon' | undefined {
  const { args } = site.call;
  return args.some(({ kind }) => kind === 'splat') ? undefined : args.length > 1 ? wrong : 'soon';
}

/** Only for one key: of several, `exists?` asks whether there is any, and all may be meant. */
function fixFor(site: Site, verdict: Wrong | 'soon'): Rewrite | undefined {
  const { args, uri, commandWord } = site.call;
  if (args.length !== 1 || args[0]?.kind === 'splat') {
    return undefined;
  }
  const differences =
    verdict === 'soon' ? [] : [verdict === 'predicate' ? 'it can be false now' : decidesAnew(verdict)];
  if (hasRawReplies(site)) {
    const edits = numberCompared(site, true);
    return edits && rewrite(uri, 'Compare the number', edits, differences);
  }
  if (commandWord !== undefined || !isKeyKept(site, 'exists?')) {
    return undefined;
  }
  return rewrite(uri, 'Ask with exists?', changeCall(site, { method: 'exists?' }), differences);
}
