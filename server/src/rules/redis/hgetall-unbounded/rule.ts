import { isOpsPath } from '../../../linter/paths.ts';
import { defineRule } from '../../../linter/rule.ts';
import { keyLabel } from '../../../redis/rewrite/keyLabel.ts';
import { reductionOf } from '../../../redis/rewrite/reduction.ts';
import { type ScanPlan, scanRewrite } from '../../../redis/rewrite/scanRewrite.ts';
import { sizeSeverity } from '../../../redis/rewrite/severity.ts';
import { isRawCall, isRawClient, isRewritable, type Site, siteOf } from '../../../redis/rewrite/site.ts';
import { callsOnSameKey, memberWrites } from '../../../redis/rewrite/size.ts';

/** Reports reads of a whole hash; most hashes are small objects, so it is a hint until something says that the hash grows. */
export default defineRule({
  meta: {
    severity: 'hint',
    fixable: true,
    since: '0.1.0',
    messages: {
      whole:
        '{command} reads all of {key} in one O(N) command while all other clients wait; iterate with HSCAN in steps, or HMGET the fields you need.',
    },
  },
  create(context) {
    const quiet = isOpsPath(context.snapshot.path(context.uri), context.config);
    return {
      redisCall(call) {
        const site = siteOf(context, call);
        const plan = planFor(site);
        if (plan === undefined || reductionOf(site) !== undefined) {
          return;
        }
        // Fields that are computed make as many entries as there are values; literal ones have made the key bounded already.
        const isWritten = callsOnSameKey(site).some(({ command }) => memberWrites.has(command));
        const severity = sizeSeverity(site, isWritten ? 'info' : 'hint', quiet);
        if (severity === undefined) {
          return;
        }
        const fix = isRewritable(site) && !isFlat(site) ? scanRewrite(site, plan) : undefined;
        const fixes = fix === undefined ? [] : [fix];
        const data = { command: call.command, key: keyLabel(call) };
        context.report({ range: call.range, messageId: 'whole', data, severity, fixes });
      },
    };
  },
});

const title = 'Iterate with HSCAN';
const differences = ['another order; fields changed meanwhile may be seen or not'];
const streamed = ['another order; a field changed meanwhile may be seen or not, or come twice'];

function planFor(site: Site): ScanPlan | undefined {
  const common = { title, scan: 'HSCAN', differences } as const;
  switch (site.call.command) {
    case 'HGETALL':
      return { ...common, value: '.to_h', chained: '.to_h', streamed, parameters: 2 };
    case 'HKEYS': {
      // redis-client yields field and value as two values, of which `map(&:first)` would take a letter.
      const fields = isRawClient(site) ? '.map { |field, _| field }.uniq' : '.map(&:first).uniq';
      return { ...common, value: fields, chained: fields };
    }
    case 'HVALS':
      return { ...common, value: '.to_h.values', chained: '.to_h.values' };
    default:
      return undefined;
  }
}

/** redis-rb makes a Hash of the reply in `hgetall`; `call("HGETALL", key)` gives fields and values in one list. */
function isFlat(site: Site): boolean {
  return site.call.command === 'HGETALL' && isRawCall(site) && !isRawClient(site);
}
