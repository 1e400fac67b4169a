import { isOpsPath } from '../../../linter/paths.ts';
import { defineRule } from '../../../linter/rule.ts';
import type { Expression } from '../../../redis/expression.ts';
import { reductionOf } from '../../../redis/rewrite/reduction.ts';
import type { Rewrite } from '../../../redis/rewrite/rewrite.ts';
import { scanRewrite } from '../../../redis/rewrite/scanRewrite.ts';
import { shapeOf } from '../../../redis/rewrite/shapes.ts';
import { hasRawReplies, isRewritable, type Site, siteOf } from '../../../redis/rewrite/site.ts';
import { encloses } from '../../../syntax/textRange.ts';
import { deleteMatching } from './deleteMatching.ts';
import { isPlainKey, keyExists } from './keyExists.ts';
import { nodesScan } from './nodesScan.ts';

/** Reports KEYS, which walks the whole database in one command. */
export default defineRule({
  meta: {
    severity: 'warning',
    fixable: true,
    since: '0.1.0',
    messages: {
      pattern:
        'KEYS walks the whole database in one O(N) command while all other clients wait; SCAN walks it in steps (for a hot path keep a set of the keys instead).',
      plainKey: 'KEYS walks the whole database, O(N), to look for one key without a wildcard; EXISTS answers in O(1).',
    },
  },
  create(context) {
    const quiet = isOpsPath(context.snapshot.path(context.uri), context.config);
    return {
      redisCall(call) {
        const site = siteOf(context, call);
        const patterns = call.args.filter(({ kind }) => kind !== 'blockArgument');
        if (call.command !== 'KEYS' || patterns.length > 1 || reductionOf(site) !== undefined) {
          return;
        }
        const fix = isRewritable(site) ? fixFor(site) : undefined;
        context.report({
          range: call.range,
          messageId: isPlainKey(site) ? 'plainKey' : 'pattern',
          severity: quiet ? 'hint' : 'warning',
          fixes: fix === undefined ? [] : [fix],
        });
      },
    };
  },
});

function fixFor(site: Site): Rewrite | undefined {
  // Only redis-rb puts the `*` in for a pattern that is left out.
  if (site.call.args.length === 0 && hasRawReplies(site)) {
    return undefined;
  }
  const [pattern] = site.call.args;
  // `keys(*args)` may have no pattern, and `match: *args` is no Ruby.
  if (pattern?.kind === 'splat') {
    return undefined;
  }
  const remote = (further: readonly string[]) =>
    site.flavour === 'distributed' ? nodesScan(site, further) : undefined;
  if (pattern === undefined || isProven(site, pattern)) {
    return keyExists(site) ?? deleteMatching(site) ?? remote([]) ?? scanRewrite(site, plan);
  }
  // KEYS refuses nil, and a scan for it would have everything deleted.
  if (isDeleted(site)) {
    return undefined;
  }
  const further = ['a nil pattern would match all'];
  return remote(further) ?? scanRewrite(site, { ...plan, differences: [...plan.differences, ...further] });
}

/** Whether what is found is deleted at once. */
function isDeleted(site: Site): boolean {
  const { uri, call } = site.call;
  const isGiven = site.index
    .calls(uri)
    .some((other) => /^(?:DEL|UNLINK)$/.test(other.command) && encloses(other.call.range, call.range));
  return isGiven || deleteMatching(site) !== undefined;
}

function isProven(site: Site, pattern: Expression): boolean {
  const shape = shapeOf(site, pattern);
  return shape.kind === 'scalar' && shape.proven;
}

const plan = {
  title: 'Iterate with SCAN',
  scan: 'SCAN',
  value: '.to_a.uniq',
  chained: '.uniq',
  differences: ['another order; keys made or removed meanwhile may be seen or not'],
} as const;
