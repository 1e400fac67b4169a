import { namespaceCommand, oldestNamespaceRelease } from '../../../catalog/namespaceCommands.ts';
import { isWrite, keyArgument } from '../../../catalog/redisCommands.ts';
import { defineRule } from '../../../linter/rule.ts';
import { isNamespaced, isRawCall, type Site, siteOf } from '../../../redis/rewrite/site.ts';
import { isBefore } from '../../../redis/rewrite/versionGate.ts';

/** Reports commands that redis-namespace hands on with the raw key. */
export default defineRule({
  meta: {
    severity: 'error',
    fixable: false,
    since: '0.1.0',
    correctness: true,
    messages: {
      never:
        '`{method}` on a Redis::Namespace goes to the key without its namespace: redis-namespace does not know it. Write the whole key on `.redis`.',
      later:
        '`{method}` on a Redis::Namespace goes to the key without its namespace: redis-namespace knows it since {since}, and {version} is locked.',
      server: '`{method}` on a Redis::Namespace acts on the whole database, not on the namespace.',
    },
  },
  create(context) {
    return {
      redisCall(call) {
        const site = siteOf(context, call);
        if (!isNamespaced(site) || call.context !== 'plain') {
          return;
        }
        const { method, command } = call;
        if (wholeDatabase.has(command)) {
          context.report({ range: call.range, messageId: 'server', data: { method }, severity: 'info' });
          return;
        }
        const passed = keyArgument(command) === undefined ? undefined : passedOn(site);
        if (passed !== undefined) {
          const severity = isWrite(command) ? 'error' : 'warning';
          context.report({ range: call.range, ...passed, severity });
        }
      },
    };
  },
});

const wholeDatabase = new Set(['FLUSHALL', 'FLUSHDB', 'DBSIZE', 'RANDOMKEY']);

interface PassedOn {
  readonly messageId: 'never' | 'later';
  readonly data: Readonly<Record<string, string>>;
}

function passedOn(site: Site): PassedOn | undefined {
  const { method } = site.call;
  if (isRawCall(site)) {
    return { messageId: 'never', data: { method } };
  }
  const sent =
    site.call.commandWord === undefined ? method : site.text(site.call.commandWord.range).replace(/^:|["']/g, '');
  // redis-namespace looks it up in small letters.
  const entry = namespaceCommand(sent.toLowerCase());
  if (entry === undefined) {
    return { messageId: 'never', data: { method: sent } };
  }
  const version = site.redisNamespace;
  const isNewer = entry.since !== oldestNamespaceRelease;
  return version !== undefined && isNewer && isBefore(version, entry.since)
    ? { messageId: 'later', data: { method: sent, since: entry.since, version } }
    : undefined;
}
