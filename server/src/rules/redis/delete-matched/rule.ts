import type { Severity } from '../../../linter/diagnostic.ts';
import { isTestPath } from '../../../linter/paths.ts';
import { defineRule } from '../../../linter/rule.ts';
import { lastName } from '../../../redis/clientName.ts';
import type { CallExpression, Expression } from '../../../redis/expression.ts';
import { rewrite } from '../../../redis/rewrite/rewrite.ts';
import type { WorkspaceIndex } from '../../../redis/workspaceIndex.ts';
import { configuredCache, type RedisCache, redisCache } from './cacheStore.ts';

/** Reports deletions by pattern from a cache that is or may be a Redis. */
export default defineRule({
  meta: {
    severity: 'warning',
    fixable: true,
    since: '0.1.0',
    messages: {
      pattern:
        '`delete_matched` on a Redis cache scans every key of the database, O(N) whatever the pattern, one round trip for each 1,000; use a versioned key or `delete_multi` of a known list.',
      literal:
        '`delete_matched` on a Redis cache scans every key of the database, without a wildcard to delete one; use `delete`.',
      regexp: '`{method}` with a Regexp raises ArgumentError on a Redis cache, which matches only globs.',
    },
  },
  create(context) {
    return {
      fileEnd() {
        const locked = context.snapshot.bundleFor(context.uri)?.graph.gems.has('redis');
        if (locked === false) {
          return;
        }
        const quiet = isTestPath(context.snapshot.path(context.uri), context.config);
        const { index } = context.snapshot;
        for (const { call, usage } of index.libraryCalls(context.uri)) {
          const kind = kindOf(call);
          const cache = kind === undefined ? 'not' : cacheOf(index, context.uri, call);
          if (kind === undefined || cache === 'not' || (call.method === 'expire_fragment' && kind !== 'regexp')) {
            continue;
          }
          const [pattern] = call.args;
          const differences = [
            ...(pattern?.kind === 'template' ? ['an inserted value could hold a wildcard'] : []),
            ...(usage.kind === 'statement' ? [] : ['the value is true or false, not the nodes']),
            ...(cache === 'certain' ? [] : ['other stores look for a String within keys']),
          ];
          const edits = kind === 'literal' ? [{ range: call.methodRange, newText: 'delete' }] : [];
          context.report({
            range: call.methodRange,
            messageId: kind,
            data: { method: call.method },
            severity: quiet ? 'info' : severityOf(kind, cache, locked === true),
            fixes: edits.length > 0 ? [rewrite(context.uri, 'Delete the one key', edits, differences)] : [],
          });
        }
      },
    };
  },
});

/** What the call deletes from. A fragment goes from the cache of the controller that it is expired in. */
function cacheOf(index: WorkspaceIndex, uri: string, { method, receiver }: CallExpression): RedisCache {
  if (method === 'expire_fragment') {
    return receiver === undefined || isController(receiver) ? configuredCache(index) : 'not';
  }
  return receiver === undefined ? 'not' : redisCache(index, uri, receiver);
}

function isController(receiver: Expression): boolean {
  switch (receiver.kind) {
    case 'constant':
      return /(?:Controller|Controller::Base|Sweeper)$/.test(receiver.path);
    case 'call':
      return (
        receiver.method === 'controller' ||
        (receiver.method === 'new' && receiver.receiver !== undefined && isController(receiver.receiver))
      );
    default:
      return receiver.kind === 'self' || /^@?(?:\w+_)?controller$/.test(lastName(receiver) ?? '');
  }
}

function severityOf(kind: Kind, cache: RedisCache, isLocked: boolean): Severity {
  if (kind !== 'regexp') {
    return cache === 'unknown' ? 'info' : 'warning';
  }
  return cache !== 'unknown' && isLocked ? 'error' : 'warning';
}

type Kind = 'pattern' | 'literal' | 'regexp';

/** What is deleted: a glob that is written out or computed, one key, or what a Regexp matches. */
function kindOf(call: CallExpression): Kind | undefined {
  const [pattern] = call.args;
  if (!/^(?:delete_matched|expire_fragment)$/.test(call.method) || pattern === undefined) {
    return undefined;
  }
  if (pattern.kind === 'regex') {
    return 'regexp';
  }
  return isPlain(pattern) ? 'literal' : 'pattern';
}

function isPlain(pattern: Expression): boolean {
  const parts = pattern.kind === 'string' ? [pattern.value] : pattern.kind === 'template' ? pattern.parts : undefined;
  return parts?.every((part) => typeof part !== 'string' || !/[*?[\]\\]/.test(part)) ?? false;
}
