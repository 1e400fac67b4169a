import { isTestPath } from '../../../linter/paths.ts';
import { defineRule } from '../../../linter/rule.ts';
import type { CallExpression, Expression } from '../../../redis/expression.ts';
import { rewrite } from '../../../redis/rewrite/rewrite.ts';

/** Reports deletions by pattern from a cache that may be a Redis. */
export default defineRule({
  meta: {
    severity: 'warning',
    fixable: true,
    since: '0.1.0',
    messages: {
      pattern:
        '`delete_matched` scans every key of the database, O(N) whatever the pattern, one round trip for each 1,000; use a versioned key or `delete_multi` of a known list.',
      literal: '`delete_matched` without a wildcard scans every key of the database to delete one; use `delete`.',
      regexp: '`{method}` with a Regexp raises ArgumentError on a Redis cache, which matches only globs.',
    },
  },
  create(context) {
    return {
      fileEnd() {
        const locked = context.snapshot.bundleFor(context.uri)?.graph.gems.has('redis');
        if (locked === false) {
          return;
        }
        const quiet = isTestPath(context.snapshot.path(context.uri), context.config);
        for (const { call, usage } of context.snapshot.index.libraryCalls(context.uri)) {
          const kind = kindOf(call);
          if (kind === undefined || (call.method === 'expire_fragment' && kind !== 'regexp')) {
            continue;
          }
          const [pattern] = call.args;
          const differences = [
            ...(pattern?.kind === 'template' ? ['an inserted value could hold a wildcard'] : []),
            ...(usage.kind === 'statement' ? [] : ['the value is true or false, not the nodes']),
          ];
          const edits = kind === 'literal' ? [{ range: call.methodRange, newText: 'delete' }] : [];
          context.report({
            range: call.methodRange,
            messageId: kind,
            data: { method: call.method },
            severity: quiet ? 'info' : kind === 'regexp' && locked === true ? 'error' : 'warning',
            fixes: edits.length > 0 ? [rewrite(context.uri, 'Delete the one key', edits, differences)] : [],
          });
        }
      },
    };
  },
});

/** What is deleted: a glob that is written out or computed, one key, or what a Regexp matches. */
function kindOf(call: CallExpression): 'pattern' | 'literal' | 'regexp' | undefined {
  const [pattern] = call.args;
  if (!/^(?:delete_matched|expire_fragment)$/.test(call.method) || pattern === undefined) {
    return undefined;
  }
  if (pattern.kind === 'regex') {
    return 'regexp';
  }
  return isPlain(pattern) ? 'literal' : 'pattern';
}

function isPlain(pattern: Expression): boolean {
  const parts = pattern.kind === 'string' ? [pattern.value] : pattern.kind === 'template' ? pattern.parts : undefined;
  return parts?.every((part) => typeof part !== 'string' || !/[*?[\]\\]/.test(part)) ?? false;
}
