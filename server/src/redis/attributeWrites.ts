import type { Self } from './classEntry.ts';
import type { Flow } from './flow.ts';
import { byNameOnly, nothing, union, type Values } from './value.ts';

/** `Config.redis = Redis.new`: what is written to an attribute from outside. */
export function attributeWrites(flow: Flow, attribute: string, self: Self): Values {
  const written = flow.fold.attributes.get(attribute) ?? [];
  return union(
    ...written.slice(0, 20).map(({ assignment, place }) => {
      const receivers = assignment.receiver === undefined ? nothing : flow.values(assignment.receiver, place);
      const known = receivers.filter((value) => value.kind === 'class' || value.kind === 'instance');
      const own = known.some((value) => flow.hierarchy.related(value.entry, self.entry));
      if (own) {
        return flow.values(assignment.value, place);
      }
      return receivers.length > 0 ? nothing : byNameOnly(flow.values(assignment.value, place));
    }),
  );
}
