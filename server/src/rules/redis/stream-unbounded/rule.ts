import { defineRule } from '../../../linter/rule.ts';
import { keyLabel } from '../../../redis/rewrite/keyLabel.ts';
import { hasOption, literalName } from '../../../redis/rewrite/options.ts';
import { type Site, siteOf } from '../../../redis/rewrite/site.ts';
import { sizeEvidence } from '../../../redis/rewrite/size.ts';

/** Reports reads of a whole stream. */
export default defineRule({
  meta: {
    severity: 'info',
    fixable: false,
    since: '0.1.0',
    messages: {
      whole:
        '{command} without a count reads {key} from its beginning, O(N), while all other clients wait; read it with a count, on from the last id.',
    },
  },
  create(context) {
    return {
      redisCall(call) {
        const site = siteOf(context, call);
        if (readsEverything(site) && !hasOption(site, 'count', 'COUNT') && sizeEvidence(site) !== 'bounded') {
          const data = { command: call.command, key: keyLabel(call) };
          context.report({ range: call.range, messageId: 'whole', data });
        }
      },
    };
  },
});

/** XREADGROUP with an id gives only what this consumer has not acknowledged yet. */
function readsEverything(site: Site): boolean {
  const { command, args } = site.call;
  switch (command) {
    case 'XRANGE':
    case 'XREVRANGE':
      return args.length > 0 && args.slice(1).every((bound) => /^[-+]$/.test(literalName(bound) ?? ''));
    case 'XREAD':
      return /^0(?:-0)?$/.test(literalName(args.at(-1)) ?? '');
    default:
      return false;
  }
}
