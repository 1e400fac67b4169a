import { nameWeight } from '../catalog/commandNames.ts';
import { fitsMethod } from './argumentShape.ts';
import { connectionName, lastName } from './clientName.ts';
import type { CallExpression, Expression } from './expression.ts';
import type { Flow } from './flow.ts';
import { localKey } from './fold.ts';
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
  for (const { call, scope } of file.calls) {
    const other = call.receiver;
    const isSameName = other?.kind === receiver.kind && lastName(other) === name && isOnlyRedis(call, file);
    if (
      isSameName &&
      ownerOf(flow, other, { file, scope }) === owner &&
      flow.values(other, { file, scope }).length === 0
    ) {
      return call;
    }
  }
  return undefined;
}

/** Whether the same object is asked elsewhere without what every client needs, as the key in `@scores.hgetall`: it knows its key. */
export function isBoundToKey(flow: Flow, receiver: Expression, place: Place): boolean {
  const { file } = place;
  const calls = keylessCalls(file);
  const owner = calls.length === 0 ? undefined : ownerOf(flow, rootOf(receiver), place);
  const text = receiverText(receiver);
  return (
    owner !== undefined &&
    calls.some(
      ({ other, scope }) => receiverText(other) === text && ownerOf(flow, rootOf(other), { file, scope }) === owner,
    )
  );
}

interface KeylessCall {
  readonly other: Expression;
  readonly scope: number;
}

const keyless = new WeakMap<RubySummary, readonly KeylessCall[]>();

function keylessCalls(file: RubySummary): readonly KeylessCall[] {
  const found =
    keyless.get(file) ??
    file.calls.flatMap(({ call, scope }) =>
      call.receiver !== undefined && nameWeight(call.method) !== 'common' && !fitsMethod(call)
        ? [{ other: call.receiver, scope }]
        : [],
    );
  keyless.set(file, found);
  return found;
}

function rootOf(expression: Expression): Expression {
  return expression.kind === 'call' && expression.receiver !== undefined ? rootOf(expression.receiver) : expression;
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
