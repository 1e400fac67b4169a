import { isOpsPath } from '../../../linter/paths.ts';
import { defineRule } from '../../../linter/rule.ts';
import { isDrained } from '../../../redis/rewrite/drained.ts';
import { keyLabel } from '../../../redis/rewrite/keyLabel.ts';
import { reductionOf } from '../../../redis/rewrite/reduction.ts';
import { scanRewrite } from '../../../redis/rewrite/scanRewrite.ts';
import { sizeSeverity } from '../../../redis/rewrite/severity.ts';
import { shapeOf } from '../../../redis/rewrite/shapes.ts';
import { isRewritable, type Site, siteOf } from '../../../redis/rewrite/site.ts';

/** Reports reads of a whole set where nothing says that it is small. */
export default defineRule({
  meta: {
    severity: 'info',
    fixable: true,
    since: '0.1.0',
    messages: {
      whole:
        '{command} reads every member of {key} in one O(N) command while all other clients wait; iterate with SSCAN in steps.',
      drained:
        '{command} reads every member of {key} in one O(N) command while all other clients wait, and the set is deleted in the same transaction; SPOP with a count takes it in batches.',
    },
  },
  create(context) {
    const quiet = isOpsPath(context.snapshot.path(context.uri), context.config);
    return {
      redisCall(call) {
        const site = siteOf(context, call);
        if (!readsWholeSet(site) || reductionOf(site) !== undefined) {
          return;
        }
        const severity = sizeSeverity(site, 'info', quiet);
        if (severity === undefined) {
          return;
        }
        const fix = isRewritable(site) && isOneSet(site) ? scanRewrite(site, plan) : undefined;
        const fixes = fix === undefined ? [] : [fix];
        const data = { command: call.command, key: keyLabel(call) };
        // Where others add members meanwhile, steps outside of the transaction would lose them.
        const messageId = call.context === 'multi' && isDrained(site) ? 'drained' : 'whole';
        context.report({ range: call.range, messageId, data, severity, fixes });
      },
    };
  },
});

const plan = {
  title: 'Iterate with SSCAN',
  scan: 'SSCAN',
  value: '.to_a.uniq',
  chained: '.uniq',
  differences: ['another order; members added or removed meanwhile may be seen or not'],
  streamed: [
    'another order; members changed meanwhile may be seen or not, and one can come twice while the set shrinks',
  ],
} as const;

/** SINTER and SUNION of one set are that set. */
function readsWholeSet({ call }: Site): boolean {
  const { command, args } = call;
  const one = args.length === 1 && args[0]?.kind !== 'splat' && args[0]?.kind !== 'array';
  return command === 'SMEMBERS' || ((command === 'SINTER' || command === 'SUNION') && one);
}

/** What SINTER is given may be a list of several sets, which SSCAN takes none of. */
function isOneSet(site: Site): boolean {
  const [key] = site.call.args;
  return site.call.command === 'SMEMBERS' || (key !== undefined && shapeOf(site, key).kind === 'scalar');
}
