import type { Severity } from '../../../linter/diagnostic.ts';
import { defineRule } from '../../../linter/rule.ts';
import { isRewritable, siteOf } from '../../../redis/rewrite/site.ts';
import { type Batch, batchOf } from './batch.ts';
import { slices } from './slices.ts';

/** Reports commands that are given a whole collection at once. */
export default defineRule({
  meta: {
    severity: 'info',
    fixable: true,
    since: '0.1.0',
    messages: {
      large:
        '{command} gets all of `{source}` in one command, O(N), and nobody else is served until it ends; send slices of {size}.',
      counted:
        '{command} gets `{source}`, {count} at most, in one command, O(N), and nobody else is served until it ends; send slices of {size}.',
      unknown:
        '{command} gets `{source}` in one command, O(N), however many it holds; send slices of {size} when it can be large.',
      manyKeys: '{command} reads {count} keys in one command, O(N) in all of them; precompute the result.',
    },
  },
  create(context) {
    return {
      redisCall(call) {
        const site = siteOf(context, call);
        const batch = batchOf(site);
        if (batch === undefined) {
          return;
        }
        const fix = isRewritable(site) ? slices(site, batch) : undefined;
        context.report({
          range: call.range,
          messageId: messageFor(batch),
          data: {
            command: call.command,
            source: context.text(batch.source.range).replace(/\s+/g, ' ').slice(0, 60),
            size: context.config.redis.batchSize,
            count: typeof batch.size === 'number' ? batch.size : 'many',
          },
          severity: severityOf(batch, call.command),
          fixes: fix === undefined ? [] : [fix],
        });
      },
    };
  },
});

function messageFor({ manyKeys, size }: Batch): 'manyKeys' | 'counted' | 'unknown' | 'large' {
  if (manyKeys) {
    return 'manyKeys';
  }
  return typeof size === 'number' ? 'counted' : size;
}

/** A push costs a tenth of the others, and a hash of unknown size mostly is one record. */
function severityOf({ size, isHash }: Batch, command: string): Severity {
  if (/^[LR]PUSH$/.test(command) || (isHash && size === 'unknown')) {
    return 'hint';
  }
  return size === 'unknown' ? 'info' : 'warning';
}
