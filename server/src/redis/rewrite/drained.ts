import type { RedisCall } from '../redisCall.ts';
import type { Site } from './site.ts';

/** Whether the same method or block trims or deletes the collection after it is read: it is taken, not looked at. */
export function isDrained(site: Site): boolean {
  const { call, index } = site;
  const method = call.enclosing.find(({ kind }) => kind === 'method' || kind === 'block')?.range;
  return index.calls(call.uri).some((other) => {
    const { line } = other.range.start;
    const later = line >= call.range.start.line && (method === undefined || line <= method.end.line);
    const removes = other.command === 'LTRIM' || other.command === 'DEL' || other.command === 'UNLINK';
    return removes && later && isSameKey(site, other);
  });
}

/** Also where nothing is known of the key but that it is written the same. */
function isSameKey({ call, text }: Site, other: RedisCall): boolean {
  if (call.keyTemplate !== undefined) {
    return call.keyTemplate === other.keyTemplate;
  }
  const [key] = call.args;
  const [otherKey] = other.args;
  return key !== undefined && otherKey !== undefined && text(key.range) === text(otherKey.range);
}
