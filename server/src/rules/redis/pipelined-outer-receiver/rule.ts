import type { Severity } from '../../../linter/diagnostic.ts';
import { defineRule } from '../../../linter/rule.ts';
import { type BlockFacts, type CallExpression, type Expression, hasBlock } from '../../../redis/expression.ts';
import { onlyCalls } from '../../../redis/rewrite/blockBody.ts';
import { freshName } from '../../../redis/rewrite/freshName.ts';
import { surroundings } from '../../../redis/rewrite/layout.ts';
import { type Rewrite, rewrite } from '../../../redis/rewrite/rewrite.ts';
import { isRawClient, isRewritable, type Site, siteOf } from '../../../redis/rewrite/site.ts';
import { isAtLeast, isBefore } from '../../../redis/rewrite/versionGate.ts';
import { encloses } from '../../../syntax/textRange.ts';

/** Reports commands in the block of a pipeline or transaction that go past it. */
export default defineRule({
  meta: {
    severity: 'error',
    fixable: true,
    since: '0.1.0',
    correctness: true,
    messages: {
      past: "`{receiver}` inside `{method}` sends its command at once, outside the {what}; call it on the block's parameter.",
      old: "redis 5.0.0 sends the commands of `{receiver}` inside `{method}` at once, outside the {what}; call them on the block's parameter.",
      blockless: '`multi` without a block raises LocalJumpError from redis 5.0.0 on; give it a block with a parameter.',
    },
  },
  create(context) {
    return {
      redisCall(call) {
        const site = siteOf(context, call);
        const severity = severityOf(site);
        if (severity === undefined) {
          return;
        }
        if (call.command === 'MULTI' && call.method === 'multi' && !hasBlock(call.call)) {
          if (!isRawClient(site)) {
            context.report({ range: call.range, messageId: 'blockless', severity });
          }
          return;
        }
        const around = bypassed(site);
        // Where the commands go past it for certain, somebody may mean to read what decides about the others.
        if (around === undefined || (severity === 'error' && isRead(site, around))) {
          return;
        }
        const fix = isRewritable(site) ? onParameter(site, around) : undefined;
        context.report({
          range: call.range,
          messageId: severity === 'error' ? 'past' : 'old',
          data: {
            receiver: site.receiver ?? '',
            method: around.method,
            what: around.method === 'multi' ? 'transaction' : 'pipeline',
          },
          severity,
          fixes: fix === undefined ? [] : [fix],
        });
      },
    };
  },
});

/** Up to 4.8 redis-rb sent such commands in the pipeline after all, with a warning since 4.6. */
function severityOf(site: Site): Severity | undefined {
  if (site.flavour === 'unknown' || site.flavour === 'distributed') {
    return undefined;
  }
  if (isRawClient(site) || isAtLeast(site.redisRb, '5.0.0')) {
    return 'error';
  }
  return site.redisRb === undefined ? undefined : isBefore(site.redisRb, '4.6.0') ? 'hint' : 'warning';
}

/** The `pipelined` or `multi` on the same client whose block the call stands in. */
function bypassed(site: Site): CallExpression | undefined {
  if (site.receiver === undefined || site.call.method === 'pipelined' || site.call.method === 'multi') {
    return undefined;
  }
  for (const { kind, call, parameters } of site.call.enclosing) {
    if (kind === 'method' || kind === 'class') {
      return undefined;
    }
    const isBatch = call !== undefined && (call.method === 'pipelined' || call.method === 'multi');
    if (isBatch && call.receiver !== undefined && !parameters.includes(site.receiver)) {
      return site.text(call.receiver.range) === site.receiver ? call : undefined;
    }
  }
  return undefined;
}

/** Whether the block has no parameters at all, or one that is given the pipeline: not `|*rest|`, `|;local|` or an `it` in its body. */
function takesOneOrNone(site: Site, { range, bodyRange, parameters }: BlockFacts): boolean {
  const head = site.text({ start: range.start, end: bodyRange.start });
  const list = /^(?:\{|do\b)\s*\|([^|]*)\|/.exec(head)?.[1];
  return list === undefined ? parameters.length === 0 && !head.includes('|') : list.trim() === parameters[0];
}

/** Whether something takes the reply: what is written around the call, or a block. */
function isRead(site: Site, around: CallExpression): boolean {
  const { usage, call } = site.call;
  return hasBlock(call) || isInCallback(site, around) || (usage.kind !== 'statement' && !isDropped(site, around));
}

/** Whether the call waits for the reply of another: `pipeline.call("GET", key) { |value| … }`. */
function isInCallback(site: Site, around: CallExpression): boolean {
  const parameters = around.block?.parameters ?? [];
  const within = site.call.enclosing.slice(0, blocksOf(site).indexOf(around));
  return within.some(({ call }) => call?.receiver !== undefined && parameters.includes(site.text(call.receiver.range)));
}

function blocksOf({ call: { enclosing } }: Site): readonly (CallExpression | undefined)[] {
  return enclosing.map(({ call }) => call);
}

/** Whether the reply is only what the block ends with, which `pipelined` and `multi` do not look at; also by way of a `map`. */
function isDropped(site: Site, around: CallExpression): boolean {
  let { call } = site.call;
  for (const block of blocksOf(site)) {
    const result = block?.block?.result;
    // The result of an assignment is what is assigned.
    if (result === undefined || !isResult(result, call) || /=\s*$/.test(surroundings(site, result.range).before)) {
      return false;
    }
    if (block === undefined || block === around) {
      return block === around;
    }
    if (!/^(?:map|collect|flat_map|filter_map)$/.test(block.method)) {
      return false;
    }
    call = block;
  }
  return false;
}

function isResult(result: Expression, call: CallExpression): boolean {
  return (
    (result.kind === 'call' && encloses(result.range, call.range) && encloses(call.range, result.range)) ||
    (result.kind === 'choice' && result.alternatives.some((alternative) => isResult(alternative, call)))
  );
}

/** All of the block's commands on its parameter; only the first of them carries the fix. */
function onParameter(site: Site, around: CallExpression): Rewrite | undefined {
  const { block } = around;
  const calls = block && onlyCalls(site, block.bodyRange);
  if (block === undefined || calls?.[0] !== site.call || !takesOneOrNone(site, block)) {
    return undefined;
  }
  const [existing] = block.parameters;
  const name = existing ?? freshName(site, around.method === 'multi' ? 'transaction' : 'pipeline');
  const receivers = calls.flatMap(({ call }) =>
    call.receiver && site.text(call.receiver.range) === site.receiver
      ? [{ range: call.receiver.range, newText: name }]
      : [],
  );
  const opening = site.text(block.range).startsWith('{') ? 1 : 2;
  const at = { line: block.range.start.line, character: block.range.start.character + opening };
  const parameter = existing === undefined ? [{ range: { start: at, end: at }, newText: ` |${name}|` }] : [];
  const isOld = isBefore(site.redisRb, '5.0.0') && !isRawClient(site);
  const differences = isOld ? [] : ['the commands are sent together now, and the block gives their replies'];
  return rewrite(site.call.uri, `Call on ${name}`, [...parameter, ...receivers], differences);
}
