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
        const version = context.snapshot.bundleFor(context.uri)?.graph.gems.get('redis')?.version;
        for (const { call } of context.snapshot.index.libraryCalls(context.uri)) {
          if (call.method !== 'current' || call.receiver?.kind !== 'constant' || call.receiver.path !== 'Redis') {
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
