import { defineRule } from '../../../linter/rule.ts';
import type { Enclosing } from '../../../redis/redisCall.ts';
import { iterationAround } from '../../../redis/rewrite/iteration.ts';
import { keyLabel } from '../../../redis/rewrite/keyLabel.ts';
import { hasOption } from '../../../redis/rewrite/options.ts';
import { rewrite } from '../../../redis/rewrite/rewrite.ts';
import { isRewritable, type Site, siteOf } from '../../../redis/rewrite/site.ts';
import { callsOnSameKey } from '../../../redis/rewrite/size.ts';
import { jitteredText, timeToLive } from './timeToLive.ts';

const fewKeys = 100;
const manyKeys = 1_000;

/** Reports loops that give every key the same time to live, so that all expire at once. */
export default defineRule({
  meta: {
    severity: 'info',
    fixable: true,
    since: '0.1.0',
    messages: {
      same: '{command} in a loop gives {key} the same time to live each time: all expire in the same second and are missed at once; spread it by a random tenth.',
    },
  },
  create(context) {
    return {
      redisCall(call) {
        const site = siteOf(context, call);
        const ttl = timeToLive(site);
        const iteration = ttl && iterationAround(site);
        if (ttl === undefined || iteration === undefined || isOneKey(site) || isMeaningful(site)) {
          return;
        }
        if (takesItsTime(site, iteration.around)) {
          return;
        }
        if (typeof iteration.size === 'number' && iteration.size <= fewKeys) {
          return;
        }
        const many = iteration.size === 'large' || (typeof iteration.size === 'number' && iteration.size > manyKeys);
        const edit = { range: ttl.expression.range, newText: jitteredText(site, ttl) };
        const fix = isRewritable(site)
          ? rewrite(context.uri, 'Spread the time to live', [edit], ['keys live up to a tenth longer'])
          : undefined;
        context.report({
          range: ttl.expression.range,
          messageId: 'same',
          data: { command: call.command, key: keyLabel(call) },
          severity: many ? 'warning' : 'info',
          fixes: fix === undefined ? [] : [fix],
        });
      },
    };
  },
});

/** The key does not depend on the element. */
function isOneKey({ call }: Site): boolean {
  return call.keyTemplate !== undefined && !call.keyTemplate.includes('*');
}

/** A worker goes on for as long as there is work, one that sleeps or waits for a job does not write all its keys in one second. */
function takesItsTime(site: Site, { kind, range }: Enclosing): boolean {
  const loop = site.text(range);
  return (kind === 'loop' && !loop.startsWith('for')) || /\bsleep\b|\bb?[lr]pop\b/.test(loop);
}

/** Of locks, limits, secrets and signs of life the time to live is what they mean. */
function isMeaningful(site: Site): boolean {
  const named = /lock|throttle|limit|nonce|otp|token|session|mutex|dedup|heartbeat|seen|notified|presence|online/i.test(
    site.call.keyTemplate ?? '',
  );
  const counted = callsOnSameKey(site).some(({ command }) => command === 'INCR' || command === 'SETNX');
  return named || counted || hasOption(site, 'nx', 'NX');
}
