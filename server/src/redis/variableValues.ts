import type { Self } from './classEntry.ts';
import { assignedValues } from './expressionValues.ts';
import type { Flow } from './flow.ts';
import { variableKey } from './fold.ts';
import { nothing, type Values } from './value.ts';

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
  const inherited = flow.hierarchy
    .descendants(self.entry)
    .slice(0, 40)
    .flatMap((entry) => entry.variables.get(key) ?? []);
  return inherited.length === 0 ? nothing : assignedValues(flow, inherited);
}
