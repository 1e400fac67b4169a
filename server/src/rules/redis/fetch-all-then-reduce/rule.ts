import { defineRule } from '../../../linter/rule.ts';
import { keyLabel } from '../../../redis/rewrite/keyLabel.ts';
import { type Reduction, reductionOf } from '../../../redis/rewrite/reduction.ts';
import { type Rewrite, rewrite } from '../../../redis/rewrite/rewrite.ts';
import { isRewritable, type Site, siteOf } from '../../../redis/rewrite/site.ts';

/** Reports replies that are fetched whole although one small command answers the question. */
export default defineRule({
  meta: {
    severity: 'warning',
    fixable: true,
    since: '0.1.0',
    messages: {
      reduced:
        '{command} sends all of {key}, O(N) on the server, and `{method}` keeps a little of it; {answer} answers directly.',
    },
  },
  create(context) {
    return {
      redisCall(call) {
        const site = siteOf(context, call);
        const reduction = reductionOf(site);
        if (reduction === undefined) {
          return;
        }
        const fix = isRewritable(site) ? fixFor(site, reduction) : undefined;
        context.report({
          range: call.range,
          messageId: 'reduced',
          data: {
            command: call.command,
            key: call.command === 'KEYS' ? 'the key names' : keyLabel(call),
            method: reduction.outer.method,
            answer: reduction.command,
          },
          fixes: fix === undefined ? [] : [fix],
        });
      },
    };
  },
});

function fixFor(site: Site, { outer, command, text, differences }: Reduction): Rewrite | undefined {
  return text === undefined
    ? undefined
    : rewrite(site.call.uri, `Ask with ${command}`, [{ range: outer.range, newText: text }], differences);
}
