import type { Expression } from '../expression.ts';
import { integerOf } from './literal.ts';
import type { Site } from './site.ts';

/** The whole number that an expression certainly is, also through a name. */
export function numberAt(site: Site, expression: Expression | undefined): number | undefined {
  return expression && integerOf(site.resolve(expression));
}

/** A range of ranks, as LRANGE and ZRANGE take it behind the key; undefined when a bound is not known. */
export interface RankRange {
  readonly from: number;
  readonly to: number;
}

/** The ranks that the command reads; `lrange(k, *[0, -1])` and named numbers count too. */
export function rankRange(site: Site): RankRange | undefined {
  const [, ...bounds] = site.call.args;
  const [only] = bounds;
  const spread = only?.kind === 'splat' && only.value ? site.resolve(only.value) : undefined;
  const [first, second] = spread?.kind === 'array' ? spread.elements : bounds;
  const from = numberAt(site, first);
  const to = numberAt(site, second);
  return from === undefined || to === undefined ? undefined : { from, to };
}

/** Whether the ranks are all there are. */
export function isEverything({ from, to }: RankRange): boolean {
  return from === 0 && to === -1;
}

/** Whether a range has no end that the source shows, or a fixed one beyond `limit` elements. */
export function isUnbounded({ from, to }: RankRange, limit: number): boolean {
  if (to === -1) {
    return from >= 0 || -from > limit;
  }
  return from >= 0 && to >= 0 && to - from + 1 > limit;
}

/** How many elements a fixed range can hold; undefined for one without an end. */
export function width({ from, to }: RankRange): number | undefined {
  if (to === -1) {
    return from < 0 ? -from : undefined;
  }
  return to - from + 1;
}
