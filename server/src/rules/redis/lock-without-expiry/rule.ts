import { defineRule } from '../../../linter/rule.ts';
import { keyLabel } from '../../../redis/rewrite/keyLabel.ts';
import { hasOption } from '../../../redis/rewrite/options.ts';
import { type Site, siteOf } from '../../../redis/rewrite/site.ts';
import { callsOnSameKey } from '../../../redis/rewrite/size.ts';

const lock = /(?:^|[^a-z])(?:lock|mutex|semaphore)(?:$|[^a-z])/i;
const expiring = ['ex', 'px', 'exat', 'pxat'];
/** What gives a key a time to live, and what reads a deadline out of its value. */
const endsLock = /^(?:P?EXPIRE(?:AT)?|P?SETEX|GETEX|GETSET|GET|MGET|EVAL(?:SHA)?)$/;

/** Reports locks whose key stays for ever when their holder is killed. */
export default defineRule({
  meta: {
    severity: 'warning',
    fixable: false,
    since: '0.1.0',
    messages: {
      forever:
        '{command} takes the lock {key} and nothing in this project lets it expire: if its holder is killed, nobody gets it again; use `set` with `nx:` and `ex:`.',
    },
  },
  create(context) {
    return {
      redisCall(call) {
        const site = siteOf(context, call);
        if (
          takesLock(site) &&
          call.confidence === 'certain' &&
          !callsOnSameKey(site).some(({ command }) => endsLock.test(command))
        ) {
          context.report({
            range: call.range,
            messageId: 'forever',
            data: { command: call.command, key: keyLabel(call) },
          });
        }
      },
    };
  },
});

function takesLock(site: Site): boolean {
  const { call } = site;
  const isConditional =
    call.command === 'SETNX' ||
    (call.command === 'SET' && hasOption(site, 'nx', 'NX') && !expires(site) && !hidesKeywords(site));
  return isConditional && lock.test(call.keyTemplate ?? '') && call.usage.kind !== 'statement';
}

function expires(site: Site): boolean {
  return expiring.some((option) => hasOption(site, option, option.toUpperCase()));
}

/** `set(key, 1, **options)` may hold the expiry. */
function hidesKeywords({ call }: Site): boolean {
  return call.call.keywords.some(({ key }) => key === undefined);
}
