import { defineRule } from '../../../linter/rule.ts';
import type { Expression } from '../../../redis/expression.ts';
import { batchSize } from '../../../redis/rewrite/commandText.ts';
import { countDifferences } from '../../../redis/rewrite/countDifferences.ts';
import { numberAt } from '../../../redis/rewrite/range.ts';
import { rewrite, type TextEdit } from '../../../redis/rewrite/rewrite.ts';
import { scanCall } from '../../../redis/rewrite/scanCall.ts';
import { isRewritable, type Site, siteOf } from '../../../redis/rewrite/site.ts';
import { comparePositions } from '../../../syntax/textRange.ts';

const maximum = 1_000;
const loud = 5_000;

/** Reports a COUNT that makes one step of a scan as long as what the scan is to avoid. */
export default defineRule({
  meta: {
    severity: 'warning',
    fixable: true,
    since: '0.1.0',
    messages: {
      large:
        '{command} with COUNT {count} looks at that many elements in one step, O(COUNT), while all other clients wait; {size} a step costs no more in total.',
    },
  },
  create(context) {
    return {
      redisCall(call) {
        const site = siteOf(context, call);
        const scan = scanCall(site);
        const count = numberAt(site, scan?.count);
        const limit = Math.max(maximum, context.config.redis.batchSize);
        if (scan?.count === undefined || count === undefined || count <= limit) {
          return;
        }
        const size = batchSize(site);
        // A single step with a smaller COUNT returns less.
        const fix =
          isRewritable(site, 'in place') && scan.kind !== 'page'
            ? rewrite(
                context.uri,
                `Scan ${size} a step`,
                [countEdit(site, scan.count, size)],
                countDifferences(site, scan),
              )
            : undefined;
        context.report({
          range: scan.count.range,
          messageId: 'large',
          data: { command: call.command, count, size },
          severity: count >= loud ? 'warning' : 'info',
          fixes: fix === undefined ? [] : [fix],
        });
      },
    };
  },
});

/** In `scan_each(match:, count:)` the value is written only by its name. */
function countEdit(site: Site, count: Expression, size: string): TextEdit {
  const { start, end } = count.range;
  const behind = { line: end.line, character: end.character + 1 };
  const isShort = site.call.call.keywords.some(({ key }) => key && comparePositions(key.range.end, end) === 0);
  return isShort
    ? { range: { start: behind, end: behind }, newText: ` ${size}` }
    : { range: { start, end }, newText: size };
}
