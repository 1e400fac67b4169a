import { encloses, type TextRange } from '../../syntax/textRange.ts';
import type { RedisCall } from '../redisCall.ts';
import type { Site } from './site.ts';

/**
 * The Redis calls that a block's body consists of, in order; undefined when there is anything else in it (another method may use the
 * client too, or fail in between), or when one call takes the reply of another.
 */
export function onlyCalls(site: Site, body: TextRange): readonly RedisCall[] | undefined {
  const calls = site.index.calls(site.call.uri).filter(({ call }) => encloses(body, call.range));
  const isNested = calls.some((a) => calls.some((b) => a !== b && encloses(a.call.range, b.call.range)));
  if (calls.length === 0 || isNested) {
    return undefined;
  }
  let rest = '';
  let from = body.start;
  for (const { call } of calls) {
    rest += site.text({ start: from, end: call.range.start });
    from = call.range.end;
  }
  rest += site.text({ start: from, end: body.end });
  return /^[\s;]*$/.test(rest) ? calls : undefined;
}

/** The Redis calls within a range on the client of the site. */
export function callsOnSameClient(site: Site, range: TextRange): readonly RedisCall[] {
  return site.index
    .calls(site.call.uri)
    .filter(
      ({ call }) => encloses(range, call.range) && call.receiver && site.text(call.receiver.range) === site.receiver,
    );
}
