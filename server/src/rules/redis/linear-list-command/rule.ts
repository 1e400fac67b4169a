import { defineRule } from '../../../linter/rule.ts';
import type { Expression } from '../../../redis/expression.ts';
import { iterationAround } from '../../../redis/rewrite/iteration.ts';
import { keyLabel } from '../../../redis/rewrite/keyLabel.ts';
import { keyTemplateOf } from '../../../redis/rewrite/keysOf.ts';
import { namesOneOf } from '../../../redis/rewrite/namesOneOf.ts';
import { type Site, type SiteContext, siteOf } from '../../../redis/rewrite/site.ts';
import { sizeEvidence } from '../../../redis/rewrite/size.ts';

const linear = new Set(['LREM', 'LINSERT', 'LPOS']);

/** Reports list commands that walk the list, where the list grows or the walk is repeated. */
export default defineRule({
  meta: {
    severity: 'hint',
    fixable: false,
    since: '0.1.0',
    messages: {
      walk: '{command} walks {list}, O(N); a set or sorted set finds a member at once.',
      repeated: '{command} walks {list}, O(N), for each element of a loop; a set or sorted set finds a member at once.',
    },
  },
  create(context) {
    return {
      redisCall(call) {
        const site = siteOf(context, call);
        const evidence = linear.has(call.command) ? sizeEvidence(site) : 'bounded';
        const isRepeated = evidence !== 'bounded' && walksAgain(site);
        if ((evidence === 'grows' || isRepeated) && !acknowledges(context, site)) {
          context.report({
            range: call.range,
            messageId: isRepeated ? 'repeated' : 'walk',
            data: {
              command: call.command,
              list: call.keyTemplate === undefined ? 'a list' : `the list ${keyLabel(call)}`,
            },
            severity: isRepeated ? 'info' : 'hint',
          });
        }
      },
    };
  },
});

/** Whether a loop walks one list once for each of its elements: each may have a list of its own instead. */
function walksAgain(site: Site): boolean {
  const parameters = iterationAround(site)?.around.parameters;
  const [key] = site.call.args;
  return parameters !== undefined && !(key !== undefined && namesOneOf(site.text(key.range), parameters));
}

/** LREM on the list that jobs wait in while they are worked on, which holds one for each worker. */
function acknowledges(context: SiteContext, site: Site): boolean {
  const { command, args, keyTemplate, uri } = site.call;
  const [key] = args;
  if (command !== 'LREM' || key === undefined) {
    return false;
  }
  const isKey = (other: Site, destination: Expression) => {
    const isSameText = other.call.uri === uri && site.text(destination.range) === site.text(key.range);
    const isKnown = keyTemplate !== undefined && keyTemplate !== '*';
    return isSameText || (isKnown && keyTemplateOf(other, destination) === keyTemplate);
  };
  const moves = site.index.allCalls().filter((other) => moving.test(other.command));
  return moves.some((move) => move.args[1] !== undefined && isKey(siteOf(context, move), move.args[1]));
}

const moving = /^B?(?:RPOPLPUSH|LMOVE)$/;
