import { defineRule } from '../../../linter/rule.ts';
import { keyLabel } from '../../../redis/rewrite/keyLabel.ts';
import { luaScript } from '../../../redis/rewrite/luaScript.ts';
import { hasOption } from '../../../redis/rewrite/options.ts';
import { type Site, siteOf } from '../../../redis/rewrite/site.ts';
import { callsOnSameKey } from '../../../redis/rewrite/size.ts';

/** `lock_version` counts the changes of a record. */
const lock = /(?:^|[^a-z])(?:lock(?!_version)|mutex|semaphore)(?:$|[^a-z])/i;
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
          !callsOnSameKey(site).some(({ command }) => endsLock.test(command)) &&
          !site.index.calls(call.uri).some((other) => mayExpireAny(siteOf(context, other)))
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

/** A helper that expires the key it is given, and a script that expires one of its keys or is not known. */
function mayExpireAny(site: Site): boolean {
  const { command, keyTemplate } = site.call;
  if (/^P?EXPIRE(?:AT)?$/.test(command)) {
    return keyTemplate === undefined || keyTemplate === '*';
  }
  return /^EVAL(?:SHA)?$/.test(command) && /expire|setex|["'][ep]x["']/i.test(luaScript(site)?.text ?? 'expire');
}

function takesLock(site: Site): boolean {
  const { call } = site;
  const isConditional =
    call.command === 'SETNX' ||
    (call.command === 'SET' && hasOption(site, 'nx', 'NX') && !expires(site) && !hidesOptions(site));
  return isConditional && lock.test(call.keyTemplate ?? '') && call.usage.kind !== 'statement';
}

function expires(site: Site): boolean {
  return expiring.some((option) => hasOption(site, option, option.toUpperCase()));
}

/** `set(key, 1, **options)` and `call("SET", key, 1, "NX", *options)` may hold the expiry. */
function hidesOptions({ call }: Site): boolean {
  return call.call.keywords.some(({ key }) => key === undefined) || call.args.some(({ kind }) => kind === 'splat');
}
