import { isOpsPath } from '../../../linter/paths.ts';
import { defineRule } from '../../../linter/rule.ts';
import { commandText } from '../../../redis/rewrite/commandText.ts';
import { keysOf, keyTemplateOf } from '../../../redis/rewrite/keysOf.ts';
import { type Rewrite, rewrite } from '../../../redis/rewrite/rewrite.ts';
import { isSimple } from '../../../redis/rewrite/scanRewrite.ts';
import { shapeOf } from '../../../redis/rewrite/shapes.ts';
import {
  hasRedisRbMethods,
  isNamespaced,
  isPipelined,
  isRewritable,
  type Site,
  serverHas,
  siteOf,
} from '../../../redis/rewrite/site.ts';
import { keySize } from '../../../redis/rewrite/size.ts';

const operations = /^(?:S(?:INTER|UNION|DIFF)(?:STORE)?|Z(?:UNION|INTER|DIFF)(?:STORE)?|BITOP)$/;
/** Intersections walk the smallest of their keys and look each member up in the others. */
const intersecting = /^[SZ]INTER(?:STORE)?$/;

/** Reports set algebra on the server over several keys. */
export default defineRule({
  meta: {
    severity: 'info',
    fixable: true,
    since: '0.1.0',
    messages: {
      operation:
        '{command} goes through all members of its keys, O(N) in all of them, while all other clients wait; store the result in a job, or keep a counter.',
      intersection:
        '{command} looks up all members of its smallest key in the others, O(N) in that one, while all other clients wait; store the result in a job, or keep a counter.',
      bits: '{command} goes through all bytes of its keys, O(N) in all of them, while all other clients wait; store the result in a job.',
    },
  },
  create(context) {
    const quiet = isOpsPath(context.snapshot.path(context.uri), context.config);
    return {
      redisCall(call) {
        const site = siteOf(context, call);
        const keys = operations.test(call.command) ? keysOf(site) : [];
        const isSpread = keys.some(({ kind }) => kind === 'splat');
        if (keys.length < 2 && !isSpread) {
          return;
        }
        const sizes = keys.map((key) => keySize(site, keyTemplateOf(site, key)));
        // The first key of a `…STORE` takes the result.
        const sources = call.command.endsWith('STORE') && sizes.length > 1 ? sizes.slice(1) : sizes;
        const intersects = intersecting.test(call.command);
        if (sizes.every((size) => size === 'bounded') || (intersects && sources.includes('bounded'))) {
          return;
        }
        const grows = intersects ? sources.every((size) => size === 'grows') : sizes.includes('grows');
        const loud = grows || (isSpread && call.command.startsWith('S'));
        const fix = isRewritable(site) ? intersectionSize(site) : undefined;
        context.report({
          range: call.range,
          messageId: intersects ? 'intersection' : call.command === 'BITOP' ? 'bits' : 'operation',
          data: { command: call.command },
          severity: quiet ? 'hint' : loud ? 'warning' : 'info',
          fixes: fix === undefined ? [] : [fix],
        });
      },
    };
  },
});

/** `sinter(a, b).size`: SINTERCARD counts, and stops at the first for `any?`. */
function intersectionSize(site: Site): Rewrite | undefined {
  const { usage, args, command, uri } = site.call;
  if (
    command !== 'SINTER' ||
    usage.kind !== 'chain' ||
    isPipelined(site) ||
    isNamespaced(site) ||
    site.flavour === 'distributed'
  ) {
    return undefined;
  }
  const { outer } = usage;
  const bare = outer.args.length === 0 && outer.block === undefined && !outer.safeNavigation;
  const server = serverHas(site, '7.0');
  if (
    !bare ||
    server === 'no' ||
    !isSimple(site, outer) ||
    args.some(({ kind }) => kind === 'splat' || kind === 'array')
  ) {
    return undefined;
  }
  const suffix = reductions[outer.method];
  if (suffix === undefined) {
    return undefined;
  }
  const words = [String(args.length), ...args.map(({ range }) => site.text(range)), ...suffix.words];
  const newText = sent(site, words) + suffix.text;
  const uncertain = args.find((arg) => shapeOf(site, arg).kind !== 'scalar');
  const differences = [
    ...(server === 'yes' ? [] : ['needs Redis 7.0']),
    ...(uncertain ? [`if ${site.text(uncertain.range)} is an Array this raises`] : []),
  ];
  return rewrite(uri, 'Count with SINTERCARD', [{ range: outer.range, newText }], differences);
}

const reductions: Readonly<Record<string, { readonly words: readonly string[]; readonly text: string }>> = {
  size: { words: [], text: '' },
  length: { words: [], text: '' },
  count: { words: [], text: '' },
  'any?': { words: ['"LIMIT"', '1'], text: '.positive?' },
  'empty?': { words: ['"LIMIT"', '1'], text: '.zero?' },
};

/** redis-rb never had a method for it. */
function sent(site: Site, words: readonly string[]): string {
  return hasRedisRbMethods(site)
    ? `${site.receiver}.call(${['"SINTERCARD"', ...words].join(', ')})`
    : commandText(site, site.receiver ?? '', 'SINTERCARD', words);
}
