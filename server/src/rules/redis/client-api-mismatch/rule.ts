import { defineRule } from '../../../linter/rule.ts';
import { endsInBareCall } from '../../../redis/rewrite/parentheses.ts';
import { rewrite } from '../../../redis/rewrite/rewrite.ts';
import { type Site, siteOf } from '../../../redis/rewrite/site.ts';
import { type Mismatch, redisClientMismatch } from './redisClientApi.ts';
import { distributedMismatch, redisRbMismatch } from './redisRbApi.ts';
import { sidekiqMismatch } from './sidekiqApi.ts';

/** Reports calls that the client at hand does not understand, though another Redis client does. */
export default defineRule({
  meta: {
    severity: 'error',
    fixable: true,
    since: '0.1.0',
    correctness: true,
    messages: {
      mismatch: '{client} does not understand `{method}`: {reason}.',
    },
  },
  create(context) {
    return {
      redisCall(call) {
        const site = siteOf(context, call);
        // A class of the application between may send what the client has no method for.
        const mismatch = call.confidence === 'certain' && !call.proxied ? mismatchOf(site) : undefined;
        if (mismatch === undefined) {
          return;
        }
        const { edits, instead } = mismatch;
        const isFixable =
          edits !== undefined &&
          call.context === 'plain' &&
          site.receiver !== undefined &&
          !endsInBareCall(site, call.call);
        const fixes = isFixable
          ? [rewrite(context.uri, `Write ${instead ?? 'what it understands'}`, edits, ['it raised before'])]
          : [];
        context.report({
          range: call.range,
          messageId: 'mismatch',
          data: { client: clientName(site), method: call.method, reason: mismatch.reason },
          fixes,
        });
      },
    };
  },
});

function mismatchOf(site: Site): Mismatch | undefined {
  switch (site.flavour) {
    case 'sidekiq':
      return sidekiqMismatch(site);
    case 'redis-client':
      return redisClientMismatch(site);
    case 'redis-rb':
      return redisRbMismatch(site);
    case 'wrapper':
      return site.redisRb === undefined ? undefined : redisRbMismatch(site);
    case 'distributed':
      return distributedMismatch(site);
    default:
      return undefined;
  }
}

function clientName(site: Site): string {
  switch (site.flavour) {
    case 'sidekiq':
      return `The client of Sidekiq ${site.sidekiq ?? '7'}`;
    case 'redis-client':
      return 'redis-client';
    case 'distributed':
      return 'Redis::Distributed';
    default:
      return `redis ${site.redisRb ?? ''}`.trim();
  }
}
