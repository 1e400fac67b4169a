import type { Severity } from '../../../linter/diagnostic.ts';
import { defineRule } from '../../../linter/rule.ts';
import { changeCall } from '../../../redis/rewrite/callEdits.ts';
import { batchSize } from '../../../redis/rewrite/commandText.ts';
import { countDifferences } from '../../../redis/rewrite/countDifferences.ts';
import { numberAt } from '../../../redis/rewrite/range.ts';
import { type Rewrite, rewrite } from '../../../redis/rewrite/rewrite.ts';
import { isExactPattern, type ScanCall, scanCall } from '../../../redis/rewrite/scanCall.ts';
import { isListed, isRawCall, isRewritable, type Site, siteOf, takesKeywords } from '../../../redis/rewrite/site.ts';
import { sizeEvidence } from '../../../redis/rewrite/size.ts';

const fewElements = 100;

/** Reports scans without COUNT, which take a hundred times as many round trips as they need. */
export default defineRule({
  meta: {
    severity: 'info',
    fixable: true,
    since: '0.1.0',
    messages: {
      missing:
        '{command} without COUNT goes 10 elements a step: 4,000 round trips for 40,000 of them, 40 with COUNT {size}.',
    },
  },
  create(context) {
    return {
      redisCall(call) {
        const site = siteOf(context, call);
        const scan = scanCall(site);
        const severity = scan && severityOf(site, scan);
        if (scan === undefined || severity === undefined) {
          return;
        }
        const fix = isRewritable(site, 'in place') ? withCount(site, scan) : undefined;
        context.report({
          range: call.range,
          messageId: 'missing',
          data: { command: call.command, size: batchSize(site) },
          severity,
          fixes: fix === undefined ? [] : [fix],
        });
      },
    };
  },
});

/** A single step, a scan that stops early and one for an exact name are right to go in small steps. */
function severityOf(site: Site, { kind, keyspace, count, match, hidden }: ScanCall): Severity | undefined {
  if (count !== undefined || hidden || kind === 'page' || isExactPattern(match) || stopsEarly(site)) {
    return undefined;
  }
  if (keyspace) {
    return 'info';
  }
  return sizeEvidence(site) === 'grows' ? 'hint' : undefined;
}

function stopsEarly(site: Site): boolean {
  const { usage, call } = site.call;
  if (call.block !== undefined) {
    return /\b(?:break|return)\b/.test(site.text(call.block.bodyRange));
  }
  if (usage.kind !== 'chain') {
    return false;
  }
  const { method, args } = usage.outer;
  const few = numberAt(site, args[0]) ?? 1;
  return (
    /^(?:any\?|none\?|find|detect|next|include\?)$/.test(method) ||
    (/^(?:first|take)$/.test(method) && few <= fewElements)
  );
}

function withCount(site: Site, scan: ScanCall): Rewrite | undefined {
  if (isListed(site) || (!isRawCall(site) && !takesKeywords(site))) {
    return undefined;
  }
  const size = batchSize(site);
  const argument = isRawCall(site) ? `"COUNT", ${size}` : `count: ${size}`;
  return rewrite(site.call.uri, `Scan ${size} a step`, changeCall(site, { argument }), countDifferences(site, scan));
}
