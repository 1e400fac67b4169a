import type { Enclosing } from '../redisCall.ts';
import type { Site } from './site.ts';
import { iterationSize, type SourceSize } from './sourceSize.ts';

/** A block or loop that runs its body once per element. */
export interface Iteration {
  readonly around: Enclosing;
  readonly size: SourceSize;
}

const iterating = new Set(
  `each map flat_map collect each_with_index each_with_object each_pair each_key each_value each_slice select reject filter filter_map
   times upto downto step find_each in_batches find_in_batches each_entry map! each_batch inject reduce sum to_h index_with
   scan_each sscan_each hscan_each zscan_each cycle reverse_each`.split(/\s+/),
);

/** The innermost iteration that the call is in, within its own method. */
export function iterationAround(site: Site): Iteration | undefined {
  for (const around of site.call.enclosing) {
    if (around.kind === 'method' || around.kind === 'class' || isDeferred(around)) {
      return undefined;
    }
    if (around.kind === 'loop') {
      return { around, size: 'unknown' };
    }
    if (around.call !== undefined && iterating.has(around.call.method)) {
      return { around, size: iterationSize(site, around.call) };
    }
  }
  return undefined;
}

/** Whether a block is kept, to be run at another time or beside the loop: a lambda, a thread, a method that is defined. */
function isDeferred({ kind, call }: Enclosing): boolean {
  if (kind !== 'block' || call === undefined) {
    return kind === 'block';
  }
  const { method, receiver } = call;
  const owner = receiver?.kind === 'constant' ? receiver.path : '';
  return (
    /^(?:lambda|proc|define_method|define_singleton_method|async)$/.test(method) ||
    (method === 'new' && /^(?:Thread|Proc|Fiber|Ractor)$/.test(owner)) ||
    (/^(?:post|future)$/.test(method) && receiver !== undefined) ||
    owner.startsWith('Concurrent::')
  );
}
