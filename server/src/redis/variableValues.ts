import type { Self } from './classEntry.ts';
import { assignedValues } from './expressionValues.ts';
import type { Flow } from './flow.ts';
import { variableKey } from './fold.ts';
import { doubtful, nothing, type Values } from './value.ts';

/**
 * What an instance or class variable holds: whatever is assigned to it anywhere in the class, its reopenings, superclasses and
 * modules; failing that, in those that inherit from it.
 */
export function variableValues(flow: Flow, name: string, self: Self): Values {
  const key = variableKey(name, self.singleton);
  const own = flow.hierarchy.ancestors(self.entry).flatMap((entry) => entry.variables.get(key) ?? []);
  const found = assignedValues(flow, own);
  if (found.length > 0) {
    return found;
  }
  // `setup { @redis = … }` in the body of a test case runs on its objects.
  const otherKey = variableKey(name, !self.singleton);
  const others = flow.hierarchy
    .ancestors(self.entry)
    .flatMap((entry) => entry.variables.get(otherKey) ?? [])
    .filter(({ place }) => self.inBlock === true || flow.fold.selfOf(place.file, place.scope).inBlock === true);
  const other = assignedValues(flow, others);
  if (other.length > 0) {
    return other;
  }
  if (self.entry.name.startsWith('main ')) {
    return doubtful(assignedValues(flow, flow.fold.testVariables.get(name) ?? []));
  }
  const inherited = flow.hierarchy
    .descendants(self.entry)
    .slice(0, 40)
    .flatMap((entry) => entry.variables.get(key) ?? []);
  return inherited.length === 0 ? nothing : assignedValues(flow, inherited);
}
