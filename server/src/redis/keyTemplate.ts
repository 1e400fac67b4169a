import type { PlacedAssignment } from './classEntry.ts';
import type { CallExpression, Expression } from './expression.ts';
import type { Flow } from './flow.ts';
import { localKey } from './fold.ts';
import { delegatedCall } from './memberValues.ts';
import { hasParameter, type Place, scopesAround } from './place.ts';

/**
 * The literal text of a key with `*` for every part that is not known: constants and key-building methods are folded through
 * the workspace. Undefined when no part is known.
 */
export function keyTemplate(flow: Flow, key: Expression, place: Place): string | undefined {
  const text = template(flow, key, place, 0).replace(/\*{2,}/g, '*');
  return text === '*' || text === '' ? undefined : text;
}

const deepest = 8;

function template(flow: Flow, expression: Expression, place: Place, depth: number): string {
  if (depth > deepest) {
    return '*';
  }
  const inner = (part: Expression, at: Place = place) => template(flow, part, at, depth + 1);
  switch (expression.kind) {
    case 'string':
    case 'symbol':
      return expression.value;
    case 'integer':
      return String(expression.value);
    case 'template':
      return expression.parts.map((part) => (typeof part === 'string' ? part : inner(part))).join('');
    case 'operator':
      return operated(expression, inner);
    case 'choice': {
      const texts = new Set(expression.alternatives.map((alternative) => inner(alternative)));
      const [only] = texts;
      // One alternative alone, `":test" if Rails.env.test?`, has nothing as its other.
      const isSure = texts.size === 1 && expression.alternatives.length > 1;
      return isSure && only !== undefined ? only : '*';
    }
    case 'splat':
      return expression.value === undefined ? '*' : inner(expression.value);
    case 'array': {
      const [only] = expression.elements;
      return expression.elements.length === 1 && only !== undefined ? inner(only) : '*';
    }
    case 'call':
      return called(flow, expression, place, depth);
    default: {
      const assigned = soleAssignment(flow, expression, place);
      return assigned === undefined ? '*' : inner(assigned.assignment.value, assigned.place);
    }
  }
}

function operated(
  { operator, operands }: Expression & { readonly kind: 'operator' },
  inner: (part: Expression) => string,
): string {
  const [left, right] = operands;
  if (left === undefined || right === undefined) {
    return '*';
  }
  if (operator === '+') {
    const isList = left.kind === 'array' || right.kind === 'array';
    return isList ? '*' : inner(left) + inner(right);
  }
  return operator === '%' ? formatted(inner(left)) : '*';
}

function formatted(format: string): string {
  return format.replace(/%(?:[-+0 #]*\d*(?:\.\d+)?[sdifxuobeg]|\{\w+\}|<\w+>[sdif]?)/g, '*');
}

const sameText = new Set('to_s freeze dup to_str itself to_sym clone -@ +@'.split(' '));

function called(flow: Flow, call: CallExpression, place: Place, depth: number): string {
  const { method, receiver, args } = call;
  const inner = (part: Expression, at: Place = place) => template(flow, part, at, depth + 1);
  const [first] = args;
  if (receiver === undefined && (method === 'format' || method === 'sprintf') && first !== undefined) {
    return formatted(inner(first));
  }
  if (receiver !== undefined && sameText.has(method)) {
    return inner(receiver);
  }
  if (method === 'join' && receiver?.kind === 'array') {
    const separator = first === undefined ? '' : inner(first);
    return receiver.elements.map((element) => inner(element)).join(separator);
  }
  for (const member of membersOf(flow, call, place)) {
    const at: Place = member.place;
    if (member.kind === 'method') {
      const [result] = member.method.results;
      return result === undefined || member.method.results.length > 1
        ? '*'
        : inner(result, { file: at.file, scope: member.method.scope });
    }
    if (member.kind === 'block' && member.block.result !== undefined) {
      return inner(member.block.result, { file: at.file, scope: member.block.scope });
    }
    if (
      member.kind === 'delegate' &&
      (member.to.kind === 'symbol' || member.to.kind === 'string') &&
      member.to.value === 'class'
    ) {
      const self: Expression = { kind: 'self', range: member.to.range };
      return inner(
        {
          ...delegatedCall(member.method, member.to),
          receiver: { ...delegatedCall('class', member.to), receiver: self },
        },
        at,
      );
    }
    return '*';
  }
  return '*';
}

function membersOf(flow: Flow, call: CallExpression, place: Place) {
  if (call.receiver === undefined) {
    return flow.bareMembers(call.method, place).slice(0, 1);
  }
  return flow
    .values(call.receiver, place)
    .flatMap((value) =>
      value.kind === 'class' || value.kind === 'instance'
        ? flow.hierarchy.members({ entry: value.entry, singleton: value.kind === 'class' }, call.method)
        : [],
    );
}

/** The one assignment of a variable or constant, when there is exactly one. */
export function soleAssignment(flow: Flow, expression: Expression, place: Place): PlacedAssignment | undefined {
  const all = assignmentsOf(flow, expression, place);
  return all.length === 1 ? all[0] : undefined;
}

function assignmentsOf(flow: Flow, expression: Expression, place: Place): readonly PlacedAssignment[] {
  switch (expression.kind) {
    case 'constant': {
      const meaning = flow.hierarchy.constant(expression, place);
      return meaning.kind === 'assigned' ? meaning.assignments : [];
    }
    case 'gvar':
      return flow.fold.globals.get(expression.name) ?? [];
    case 'ivar': {
      const self = flow.fold.selfOf(place.file, place.scope);
      const key = self.singleton ? `class ${expression.name}` : expression.name;
      return flow.hierarchy.ancestors(self.entry).flatMap((entry) => entry.variables.get(key) ?? []);
    }
    case 'local': {
      for (const { index, scope } of scopesAround(place)) {
        if (hasParameter(scope, expression.name)) {
          return [];
        }
        const found = flow.fold.locals.get(place.file)?.get(localKey(index, expression.name));
        if (found !== undefined) {
          return found;
        }
      }
      return [];
    }
    default:
      return [];
  }
}
