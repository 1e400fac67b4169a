import { memberYields, yieldedValues } from './blockParameters.ts';
import type { Expression } from './expression.ts';
import { expressionValues } from './expressionValues.ts';
import type { Flow } from './flow.ts';
import { FlowMemory } from './flowMemory.ts';
import type { Fold } from './fold.ts';
import { Hierarchy } from './hierarchy.ts';
import { bareMembers, memberValues } from './memberValues.ts';
import { parameterValues } from './parameters.ts';
import { receiverText } from './receiverText.ts';
import { standInValues } from './standIns.ts';
import { client, notAClient, type Values } from './value.ts';
import { variableValues } from './variableValues.ts';

/** What the user says of receivers, as they are written in the code. */
export interface Receivers {
  readonly clients: readonly string[];
  readonly notClients: readonly string[];
}

/**
 * Value flow over a fold. Nothing is computed before it is asked for; what the user says of a receiver wins. `memory` holds what was answered
 * for the same receivers, and was told of every file of the fold that became another since.
 */
export function createFlow(fold: Fold, { clients, notClients }: Receivers, memory = new FlowMemory()): Flow {
  const told = new Map<string, Values>([
    ...clients.map((text): [string, Values] => [
      text,
      [client('unknown', { confidence: 'certain', source: '`redis.clients` of the configuration' })],
    ]),
    ...notClients.map((text): [string, Values] => [text, notAClient]),
  ]);
  const toldOf = (expression: Expression) => (told.size === 0 ? undefined : told.get(receiverText(expression)));
  const hierarchy = new Hierarchy(fold);
  const numberOf = (object: object) => memory.numberOf(object);
  const flow: Flow = {
    fold,
    hierarchy,
    values: (expression, place) =>
      memory.answerAt(place, expression, () => toldOf(expression) ?? expressionValues(flow, expression, place)),
    memberValues: (member) => memory.answerAt(member.place, member, () => memberValues(flow, member)),
    memberYields: (member, index) =>
      memory.answerAt(member.place, `yields ${numberOf(member)} ${index}`, () => memberYields(flow, member, index)),
    yielded: (call, place, index) =>
      memory.answerAt(place, `yielded ${numberOf(call)} ${index}`, () => yieldedValues(flow, call, place, index)),
    variable: (name, self) =>
      memory.answer(`variable ${numberOf(self.entry)} ${self.singleton} ${self.inBlock} ${name}`, () =>
        variableValues(flow, name, self),
      ),
    parameter: (place, name) =>
      memory.answerAt(place, `parameter ${numberOf(place.file)} ${place.scope} ${name}`, () =>
        parameterValues(flow, place, name),
      ),
    standsFor: (entry) => memory.answer(`stands for ${numberOf(entry)}`, () => standInValues(flow, entry)),
    bareMembers: (name, place) => bareMembers(flow, name, place),
  };
  return flow;
}
