import type { Snapshot } from '../linter/snapshot.ts';
import type { RedisCall } from '../redis/redisCall.ts';
import { containsPosition, encloses, type Position } from '../syntax/textRange.ts';

/** The Redis call whose command or receiver holds the position; of nested ones the innermost. */
export function redisCallAt(snapshot: Snapshot, uri: string, position: Position): RedisCall | undefined {
  return snapshot.index
    .calls(uri)
    .filter((call) => isOnReceiver(call, position) || containsPosition(call.range, position))
    .reduce<RedisCall | undefined>(
      (inner, call) => (inner === undefined || encloses(inner.call.range, call.call.range) ? call : inner),
      undefined,
    );
}

/** Whether the position is on the expression that holds the client. */
export function isOnReceiver({ call, range }: RedisCall, position: Position): boolean {
  const { receiver } = call;
  return receiver !== undefined && containsPosition(receiver.range, position) && !containsPosition(range, position);
}
