import type { Severity } from '../../../linter/diagnostic.ts';
import { isOpsPath } from '../../../linter/paths.ts';
import { defineRule } from '../../../linter/rule.ts';
import { keyLabel } from '../../../redis/rewrite/keyLabel.ts';
import { reductionOf } from '../../../redis/rewrite/reduction.ts';
import { sizeSeverity } from '../../../redis/rewrite/severity.ts';
import { isRewritable, type Site, siteOf } from '../../../redis/rewrite/site.ts';
import { type Extent, extentOf } from './extent.ts';
import { pagesOf } from './pages.ts';

/** Reports reads of a whole sorted set, or of a part that nothing limits. */
export default defineRule({
  meta: {
    severity: 'info',
    fixable: true,
    since: '0.1.0',
    messages: {
      whole: '{command} reads all of {key}, O(N), in one command while all other clients wait; read it in pages.',
      open: '{command} reads {key} without a limit, O(log N + M) in what it matches; add a limit, or read it in pages.',
      wide: '{command} reads up to {count} members of {key}, O(N), in one command; read them in pages.',
      offset: '{command} walks {count} members of {key} to reach its offset; start from the last score instead.',
    },
  },
  create(context) {
    const quiet = isOpsPath(context.snapshot.path(context.uri), context.config);
    return {
      redisCall(call) {
        const site = siteOf(context, call);
        const extent = extentOf(site);
        if (extent === undefined || reductionOf(site) !== undefined) {
          return;
        }
        const severity = severityOf(site, extent.kind, quiet);
        if (severity === undefined) {
          return;
        }
        const fix = isRewritable(site) ? pagesOf(site, extent) : undefined;
        context.report({
          range: call.range,
          messageId: extent.kind,
          data: { command: call.command, key: keyLabel(call), count: extent.count ?? 0 },
          severity,
          fixes: fix === undefined ? [] : [fix],
        });
      },
    };
  },
});

/** A part that nothing limits may still be small: everything that is due now. */
function severityOf(site: Site, kind: Extent['kind'], quiet: boolean): Severity | undefined {
  const severity = sizeSeverity(site, kind === 'open' ? 'hint' : 'info', quiet);
  return severity === 'warning' && kind !== 'whole' ? 'info' : severity;
}
