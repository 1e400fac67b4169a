import { defineRule } from '../../../linter/rule.ts';
import { type CallExpression, hasBlock } from '../../../redis/expression.ts';
import type { Usage } from '../../../redis/redisCall.ts';
import { changeCall } from '../../../redis/rewrite/callEdits.ts';
import { freshName } from '../../../redis/rewrite/freshName.ts';
import { canNest } from '../../../redis/rewrite/nesting.ts';
import { type Rewrite, rewrite } from '../../../redis/rewrite/rewrite.ts';
import { scanCall } from '../../../redis/rewrite/scanCall.ts';
import { isRawClient, isRewritable, type Site, siteOf } from '../../../redis/rewrite/site.ts';
import { sameRange, type TextRange } from '../../../syntax/textRange.ts';

/** Reports iterations that run after their connection went back to the pool. */
export default defineRule({
  meta: {
    severity: 'error',
    fixable: true,
    since: '0.1.0',
    correctness: true,
    messages: {
      escapes:
        '`{method}` gives an Enumerator, which runs when the pool has its connection back and may have lent it to another thread; end it with `to_a` in the block.',
      wrapped:
        "`{method}` on a pool's wrapper gives an Enumerator that runs after the connection was handed back; iterate inside `with`.",
    },
  },
  create(context) {
    return {
      redisCall(call) {
        const site = siteOf(context, call);
        if (scanCall(site)?.kind !== 'iterator' || hasBlock(call.call) || call.context !== 'plain') {
          return;
        }
        const lazy = lazyPart(call.call, call.usage);
        const isWrapped = site.flavour === 'wrapper';
        if (!isWrapped && !(call.pooled && leavesBlock(site, lazy.last.range))) {
          return;
        }
        const fix = lazy.isLazy || !isRewritable(site) ? undefined : eager(site, isWrapped, lazy.last);
        context.report({
          range: call.range,
          messageId: isWrapped ? 'wrapped' : 'escapes',
          data: { method: call.method },
          severity: isRawClient(site) ? 'error' : 'warning',
          fixes: fix === undefined ? [] : [fix],
        });
      },
    };
  },
});

const passesOn = /^(?:each_slice|each_with_index|with_index|each_entry|each_cons|lazy)$/;

/** How far the chain stays an Enumerator. */
function lazyPart(call: CallExpression, usage: Usage): { readonly last: CallExpression; readonly isLazy: boolean } {
  let last = call;
  let isLazy = false;
  for (let next = usage; next.kind === 'chain'; next = next.usage) {
    const { outer } = next;
    const goesOn =
      (passesOn.test(outer.method) && outer.block === undefined) ||
      (isLazy && !/^(?:to_a|force|first|each)$/.test(outer.method));
    if (!goesOn) {
      break;
    }
    isLazy ||= outer.method === 'lazy';
    last = outer;
  }
  return { last, isLazy };
}

/** Whether the value of the pool's block is the Enumerator. Of a block within that one, something else may use the value in time. */
function leavesBlock(site: Site, range: TextRange): boolean {
  const [innermost] = site.call.enclosing;
  const result = innermost?.call?.block?.result?.range;
  const isPools = site.receiver !== undefined && innermost?.parameters.includes(site.receiver) === true;
  return isPools && result !== undefined && sameRange(result, range);
}

function eager(site: Site, isWrapped: boolean, last: CallExpression): Rewrite | undefined {
  const { uri } = site.call;
  const differences = ['all elements are held in memory'];
  if (!isWrapped) {
    return rewrite(uri, 'Read all in the block', changeCall(site, { suffix: '.to_a' }, last), differences);
  }
  if (!canNest(site, last.range)) {
    return undefined;
  }
  const conn = freshName(site, 'conn');
  const change = { receiver: `${site.receiver}.with { |${conn}| ${conn}`, suffix: '.to_a }' };
  return rewrite(uri, 'Read all inside with', changeCall(site, change), differences);
}
