import { isOpsPath } from '../../../linter/paths.ts';
import { defineRule } from '../../../linter/rule.ts';
import { isDrained } from '../../../redis/rewrite/drained.ts';
import { keyLabel } from '../../../redis/rewrite/keyLabel.ts';
import { pageRewrite } from '../../../redis/rewrite/pageRewrite.ts';
import { isEverything, isUnbounded, rankRange, width } from '../../../redis/rewrite/range.ts';
import { reductionOf } from '../../../redis/rewrite/reduction.ts';
import { sizeSeverity } from '../../../redis/rewrite/severity.ts';
import { isRewritable, siteOf } from '../../../redis/rewrite/site.ts';

const maximumRange = 1_000;

/** Reports LRANGE over a whole list, or over a fixed range of more than 1,000 elements. */
export default defineRule({
  meta: {
    severity: 'hint',
    fixable: true,
    since: '0.1.0',
    messages: {
      whole: 'LRANGE reads {key} without a limit, O(N), in one command and one reply; read it in pages.',
      wide: 'LRANGE reads up to {count} elements of {key}, O(N), in one command and one reply; read them in pages.',
      drained:
        'LRANGE reads {key} without a limit, O(N), and the list is emptied right after; LPOP with a count (Redis 6.2) takes it in batches.',
    },
  },
  create(context) {
    const quiet = isOpsPath(context.snapshot.path(context.uri), context.config);
    return {
      redisCall(call) {
        const site = siteOf(context, call);
        const range = call.command === 'LRANGE' ? rankRange(site) : undefined;
        if (range === undefined || !isUnbounded(range, maximumRange) || reductionOf(site) !== undefined) {
          return;
        }
        const severity = sizeSeverity(site, 'hint', quiet);
        if (severity === undefined) {
          return;
        }
        // Pages would shift under the reader.
        const drained = isDrained(site);
        const fix =
          isRewritable(site) && isEverything(range) && !drained
            ? pageRewrite(site, { title: 'Read in pages', length: 'LLEN', page: 'LRANGE' })
            : undefined;
        const fixes = fix === undefined ? [] : [fix];
        const count = width(range);
        const data = { key: keyLabel(call), count: count ?? 0 };
        const messageId = drained ? 'drained' : count === undefined ? 'whole' : 'wide';
        context.report({ range: call.range, messageId, data, severity, fixes });
      },
    };
  },
});
