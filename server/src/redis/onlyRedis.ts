import { nameWeight } from '../catalog/commandNames.ts';
import { fitsMethod } from './argumentShape.ts';
import type { PlacedAssignment } from './classEntry.ts';
import { connectionName, lastName, redisName } from './clientName.ts';
import type { CallExpression, Expression } from './expression.ts';
import type { Flow } from './flow.ts';
import { localKey, variableKey } from './fold.ts';
import { homeOfLocal } from './localValues.ts';
import type { Place } from './place.ts';
import { rawForm } from './rawForm.ts';
import { receiverText } from './receiverText.ts';
import type { RubySummary } from './summarize.ts';

/** Whether nothing but Redis understands the call, by its name or by its arguments, and what it is called on may be a client. */
export function isOnlyRedis(call: CallExpression, file: RubySummary): boolean {
  if (call.receiver === undefined || call.receiver.kind === 'constant') {
    return false;
  }
  const isUnique = rawForm(call) === undefined && nameWeight(call.method) === 'unique' && fitsMethod(call);
  return file.mentionsRedis
    ? isUnique || (hasOwnArguments(call) && connectionName.test(lastName(call.receiver) ?? ''))
    : isUnique && isCalledConnection(call.receiver);
}

/** `@storage`, `conn`: where nothing else says Redis, a letter is too little. */
function isCalledConnection(receiver: Expression): boolean {
  const name = lastName(receiver) ?? '';
  return name.length > 2 && connectionName.test(name);
}

/** Whether a command whose name others have too is given what only Redis takes: no hash takes an argument of `keys`, no text options of `scan`. */
export function hasOwnArguments({ method, args, keywords }: CallExpression): boolean {
  const [first, second] = args;
  const hasOption = (pattern: RegExp) => keywords.some(({ key }) => key?.kind === 'symbol' && pattern.test(key.value));
  switch (method) {
    case 'keys':
      return first?.kind === 'string' || first?.kind === 'template';
    case 'scan':
    case 'scan_each':
      return hasOption(/^(?:match|count)$/);
    case 'eval':
      return second?.kind === 'array' || hasOption(/^(?:keys|argv)$/);
    case 'script':
      return (
        (first?.kind === 'string' || first?.kind === 'symbol') && /^(?:load|exists|flush|kill)$/i.test(first.value)
      );
    default:
      return false;
  }
}

/**
 * A call that only Redis understands, on the same variable of which nothing else is known: whoever is told `conn.zadd(…)` is told `conn.expire(…)`
 * as Redis. Undefined where there is none, or the variable is given several things.
 */
export function callOnSameObject(flow: Flow, receiver: Expression, place: Place): CallExpression | undefined {
  const { file } = place;
  const owner = file.mentionsRedis || isCalledConnection(receiver) ? ownerOf(flow, receiver, place) : undefined;
  if (owner === undefined) {
    return undefined;
  }
  const name = lastName(receiver);
  const speaking = tellingCalls(file).onlyRedis.find(
    ({ other, scope }) =>
      other.kind === receiver.kind &&
      lastName(other) === name &&
      ownerOf(flow, other, { file, scope }) === owner &&
      flow.values(other, { file, scope }).length === 0,
  );
  return speaking?.call;
}

/** Whether the same object is asked elsewhere without what every client needs, as the key in `@scores.hgetall`: it knows its key. */
export function isBoundToKey(flow: Flow, receiver: Expression, place: Place): boolean {
  const { file } = place;
  const { keyless } = tellingCalls(file);
  const owner = keyless.length === 0 ? undefined : ownerOf(flow, rootOf(receiver), place);
  if (owner === undefined) {
    return false;
  }
  const text = receiverText(receiver);
  return keyless.some(
    ({ other, scope }) => receiverText(other) === text && ownerOf(flow, rootOf(other), { file, scope }) === owner,
  );
}

/**
 * The name of the client that a variable of which nothing else is known is given, at one place only: `conn = Shop.redis`. What a hash has under
 * that name may be a client's settings as well, and is a client in a variable that is called like one.
 */
export function givenName(flow: Flow, variable: Expression, place: Place): string | undefined {
  const given = assignmentsTo(flow, variable, place);
  const value = given?.length === 1 ? given[0]?.assignment.value : undefined;
  const name = redisName(value);
  const isEntry = value?.kind === 'call' && /^(?:\[\]|fetch|dig|delete)$/.test(value.method);
  return name !== undefined && (!isEntry || connectionName.test(lastName(variable) ?? '')) ? name : undefined;
}

function assignmentsTo(flow: Flow, variable: Expression, place: Place): readonly PlacedAssignment[] | undefined {
  switch (variable.kind) {
    case 'local': {
      const home = homeOfLocal(flow, variable.name, place);
      return (
        (home === undefined ? undefined : flow.fold.locals.get(place.file)?.get(localKey(home, variable.name))) ?? []
      );
    }
    case 'ivar': {
      const { entry, singleton } = flow.fold.selfOf(place.file, place.scope);
      return entry.variables.get(variableKey(variable.name, singleton));
    }
    default:
      return undefined;
  }
}

/** A call, and what it is called on. */
interface TellingCall {
  readonly call: CallExpression;
  readonly other: Expression;
  readonly scope: number;
}

interface TellingCalls {
  /** Those that only Redis understands. */
  readonly onlyRedis: readonly TellingCall[];
  /** Those that lack what every client needs. */
  readonly keyless: readonly TellingCall[];
}

const telling = new WeakMap<RubySummary, TellingCalls>();

function tellingCalls(file: RubySummary): TellingCalls {
  const known = telling.get(file);
  if (known !== undefined) {
    return known;
  }
  const calls = file.calls.flatMap(({ call, scope }): TellingCall[] =>
    call.receiver === undefined ? [] : [{ call, other: call.receiver, scope }],
  );
  const found = {
    onlyRedis: calls.filter(({ call }) => isOnlyRedis(call, file)),
    keyless: calls.filter(({ call }) => nameWeight(call.method) !== 'common' && !fitsMethod(call)),
  };
  telling.set(file, found);
  return found;
}

function rootOf(expression: Expression): Expression {
  let root = expression;
  while (root.kind === 'call' && root.receiver !== undefined) {
    root = root.receiver;
  }
  return root;
}

/** What tells a variable from others of its name: the scope that declares a local, the class of what an object calls its own. */
function ownerOf(flow: Flow, variable: Expression, place: Place): unknown {
  switch (variable.kind) {
    case 'local': {
      const home = homeOfLocal(flow, variable.name, place);
      const assigned =
        home === undefined ? undefined : flow.fold.locals.get(place.file)?.get(localKey(home, variable.name));
      return assigned === undefined || assigned.length === 1 ? home : undefined;
    }
    case 'ivar':
      return flow.fold.selfOf(place.file, place.scope).entry;
    case 'call':
      return variable.receiver === undefined && variable.args.length === 0 && variable.block === undefined
        ? flow.fold.selfOf(place.file, place.scope).entry
        : undefined;
    default:
      return undefined;
  }
}
