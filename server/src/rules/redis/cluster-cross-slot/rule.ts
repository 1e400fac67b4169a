import { keyArgument } from '../../../catalog/redisCommands.ts';
import { defineRule } from '../../../linter/rule.ts';
import type { Expression } from '../../../redis/expression.ts';
import type { RedisCall } from '../../../redis/redisCall.ts';
import { freshName } from '../../../redis/rewrite/freshName.ts';
import { keysOf } from '../../../redis/rewrite/keysOf.ts';
import { canNest } from '../../../redis/rewrite/nesting.ts';
import { primaryText } from '../../../redis/rewrite/parentheses.ts';
import { isRepeatableReceiver } from '../../../redis/rewrite/repeatable.ts';
import { type Rewrite, rewrite } from '../../../redis/rewrite/rewrite.ts';
import { isSimple } from '../../../redis/rewrite/scanRewrite.ts';
import { isRewritable, type Site, siteOf } from '../../../redis/rewrite/site.ts';
import { encloses } from '../../../syntax/textRange.ts';
import { isMadeElsewhere, slotText } from './slot.ts';

const together =
  /^(?:UNLINK|EXISTS|TOUCH|S(?:INTER|UNION|DIFF)(?:STORE)?|Z(?:UNION|INTER|DIFF)(?:STORE)?|ZRANGESTORE|RENAME|RENAMENX|LMOVE|BLMOVE|RPOPLPUSH|BRPOPLPUSH|SMOVE|COPY|PFCOUNT|PFMERGE|BITOP|MSETNX)$/;
const split = /^(?:DEL|MGET|MSET)$/;

/** Reports commands over keys that may lie on different nodes of a cluster. */
export default defineRule({
  meta: {
    severity: 'error',
    fixable: true,
    since: '0.1.0',
    correctness: true,
    messages: {
      apart:
        '{command} needs all its keys in one slot of the cluster, and raises CROSSSLOT otherwise; give them a common {tag}.',
      split: 'The cluster client sends one {command} per key, a round trip each, when the keys lie in different slots.',
      transaction:
        'A transaction on a cluster needs all its keys in one slot, and this key may lie in another one; give them a common {tag}.',
    },
  },
  create(context) {
    return {
      redisCall(call) {
        const site = siteOf(context, call);
        if (site.flavour !== 'cluster') {
          return;
        }
        if (call.context === 'multi' && isApartInTransaction(site)) {
          context.report({ range: call.range, messageId: 'transaction', data: { tag: '{tag}' } });
          return;
        }
        const needed = together.test(call.command);
        if ((needed || split.test(call.command)) && mayLieApart(site)) {
          const fix = call.command === 'UNLINK' && isRewritable(site) ? oneByOne(site) : undefined;
          context.report({
            range: call.range,
            messageId: needed ? 'apart' : 'split',
            data: { command: call.command, tag: '{tag}' },
            severity: needed ? 'error' : 'info',
            fixes: fix === undefined ? [] : [fix],
          });
        }
      },
    };
  },
});

function mayLieApart(site: Site): boolean {
  const keys = site.call.command === 'MSET' ? site.call.args.filter((_, i) => i % 2 === 0) : keysOf(site);
  const slots = new Set(keys.map((key) => slotText(site, key)));
  const isOne = keys.length <= 1 && keys[0]?.kind !== 'splat';
  return !isOne && !keys.some((key) => isMadeElsewhere(site, key)) && (slots.size > 1 || slots.has(undefined));
}

/** Another key of the same transaction, before this one, whose slot is not certainly the same. */
function isApartInTransaction(site: Site): boolean {
  const block = site.call.enclosing.find(({ call }) => call?.method === 'multi')?.range;
  const key = firstKey(site.call);
  const first = site.index
    .calls(site.call.uri)
    .find(
      (call) =>
        block !== undefined &&
        call.context === 'multi' &&
        encloses(block, call.range) &&
        call.keyTemplate !== undefined,
    );
  const other = first && firstKey(first);
  if (first === site.call || key === undefined || other === undefined) {
    return false;
  }
  if (isMadeElsewhere(site, key) || isMadeElsewhere(site, other)) {
    return false;
  }
  const slot = slotText(site, key);
  return slot === undefined || slot !== slotText(site, other);
}

function firstKey({ command, args }: RedisCall): Expression | undefined {
  const index = keyArgument(command);
  return index === undefined ? undefined : args[index];
}

function oneByOne(site: Site): Rewrite | undefined {
  const { args, call, usage, uri } = site.call;
  const [only, ...others] = args;
  const list = only?.kind === 'splat' ? only.value : undefined;
  if (list === undefined || others.length > 0 || !isSimple(site, call) || !isRepeatableReceiver(call.receiver)) {
    return undefined;
  }
  if (!canNest(site, call.range)) {
    return undefined;
  }
  const key = freshName(site, 'key');
  const iterate = usage.kind === 'statement' ? 'each' : 'sum';
  const newText = `${primaryText(site, list)}.${iterate} { |${key}| ${site.receiver}.unlink(${key}) }`;
  return rewrite(uri, 'Unlink one key at a time', [{ range: call.range, newText }], ['a round trip for each key']);
}
