import { libraryEntry } from '../../../catalog/clientLibraries.ts';
import { isOpsPath, isTestPath } from '../../../linter/paths.ts';
import { defineRule, type RuleContext } from '../../../linter/rule.ts';
import type { CallExpression } from '../../../redis/expression.ts';
import type { LibraryCall } from '../../../redis/libraryCall.ts';
import type { Enclosing } from '../../../redis/redisCall.ts';
import { localsAssignedIn, namesOneOf } from '../../../redis/rewrite/namesOneOf.ts';
import type { Position } from '../../../syntax/textRange.ts';

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
      each: '`{source}` makes a client, and with it a connection, each time the method runs; keep one client, in a constant or a pool.',
      loop: '`{source}` makes a client, and with it a connection, for each element of a loop; make one client outside.',
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
          const place =
            made.call.method === 'new' && opensConnection(context, made) ? placeOf(context, made) : undefined;
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

/**
 * A namespace and a pool open nothing themselves: they are around a client, and count only when that is made with them. What a class of the
 * application's own does when one is made, only its author knows.
 */
function opensConnection(context: RuleContext<'each' | 'loop'>, { call }: LibraryCall): boolean {
  const path = call.receiver?.kind === 'constant' ? call.receiver.path : '';
  if (path.endsWith('Namespace')) {
    const around = call.keywords.find(({ key }) => key?.kind === 'symbol' && key.value === 'redis')?.value;
    const maker = around?.kind === 'call' && around.method === 'new' ? around.receiver : undefined;
    return maker?.kind === 'constant' && libraryEntry(maker.path)?.methods.new !== undefined;
  }
  return path !== 'ConnectionPool' || lendsNewClient(context, call);
}

/** Whether a pool's block makes clients of Redis: others have pools too, and a variable that is not the block's own was made elsewhere. */
function lendsNewClient(context: RuleContext<'each' | 'loop'>, { block }: CallExpression): boolean {
  const body = block === undefined ? '' : context.text(block.bodyRange);
  const isVariable = /^(?:local|ivar|cvar|gvar|constant)$/.test(block?.result?.kind ?? '');
  return /redis|sidekiq|resque|valkey|keydb/i.test(body) && !(isVariable && localsAssignedIn(body).length === 0);
}

/** Where a client is made that nobody keeps: in a loop, or in a method at each call. */
function placeOf(context: RuleContext<'each' | 'loop'>, made: LibraryCall): 'each' | 'loop' | undefined {
  const { call, enclosing, usage } = made;
  const line = lineBefore(context, call.range.start);
  if (assigned.test(line) || isArgumentOfClient(line) || isKeptInMethod(context, made)) {
    return undefined;
  }
  for (const around of enclosing) {
    if (around.kind === 'class' || (around.kind === 'block' && around.call === undefined)) {
      return undefined;
    }
    if (around.kind === 'method') {
      const isKept = context.text(around.range).includes('||=') || making.test(around.name ?? '');
      return isKept || isMemoized(context, around) || usage.kind === 'statement' ? undefined : 'each';
    }
    if (around.call !== undefined && iterating.test(around.call.method)) {
      return isPerElement(context, made, around) ? undefined : 'loop';
    }
    if (around.call !== undefined) {
      return undefined;
    }
  }
  return undefined;
}

/** `urls.map { |url| Redis.new(url: url) }` makes clients that differ. */
function isPerElement(context: RuleContext<'each' | 'loop'>, { call }: LibraryCall, around: Enclosing): boolean {
  const before = context.text({ start: around.range.start, end: call.range.start });
  return namesOneOf(context.text(call.range), [...around.parameters, ...localsAssignedIn(before)]);
}

function lineBefore(context: RuleContext<'each' | 'loop'>, { line, character }: Position): string {
  return context.text({ start: { line, character: 0 }, end: { line, character } });
}

/** A variable of the object, an attribute, a constant or an element, which all stay when the method is done. */
const lasting = String.raw`(?:[@$.]\w+|\b[A-Z]\w*|\])`;
const assigned = new RegExp(String.raw`(?:\|\|=|${lasting}\s*=|\bThread\.current)[^=]*$`);
const assignedBelow = new RegExp(String.raw`${lasting}\s*=\s*(?:$|(?:if|unless|case|begin)\b(?:(?!\bend\b)[\s\S])*$)`);

/** `@redis =` with the client in a branch on a later line, and `client = Redis.new` that `@redis = client` keeps. */
function isKeptInMethod(context: RuleContext<'each' | 'loop'>, { call, enclosing }: LibraryCall): boolean {
  const method = enclosing.find(({ kind }) => kind === 'method')?.range;
  if (method === undefined) {
    return false;
  }
  const before = context.text({ start: method.start, end: call.range.start });
  const after = context.text({ start: call.range.end, end: method.end });
  const [, name] = /\b([a-z_]\w*)\s*=\s*$/.exec(before) ?? [];
  const keeps = new RegExp(String.raw`${lasting}\s*=\s*${name}\b`);
  return assignedBelow.test(before) || (name !== undefined && keeps.test(after));
}

/** `memoize def redis = Redis.new`. */
function isMemoized(context: RuleContext<'each' | 'loop'>, { range }: Enclosing): boolean {
  return /\bmemo\w*[ (]\s*$/.test(lineBefore(context, range.start));
}

/** `Redis::Namespace.new(:app, redis: Redis.new)` is one client, and reported as one. */
function isArgumentOfClient(line: string): boolean {
  return /\bredis:\s*$/.test(line);
}
