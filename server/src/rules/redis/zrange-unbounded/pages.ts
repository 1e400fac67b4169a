import { batchSize } from '../../../redis/rewrite/commandText.ts';
import { hasOption, literalName } from '../../../redis/rewrite/options.ts';
import { type PagePlan, pageRewrite } from '../../../redis/rewrite/pageRewrite.ts';
import { isRepeatable } from '../../../redis/rewrite/repeatable.ts';
import type { Rewrite } from '../../../redis/rewrite/rewrite.ts';
import { hasRawReplies, isRawCall, type Site } from '../../../redis/rewrite/site.ts';
import { isAtLeast } from '../../../redis/rewrite/versionGate.ts';
import type { Extent } from './extent.ts';

const title = 'Read in pages';

/** The whole range in pages: of ranks where the ranks give the same order, else of the score range. */
export function pagesOf(site: Site, { kind, by }: Extent): Rewrite | undefined {
  const scores = scoreOption(site);
  if (scores === undefined || kind === 'offset' || by === 'lex' || !understandsOptions(site)) {
    return undefined;
  }
  const plan = by === 'rank' ? rankPlan(site, kind, scores) : scorePlan(site, kind, scores);
  return plan && pageRewrite(site, plan);
}

/** ZRANGE by score is a form that redis-rb has since 4.6.0; Sidekiq would send `by_score` as it is written. */
function understandsOptions(site: Site): boolean {
  const { command, call } = site.call;
  const options = call.keywords.some(({ key }) => /^(?:by_|rev$)/.test(literalName(key) ?? ''));
  return command !== 'ZRANGE' || !options || (!hasRawReplies(site) && isAtLeast(site.redisRb, '4.6.0'));
}

function rankPlan(site: Site, kind: Extent['kind'], options: readonly string[]): PagePlan | undefined {
  const { command } = site.call;
  const plain = command === 'ZREVRANGE' || !hasOption(site, 'rev', 'REV');
  return kind === 'whole' && plain ? { title, length: 'ZCARD', page: command, options } : undefined;
}

function scorePlan(site: Site, kind: Extent['kind'], options: readonly string[]): PagePlan | undefined {
  const { command, args } = site.call;
  const [, first, second] = args;
  if (first === undefined || second === undefined) {
    return undefined;
  }
  // Ranks are in the order of the scores, and are reached without walking an offset.
  if (kind === 'whole' && (command === 'ZRANGEBYSCORE' || (command === 'ZRANGE' && !hasOption(site, 'rev', 'REV')))) {
    return { title, length: 'ZCARD', page: 'ZRANGE', options };
  }
  if (command === 'ZRANGE' || !isRepeatable(site, first) || !isRepeatable(site, second)) {
    return undefined;
  }
  const bounds = [site.text(first.range), site.text(second.range)];
  const size = batchSize(site);
  return {
    title,
    length: 'ZCOUNT',
    lengthArguments: command === 'ZREVRANGEBYSCORE' ? [...bounds].reverse() : bounds,
    page: command,
    pageArguments: (from) => [
      ...bounds,
      ...options,
      ...(hasRawReplies(site) ? ['"LIMIT"', from, size] : [`limit: [${from}, ${size}]`]),
    ],
  };
}

/** The option that asks for scores, as it is written; undefined when there are options that a page could not repeat. */
function scoreOption(site: Site): readonly string[] | undefined {
  const { args, call } = site.call;
  const words = args.slice(3);
  const known = /^(?:by_?score|rev)$/i;
  const keywords = call.keywords.filter(({ key }) => !(key?.kind === 'symbol' && known.test(key.value)));
  const others = words.filter((word) => !(word.kind === 'string' && known.test(word.value)));
  const asksScores =
    keywords.every(({ key }) => key?.kind === 'symbol' && /^with_?scores$/.test(key.value)) &&
    others.every((word) => word.kind === 'string' && /^withscores$/i.test(word.value));
  // A raw call of redis-rb gives scores as strings in a flat list; pages of it can be joined all the same.
  const isClear = asksScores && (others.length === 0 || isRawCall(site) || hasRawReplies(site));
  return isClear ? [...others, ...keywords].map(({ range }) => site.text(range)) : undefined;
}
