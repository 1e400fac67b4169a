import { isOpsPath, isTestPath } from '../../../linter/paths.ts';
import { defineRule, type RuleContext } from '../../../linter/rule.ts';
import type { LibraryCall } from '../../../redis/libraryCall.ts';

const iterating =
  /^(?:each|map|flat_map|collect|select|reject|times|upto|find_each|each_slice|each_with_index|in_batches|find_in_batches)$/;
const making = /^(?:build|connect|new|create|make|open)(?:_|$)|^initialize$/;

/** Reports clients that are made anew for each use. */
export default defineRule({
  meta: {
    severity: 'info',
    fixable: false,
    since: '0.1.0',
    messages: {
      each: '`{source}` opens a connection each time the method runs; keep one client, in a constant or a pool.',
      loop: '`{source}` opens a connection for each element of a loop; make one client outside.',
    },
  },
  create(context) {
    return {
      fileEnd() {
        const path = context.snapshot.path(context.uri);
        if (isOpsPath(path, context.config) || isTestPath(path, context.config)) {
          return;
        }
        for (const made of context.snapshot.index.libraryCalls(context.uri)) {
          const place = made.call.method === 'new' && opensConnection(made) ? placeOf(context, made) : undefined;
          if (place !== undefined) {
            const source = `${context.text(made.call.receiver?.range ?? made.call.methodRange)}.new`;
            const severity = place === 'loop' ? 'warning' : 'info';
            context.report({ range: made.call.methodRange, messageId: place, data: { source }, severity });
          }
        }
      },
    };
  },
});

/** A namespace opens nothing itself: it is around a client, and counts only when that is made with it. */
function opensConnection({ call }: LibraryCall): boolean {
  if (call.receiver?.kind !== 'constant' || !call.receiver.path.endsWith('Namespace')) {
    return true;
  }
  const around = call.keywords.find(({ key }) => key?.kind === 'symbol' && key.value === 'redis')?.value;
  return around?.kind === 'call' && around.method === 'new';
}

/** Where a client is made that nobody keeps: in a loop, or in a method at each call. */
function placeOf(
  context: RuleContext<'each' | 'loop'>,
  { call, enclosing, usage }: LibraryCall,
): 'each' | 'loop' | undefined {
  const line = context.text({ start: { line: call.range.start.line, character: 0 }, end: call.range.start });
  if (/(?:\|\|=|@\w+\s*=|\$\w+\s*=|[A-Z]\w*\s*=|\bThread\.current)[^=]*$/.test(line) || isArgumentOfClient(line)) {
    return undefined;
  }
  for (const around of enclosing) {
    if (around.kind === 'class' || (around.kind === 'block' && around.call === undefined)) {
      return undefined;
    }
    if (around.kind === 'method') {
      const isKept = context.text(around.range).includes('||=') || making.test(around.name ?? '');
      return isKept || usage.kind === 'statement' ? undefined : 'each';
    }
    if (around.call !== undefined && iterating.test(around.call.method)) {
      return 'loop';
    }
    if (around.call !== undefined) {
      return undefined;
    }
  }
  return undefined;
}

/** `Redis::Namespace.new(:app, redis: Redis.new)` is one client, and reported as one. */
function isArgumentOfClient(line: string): boolean {
  return /\bredis:\s*$/.test(line);
}
