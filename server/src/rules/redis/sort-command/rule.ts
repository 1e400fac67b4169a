import { isOpsPath } from '../../../linter/paths.ts';
import { defineRule } from '../../../linter/rule.ts';
import { keyLabel } from '../../../redis/rewrite/keyLabel.ts';
import { hasOption, literalWord, optionValue } from '../../../redis/rewrite/options.ts';
import { sizeSeverity } from '../../../redis/rewrite/severity.ts';
import { type Site, siteOf } from '../../../redis/rewrite/site.ts';

/** Reports SORT, which sorts on the server's command thread. */
export default defineRule({
  meta: {
    severity: 'info',
    fixable: false,
    since: '0.1.0',
    messages: {
      sort: '{command} reads and sorts all of {key}, O(N + M log M), while all other clients wait, and a limit sorts less, but still reads all; keep a sorted set, or sort in Ruby.',
    },
  },
  create(context) {
    const quiet = isOpsPath(context.snapshot.path(context.uri), context.config);
    return {
      redisCall(call) {
        const site = siteOf(context, call);
        if (
          (call.command !== 'SORT' && call.command !== 'SORT_RO') ||
          isUnsorted(site) ||
          call.call.block !== undefined
        ) {
          return;
        }
        const severity = sizeSeverity(site, 'info', quiet);
        if (severity !== undefined) {
          const data = { command: call.command, key: keyLabel(call) };
          context.report({ range: call.range, messageId: 'sort', data, severity });
        }
      },
    };
  },
});

/** `by: "nosort"` with a limit reads only what it gives. */
function isUnsorted(site: Site): boolean {
  return literalWord(optionValue(site, 'by', 'BY')) === 'NOSORT' && hasOption(site, 'limit', 'LIMIT');
}
