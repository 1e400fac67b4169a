import { isTestPath } from '../../../linter/paths.ts';
import { defineRule } from '../../../linter/rule.ts';
import type { Expression } from '../../../redis/expression.ts';
import { numberAt } from '../../../redis/rewrite/range.ts';
import { type Rewrite, rewrite } from '../../../redis/rewrite/rewrite.ts';
import { isString } from '../../../redis/rewrite/shapes.ts';
import { hasRawReplies, isNamespaced, isRewritable, type Site, siteOf } from '../../../redis/rewrite/site.ts';
import { isAtLeast, isBefore } from '../../../redis/rewrite/versionGate.ts';

const popping = new Set(['BLPOP', 'BRPOP', 'BZPOPMIN', 'BZPOPMAX', 'BRPOPLPUSH']);

/** Reports blocking pops whose timeout is not one, or is missing. */
export default defineRule({
  meta: {
    severity: 'error',
    fixable: true,
    since: '0.1.0',
    correctness: true,
    messages: {
      key: 'From redis 5.0.0 on the number at the end of `{method}` is a key and the timeout is 0: it waits for ever; write `timeout: {timeout}`.',
      refused:
        'From redis 5.0.0 on `{method}` takes no timeout by position and raises ArgumentError; write `timeout: {timeout}`.',
      old: 'redis 5.0.0 takes the number at the end of `{method}` for a key and waits for ever; write `timeout: {timeout}`.',
      oldRefused:
        'redis 5.0.0 takes no timeout of `{method}` by position and raises ArgumentError; write `timeout: {timeout}`.',
      endless: '`{method}` without a timeout waits for ever, and holds its connection meanwhile.',
      tooShort:
        'The connection gives up after {outer} s, before {command} answers after {timeout} s: it raises instead of giving nil.',
    },
  },
  create(context) {
    return {
      redisCall(call) {
        const site = siteOf(context, call);
        // A ring refuses keys that may lie on different servers, the number among them: it never waits.
        const isJudged = site.flavour !== 'unknown' && site.flavour !== 'distributed';
        if (!popping.has(call.command) || !isJudged || call.context !== 'plain') {
          return;
        }
        const gems = context.snapshot.bundleFor(call.uri)?.graph.gems;
        const finding = hasRawReplies(site)
          ? rawFinding(site, gems?.get('redis-client')?.version)
          : redisRbFinding(site);
        const isTest = isTestPath(context.snapshot.path(call.uri), context.config);
        if (finding === undefined || (finding.messageId === 'endless' && isTest)) {
          return;
        }
        const { messageId, severity, last } = finding;
        const fix = last && isRewritable(site) ? asKeyword(site, last) : undefined;
        context.report({
          range: call.range,
          messageId,
          severity,
          data: {
            method: call.method,
            command: call.command,
            timeout: last ? context.text(last.range) : (numberAt(site, call.args.at(-1)) ?? 0),
            outer: numberAt(site, call.call.args[0]) ?? 0,
          },
          fixes: fix === undefined ? [] : [fix],
        });
      },
    };
  },
});

interface Finding {
  readonly messageId: 'key' | 'refused' | 'old' | 'oldRefused' | 'endless' | 'tooShort';
  readonly severity: 'error' | 'info' | 'hint';
  /** The timeout that stands where a key does. */
  readonly last?: Expression;
}

function redisRbFinding(site: Site): Finding | undefined {
  const { args, call, command, pooled } = site.call;
  const last = args.at(-1);
  const hasOptions = call.keywords.length > 0 || last?.kind === 'hash';
  const keys = command === 'BRPOPLPUSH' ? 2 : 1;
  if (last !== undefined && !hasOptions && args.length > keys && isNumber(site, last)) {
    if (isAtLeast(site.redisRb, '5.0.0')) {
      return { messageId: command === 'BRPOPLPUSH' ? 'refused' : 'key', severity: 'error', last };
    }
    const messageId = command === 'BRPOPLPUSH' ? 'oldRefused' : 'old';
    return isAtLeast(site.redisRb, '4.2.0') ? { messageId, severity: 'hint', last } : undefined;
  }
  // What is not certainly a key may be a timeout.
  const areKeys = args.length === keys || (command !== 'BRPOPLPUSH' && args.every((arg) => isString(site, arg)));
  const mayHide = args.length < keys || args.some(({ kind }) => kind === 'splat' || kind === 'blockArgument');
  return hasOptions || mayHide || !areKeys ? undefined : { messageId: 'endless', severity: pooled ? 'info' : 'hint' };
}

/**
 * `blocking_call(3, "BRPOP", key, 2)`: the connection must wait longer than the command. Newer clients add their read timeout to what
 * they are told; 0.17 does not.
 */
function rawFinding(site: Site, redisClient: string | undefined): Finding | undefined {
  const { method, call, args } = site.call;
  if (!isBefore(redisClient, '0.18.0')) {
    return undefined;
  }
  const outer = numberAt(site, call.args[0]);
  const inner = numberAt(site, args.at(-1));
  const isShort = outer !== undefined && inner !== undefined && outer > 0 && inner > 0 && outer <= inner;
  return method.startsWith('blocking_call') && isShort ? { messageId: 'tooShort', severity: 'info' } : undefined;
}

function isNumber(site: Site, expression: Expression): boolean {
  const { kind } = site.resolve(expression);
  return kind === 'integer' || kind === 'float';
}

function asKeyword(site: Site, last: Expression): Rewrite | undefined {
  if (isNamespaced(site) || site.call.commandWord !== undefined) {
    return undefined;
  }
  const edit = { range: { start: last.range.start, end: last.range.start }, newText: 'timeout: ' };
  // redis-rb 4 made whole seconds of a position, and not of a keyword.
  const isWhole = site.resolve(last).kind === 'integer' || site.call.command === 'BRPOPLPUSH';
  const differences = isAtLeast(site.redisRb, '5.0.0')
    ? [site.call.command === 'BRPOPLPUSH' ? 'it raised' : 'it waits that long, not for ever']
    : isWhole
      ? []
      : ['the fraction of a second counts now'];
  return rewrite(site.call.uri, 'Name the timeout', [edit], differences);
}
