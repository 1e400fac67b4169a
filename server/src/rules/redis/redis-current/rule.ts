import { defineRule } from '../../../linter/rule.ts';
import { isAtLeast } from '../../../redis/rewrite/versionGate.ts';

/** Reports `Redis.current`, which redis 5 removed. */
export default defineRule({
  meta: {
    severity: 'error',
    fixable: false,
    since: '0.1.0',
    correctness: true,
    messages: {
      removed:
        '`Redis.current` was removed in redis 5.0.0 and raises NoMethodError with {version}; keep a client in a constant, such as `REDIS = Redis.new(url: …)`.',
      deprecated:
        '`Redis.current` was removed in redis 5.0.0; keep a client in a constant, such as `REDIS = Redis.new(url: …)`.',
    },
  },
  create(context) {
    return {
      fileEnd() {
        if (asksForIt.test(context.snapshot.text(context.uri) ?? '')) {
          return;
        }
        const { index } = context.snapshot;
        const version = context.snapshot.bundleFor(context.uri)?.graph.gems.get('redis')?.version;
        for (const { call } of index.libraryCalls(context.uri)) {
          if (call.method !== 'current' || call.receiver?.kind !== 'constant' || call.receiver.path !== 'Redis') {
            continue;
          }
          if (index.answersItself(context.uri, call)) {
            continue;
          }
          const removed = isAtLeast(version, '5.0.0');
          context.report({
            range: call.methodRange,
            messageId: removed ? 'removed' : 'deprecated',
            data: { version: version ?? '' },
            severity: removed ? 'error' : isAtLeast(version, '4.6.0') ? 'warning' : 'hint',
            deprecated: !removed,
          });
        }
      },
    };
  },
});

/** A file that asks whether the client can do it, or expects that it cannot, has an answer for redis 5. */
const asksForIt =
  /\brespond_to\?\(?\s*:current\b|\bdefined\?\(?\s*(?:::)?Redis\.current\b|\bRedis::VERSION\b|\brescue\s+(?:NoMethodError|NameError)\b/;
