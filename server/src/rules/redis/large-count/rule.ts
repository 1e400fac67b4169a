import { defineRule } from '../../../linter/rule.ts';
import { keyLabel } from '../../../redis/rewrite/keyLabel.ts';
import { numberAt } from '../../../redis/rewrite/range.ts';
import { siteOf } from '../../../redis/rewrite/site.ts';

/** The count from which a command takes milliseconds; popping from a list is cheap. */
const limits: Readonly<Record<string, number>> = {
  SRANDMEMBER: 1_000,
  SPOP: 1_000,
  ZPOPMIN: 1_000,
  ZPOPMAX: 1_000,
  ZRANDMEMBER: 1_000,
  HRANDFIELD: 1_000,
  LPOP: 10_000,
  RPOP: 10_000,
};

/** Reports commands that take or draw very many elements at once. */
export default defineRule({
  meta: {
    severity: 'hint',
    fixable: false,
    since: '0.1.0',
    messages: {
      large:
        '{command} takes {count} elements of {key} in one command, O(N), while all other clients wait; take them in portions.',
    },
  },
  create(context) {
    return {
      redisCall(call) {
        const limit = limits[call.command];
        const count = limit === undefined ? undefined : numberAt(siteOf(context, call), call.args[1]);
        if (limit !== undefined && count !== undefined && Math.abs(count) > limit) {
          const data = { command: call.command, count: Math.abs(count), key: keyLabel(call) };
          context.report({ range: call.range, messageId: 'large', data });
        }
      },
    };
  },
});
