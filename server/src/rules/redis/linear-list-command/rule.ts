import { defineRule } from '../../../linter/rule.ts';
import { iterationAround } from '../../../redis/rewrite/iteration.ts';
import { keyLabel } from '../../../redis/rewrite/keyLabel.ts';
import { siteOf } from '../../../redis/rewrite/site.ts';
import { sizeEvidence } from '../../../redis/rewrite/size.ts';

const linear = new Set(['LREM', 'LINSERT', 'LPOS']);

/** Reports list commands that walk the list, where the list grows or the walk is repeated. */
export default defineRule({
  meta: {
    severity: 'hint',
    fixable: false,
    since: '0.1.0',
    messages: {
      walk: '{command} walks the list {key}, O(N); a set or sorted set finds a member at once.',
      repeated:
        '{command} walks the list {key}, O(N), for each element of a loop; a set or sorted set finds a member at once.',
    },
  },
  create(context) {
    return {
      redisCall(call) {
        const site = siteOf(context, call);
        const evidence = linear.has(call.command) ? sizeEvidence(site) : 'bounded';
        const isRepeated = evidence !== 'bounded' && iterationAround(site) !== undefined;
        if (evidence === 'grows' || isRepeated) {
          context.report({
            range: call.range,
            messageId: isRepeated ? 'repeated' : 'walk',
            data: { command: call.command, key: keyLabel(call) },
            severity: isRepeated ? 'info' : 'hint',
          });
        }
      },
    };
  },
});
