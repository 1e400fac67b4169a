import type { Expression } from '../../../redis/expression.ts';
import { hasOption, literalName, literalWord } from '../../../redis/rewrite/options.ts';
import { isEverything, isUnbounded, numberAt, rankRange, width } from '../../../redis/rewrite/range.ts';
import type { Site } from '../../../redis/rewrite/site.ts';

/** How much of a sorted set a command reads. */
export interface Extent {
  /** `wide`: a fixed, large number. `open`: one end is open, so that only the data limit it. `offset`: few, behind a long way. */
  readonly kind: 'whole' | 'wide' | 'open' | 'offset';
  readonly by: 'rank' | 'score' | 'lex';
  /** Of `wide`: how many are read. Of `offset`: how many are passed over. */
  readonly count?: number;
}

const maximumRange = 1_000;
const maximumOffset = 10_000;

/** The extent of a range command, when it is worth a word; undefined for a small or unknown one. */
export function extentOf(site: Site): Extent | undefined {
  const by = orderOf(site);
  if (by === undefined) {
    return undefined;
  }
  const limit = limitOf(site);
  if (limit !== undefined) {
    const offset = numberAt(site, limit.offset);
    return offset !== undefined && offset > maximumOffset ? { kind: 'offset', by, count: offset } : undefined;
  }
  if (by === 'rank') {
    const range = rankRange(site);
    if (range === undefined || !isUnbounded(range, maximumRange)) {
      return undefined;
    }
    const count = width(range);
    return count === undefined ? { kind: isEverything(range) ? 'whole' : 'open', by } : { kind: 'wide', by, count };
  }
  const [, from, to] = site.call.args;
  if (from === undefined || to === undefined) {
    return undefined;
  }
  const open = [from, to].filter((bound) => isInfinite(site, bound, by)).length;
  if (open === 2) {
    return { kind: 'whole', by };
  }
  const fromStart = by === 'score' && [from, to].some((bound) => numberAt(site, bound) === 0);
  return open === 1 || fromStart ? { kind: 'open', by } : undefined;
}

function orderOf(site: Site): Extent['by'] | undefined {
  switch (site.call.command) {
    case 'ZREVRANGE':
      return 'rank';
    case 'ZRANGEBYSCORE':
    case 'ZREVRANGEBYSCORE':
      return 'score';
    case 'ZRANGEBYLEX':
    case 'ZREVRANGEBYLEX':
      return 'lex';
    case 'ZRANGE':
      return hasOption(site, 'by_score', 'BYSCORE') ? 'score' : hasOption(site, 'by_lex', 'BYLEX') ? 'lex' : 'rank';
    default:
      return undefined;
  }
}

function limitOf(site: Site): { offset: Expression | undefined } | undefined {
  const { args, call } = site.call;
  const keyword = call.keywords.find(({ key }) => literalName(key) === 'limit');
  if (keyword !== undefined) {
    return { offset: keyword.value.kind === 'array' ? keyword.value.elements[0] : undefined };
  }
  const word = args.findIndex((arg) => literalWord(arg) === 'LIMIT');
  // An options hash or `**options` may hold a limit.
  const hidden =
    call.keywords.some(({ key }) => key === undefined) || args.slice(3).some(({ kind }) => kind !== 'string');
  return word >= 0 ? { offset: args[word + 1] } : hidden ? { offset: undefined } : undefined;
}

/** `"-inf"`, `"+inf"`, `Float::INFINITY` with or without a sign; `-` and `+` for names. */
function isInfinite(site: Site, bound: Expression, by: Extent['by']): boolean {
  const resolved = site.resolve(bound);
  if (resolved.kind === 'string') {
    return by === 'lex' ? /^[-+]$/.test(resolved.value) : /^[-+]?inf(?:inity)?$/i.test(resolved.value);
  }
  const constant = resolved.kind === 'operator' ? resolved.operands[0] : resolved;
  return by === 'score' && constant?.kind === 'constant' && constant.path === 'Float::INFINITY';
}
