import { comparePositions, type TextRange } from '../syntax/textRange.ts';
import type { PlacedAssignment } from './classEntry.ts';
import type { Flow } from './flow.ts';
import { localKey } from './fold.ts';
import { hasParameter, type Place } from './place.ts';
import { nothing, union, type Values } from './value.ts';

/** What the local `name` may hold where it is used at `use`: the assignment before it, else what it is passed as. */
export function localValues(flow: Flow, name: string, place: Place, use: TextRange): Values {
  const locals = flow.fold.locals.get(place.file);
  const { scopes } = place.file;
  let index = place.scope;
  // Every local is looked up here and below: without `scopesAround` no object is made for each scope.
  for (let scope = scopes[index]; scope !== undefined; index = scope.parent, scope = scopes[index]) {
    const assigned = locals?.get(localKey(index, name));
    if (assigned !== undefined) {
      const found = lastAssigned(flow, assigned, use);
      if (found.length > 0) {
        return found;
      }
    }
    if (hasParameter(scope, name)) {
      return flow.parameter({ file: place.file, scope: index }, name);
    }
    if (assigned !== undefined || scope.kind === 'method') {
      return nothing;
    }
  }
  return nothing;
}

/** Whether a local of that name is declared where `place` is. */
export function hasLocal(flow: Flow, name: string, place: Place): boolean {
  return homeOfLocal(flow, name, place) !== undefined;
}

/** The scope that declares the local `name` which is visible at `place`. */
export function homeOfLocal(flow: Flow, name: string, place: Place): number | undefined {
  const locals = flow.fold.locals.get(place.file);
  const { scopes } = place.file;
  let index = place.scope;
  for (let scope = scopes[index]; scope !== undefined; index = scope.parent, scope = scopes[index]) {
    if (locals?.has(localKey(index, name)) === true || hasParameter(scope, name)) {
      return index;
    }
    if (scope.kind !== 'block' && scope.kind !== 'lambda' && scope.kind !== 'loop') {
      return undefined;
    }
  }
  return undefined;
}

/** The nearest assignment before the use that tells something; behind it (a loop, a block) any. */
function lastAssigned(flow: Flow, assigned: readonly PlacedAssignment[], use: TextRange): Values {
  let standsBefore = false;
  for (let at = assigned.length - 1; at >= 0; at--) {
    const known = assigned[at];
    if (known === undefined || comparePositions(known.assignment.value.range.end, use.start) > 0) {
      continue;
    }
    standsBefore = true;
    const values = flow.values(known.assignment.value, known.place);
    if (values.length > 0) {
      return values;
    }
  }
  return standsBefore
    ? nothing
    : union(...assigned.map(({ assignment, place }) => flow.values(assignment.value, place)));
}
