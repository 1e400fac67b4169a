import { memberYields, yieldedValues } from './blockParameters.ts';
import type { Expression } from './expression.ts';
import { expressionValues } from './expressionValues.ts';
import type { Flow } from './flow.ts';
import type { Fold } from './fold.ts';
import { Hierarchy } from './hierarchy.ts';
import { bareMembers, memberValues } from './memberValues.ts';
import { Memo } from './memo.ts';
import { namedMembers } from './namedMembers.ts';
import { parameterValues } from './parameters.ts';
import { receiverText } from './receiverText.ts';
import { standInValues } from './standIns.ts';
import { client, foreignObject, isSameValues, nothing, type Values } from './value.ts';
import { variableValues } from './variableValues.ts';

/** Questions nested deeper than this wait: in Mastodon they nest to 130, and the stack holds more than 700. */
const deepest = 300;

/** A few milliseconds' worth of questions. */
const askedAtOnce = 300;

/** What the user says of receivers, as they are written in the code. */
export interface Receivers {
  readonly clients: readonly string[];
  readonly notClients: readonly string[];
}

/** Value flow over a fold. Nothing is computed before it is asked for; what the user says of a receiver wins. */
export function createFlow(fold: Fold, { clients, notClients }: Receivers): Flow {
  const told = new Map<string, Values>([
    ...clients.map((text): [string, Values] => [
      text,
      [client('unknown', { confidence: 'certain', source: '`redis.clients` of the configuration' })],
    ]),
    ...notClients.map((text): [string, Values] => [text, foreignObject]),
  ]);
  const toldOf = (expression: Expression) => (told.size === 0 ? undefined : told.get(receiverText(expression)));
  const memo = new Memo<unknown, Values>(nothing, deepest, isSameValues);
  const hierarchy = new Hierarchy(fold);
  const numbers = new WeakMap<object, number>();
  let last = 0;
  const numberOf = (object: object): number => {
    const number = numbers.get(object) ?? ++last;
    numbers.set(object, number);
    return number;
  };
  const flow: Flow = {
    fold,
    hierarchy,
    values: (expression, place) =>
      memo.answer(expression, () => toldOf(expression) ?? expressionValues(flow, expression, place)),
    memberValues: (member) => memo.answer(member, () => memberValues(flow, member)),
    memberYields: (member, index) =>
      memo.answer(`yields ${numberOf(member)} ${index}`, () => memberYields(flow, member, index)),
    yielded: (call, place, index) =>
      memo.answer(`yielded ${numberOf(call)} ${index}`, () => yieldedValues(flow, call, place, index)),
    variable: (name, self) =>
      memo.answer(`variable ${numberOf(self.entry)} ${self.singleton} ${self.inBlock} ${name}`, () =>
        variableValues(flow, name, self),
      ),
    parameter: (place, name) =>
      memo.answer(`parameter ${numberOf(place.file)} ${place.scope} ${name}`, () => parameterValues(flow, place, name)),
    standsFor: (entry) => memo.answer(`stands for ${numberOf(entry)}`, () => standInValues(flow, entry)),
    named: (name) => memo.answer(`named ${name}`, () => namedMembers(flow, name)),
    attempt: (work) => memo.attempt(askedAtOnce, work),
    bareMembers: (name, place) => bareMembers(flow, name, place),
  };
  return flow;
}
