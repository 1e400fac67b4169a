import { libraryEntry } from '../catalog/clientLibraries.ts';
import { callValues } from './callValues.ts';
import type { PlacedAssignment } from './classEntry.ts';
import { arrayValues, hashValues } from './collectionValues.ts';
import type { Expression } from './expression.ts';
import type { Flow } from './flow.ts';
import { localValues } from './localValues.ts';
import type { Place } from './place.ts';
import { notAClient, nothing, union, type Values } from './value.ts';

/** What an expression may hold: its own kind decides, names are followed through `flow`. */
export function expressionValues(flow: Flow, expression: Expression, place: Place): Values {
  switch (expression.kind) {
    case 'string':
    case 'template':
    case 'symbol':
    case 'integer':
    case 'float':
    case 'true':
    case 'false':
    case 'regex':
    case 'rangeLiteral':
      return notAClient;
    case 'array':
      return arrayValues(flow, expression.elements, place);
    case 'hash':
      return hashValues(flow, expression.pairs, place);
    case 'lambda':
      return expression.block === undefined ? nothing : [{ kind: 'proc', block: expression.block, place }];
    case 'local':
      return localValues(flow, expression.name, place, expression.range);
    case 'ivar':
    case 'cvar':
      return flow.variable(expression.name, flow.fold.selfOf(place.file, place.scope));
    case 'gvar':
      return assignedValues(flow, flow.fold.globals.get(expression.name) ?? []);
    case 'constant':
      return constantValues(flow, expression, place);
    case 'self': {
      const { entry, singleton } = flow.fold.selfOf(place.file, place.scope);
      return singleton ? [{ kind: 'class', entry }] : [{ kind: 'instance', entry }, ...flow.standsFor(entry)];
    }
    case 'call':
      return callValues(flow, expression, place);
    case 'choice':
      return union(...expression.alternatives.map((alternative) => flow.values(alternative, place)));
    case 'operator': {
      const last = expression.operands.at(-1);
      return /^(?:&&|and)$/.test(expression.operator) && last !== undefined ? flow.values(last, place) : notAClient;
    }
    case 'splat':
      return expression.value === undefined ? nothing : flow.values(expression.value, place);
    default:
      return nothing;
  }
}

function constantValues(flow: Flow, constant: Expression & { readonly kind: 'constant' }, place: Place): Values {
  const meaning = flow.hierarchy.constant(constant, place);
  switch (meaning.kind) {
    case 'class':
      return [{ kind: 'class', entry: meaning.entry }];
    case 'assigned':
      return assignedValues(flow, meaning.assignments);
    case 'foreign': {
      // `Elsewhere::Redis` is not Redis, but `::Redis` is.
      const entry = libraryEntry(meaning.path);
      return entry === undefined && /^Redis::[A-Z0-9_]+$/.test(meaning.path)
        ? notAClient
        : [{ kind: 'library', name: meaning.path }];
    }
  }
}

/** What any of the assignments gives. */
export function assignedValues(flow: Flow, assignments: readonly PlacedAssignment[]): Values {
  return union(
    ...assignments.slice(0, mostAssignments).map(({ assignment, place }) => flow.values(assignment.value, place)),
  );
}

const mostAssignments = 30;
