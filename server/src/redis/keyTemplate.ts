import type { PlacedAssignment } from './classEntry.ts';
import type { CallExpression, Expression } from './expression.ts';
import type { Flow } from './flow.ts';
import { localKey } from './fold.ts';
import { delegatedCall } from './memberValues.ts';
import { hasParameter, type Place, scopeAt, scopesAround } from './place.ts';

/** What a key-building method was called with: its scope, and the texts of the arguments by parameter. */
interface Given {
  readonly scope: number;
  readonly texts: ReadonlyMap<string, string>;
  /** Those of `*parts`. */
  readonly rest: readonly string[];
}

/**
 * The literal text of a key with `*` for every part that is not known: constants and key-building methods are folded through
 * the workspace. Undefined when no part is known.
 */
export function keyTemplate(flow: Flow, key: Expression, place: Place): string | undefined {
  const text = template(flow, key, place, 0).replace(/\*{2,}/g, '*');
  return text === '*' || text === '' ? undefined : text;
}

const deepest = 8;

function template(flow: Flow, expression: Expression, place: Place, depth: number, given?: Given): string {
  if (depth > deepest) {
    return '*';
  }
  const inner = (part: Expression) => template(flow, part, place, depth + 1, given);
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
      return called(flow, expression, place, depth, given);
    default: {
      if (expression.kind === 'local' && isGiven(flow, expression.name, place, given)) {
        return given.texts.get(expression.name) ?? '*';
      }
      const assigned = soleAssignment(flow, expression, place);
      if (assigned === undefined) {
        return '*';
      }
      const { assignment, place: at } = assigned;
      return template(flow, assignment.value, at, depth + 1, at.file === place.file ? given : undefined);
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

function called(flow: Flow, call: CallExpression, place: Place, depth: number, given: Given | undefined): string {
  const { method, receiver, args } = call;
  const inner = (part: Expression) => template(flow, part, place, depth + 1, given);
  const [first] = args;
  if (receiver === undefined && (method === 'format' || method === 'sprintf') && first !== undefined) {
    return formatted(inner(first));
  }
  if (receiver !== undefined && sameText.has(method)) {
    return inner(receiver);
  }
  if (method === 'join' && receiver?.kind === 'array') {
    const separator = first === undefined ? '' : inner(first);
    return receiver.elements
      .flatMap((element) => restTexts(flow, element, place, given) ?? inner(element))
      .join(separator);
  }
  for (const member of membersOf(flow, call, place)) {
    const at: Place = member.place;
    if (member.kind === 'method') {
      const [result] = member.method.results;
      const method: Place = { file: at.file, scope: member.method.scope };
      return result === undefined || member.method.results.length > 1
        ? '*'
        : template(flow, result, method, depth + 1, givenTo(method, call, inner));
    }
    if (member.kind === 'block' && member.block.result !== undefined) {
      return template(flow, member.block.result, { file: at.file, scope: member.block.scope }, depth + 1);
    }
    if (
      member.kind === 'delegate' &&
      (member.to.kind === 'symbol' || member.to.kind === 'string') &&
      member.to.value === 'class'
    ) {
      const self: Expression = { kind: 'self', range: member.to.range };
      const target = { ...delegatedCall('class', member.to), receiver: self };
      return template(flow, { ...delegatedCall(member.method, member.to), receiver: target }, at, depth + 1);
    }
    return '*';
  }
  return '*';
}

/** The texts of what `call` passes to a method. A number mostly tells one object from another: it is no part of a name. */
function givenTo(method: Place, { args, keywords }: CallExpression, textOf: (part: Expression) => string): Given {
  const parameters = scopeAt(method)?.parameters ?? [];
  const isPlain =
    keywords.length === 0 &&
    args.every(({ kind }) => kind !== 'splat' && kind !== 'blockArgument') &&
    parameters.every(({ kind }, at) => isPositional.test(kind) && (kind !== 'rest' || at === parameters.length - 1));
  const passed = isPlain ? args.map((arg) => (arg.kind === 'integer' ? '*' : textOf(arg))) : [];
  const named = parameters.filter(({ kind }) => kind !== 'rest');
  return {
    scope: method.scope,
    texts: new Map(named.map(({ name }, at) => [name, passed[at] ?? '*'])),
    rest: isPlain ? passed.slice(named.length) : ['*'],
  };
}

const isPositional = /^(?:required|optional|rest)$/;

/** Whether a local is a parameter of the method that was called so, and is not assigned anew. */
function isGiven(flow: Flow, name: string, place: Place, given: Given | undefined): given is Given {
  for (const { index, scope } of scopesAround(place)) {
    if (hasParameter(scope, name)) {
      return index === given?.scope && flow.fold.locals.get(place.file)?.has(localKey(index, name)) !== true;
    }
  }
  return false;
}

/** What `*parts` stands for within a list. */
function restTexts(flow: Flow, element: Expression, place: Place, given: Given | undefined) {
  const rest = element.kind === 'splat' && element.value?.kind === 'local' ? element.value.name : undefined;
  const isRest = rest !== undefined && isGiven(flow, rest, place, given) && !given.texts.has(rest);
  return isRest ? given.rest : undefined;
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
