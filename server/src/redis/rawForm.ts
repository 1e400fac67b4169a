import { redisCommand } from '../catalog/redisCommands.ts';
import { commandFor } from '../catalog/redisMethods.ts';
import type { CallExpression, Expression } from './expression.ts';

/** A call whose command is data: `call("DEL", key)`, `call_v([:del, key])`, `public_send(:del, key)`; or in capitals, as `client.DEL(key)`. */
export interface RawForm {
  /** The command in capitals. */
  readonly command: string;
  /** The expression that names it. */
  readonly word: Expression;
  /** What follows the command word. */
  readonly args: readonly Expression[];
}

const carriers = new Set(['call', 'call_v', 'call_once', 'call_once_v', 'queue', 'send_command', 'call_pipelined']);
const blockingCarriers = new Set(['blocking_call', 'blocking_call_v', 'send_blocking_command']);
const senders = new Set(['public_send', 'send', '__send__', 'try', 'try!']);

/** Whether a method of this name calls any method by its name: `public_send`. */
export function isSender(method: string): boolean {
  return senders.has(method);
}

/** Whether the method is a command in capitals: no client defines one, and redis-rb sends the server what it does not know. */
export function isInCapitals(method: string): boolean {
  // Nearly no method begins with one, and every call is asked.
  return isCapital(method.charCodeAt(0)) && isCapital(method.charCodeAt(1)) && redisCommand(method) !== undefined;
}

function isCapital(code: number): boolean {
  return code >= 0x41 && code <= 0x5a;
}

/** Whether a method of this name can carry a command as data. */
export function mayCarryCommand(method: string): boolean {
  return carriers.has(method) || blockingCarriers.has(method) || senders.has(method) || isInCapitals(method);
}

/** The command that `call` carries as a literal; undefined when its word is computed, or is none of Redis's. */
export function rawForm(call: CallExpression): RawForm | undefined {
  if (senders.has(call.method)) {
    const [word, ...args] = call.args;
    const command = word === undefined ? undefined : commandFor(literalName(word) ?? '');
    return word === undefined || command === undefined ? undefined : { command, word, args };
  }
  if (carriers.has(call.method)) {
    return worded(call.args);
  }
  if (call.receiver !== undefined && isInCapitals(call.method)) {
    const word: Expression = { kind: 'symbol', value: call.method, range: call.methodRange };
    return { command: call.method, word, args: call.args };
  }
  return blockingCarriers.has(call.method) ? worded(call.args.slice(1)) : undefined;
}

function worded(args: readonly Expression[]): RawForm | undefined {
  const [first, ...rest] = args;
  if (first === undefined) {
    return undefined;
  }
  if (first.kind === 'array') {
    return worded([...first.elements, ...rest]);
  }
  // `call([:del] + keys)`
  if (first.kind === 'operator' && first.operator === '+' && first.operands[0]?.kind === 'array') {
    return worded([first.operands[0], ...first.operands.slice(1), ...rest]);
  }
  const command = literalName(first)?.toUpperCase();
  if (
    command === undefined ||
    (redisCommand(command) === undefined && !/^(?:JSON|FT|BF|CF|TS|TOPK|CMS)\.\w+$/.test(command))
  ) {
    return undefined;
  }
  // `call(:del, [a, b])` takes a list like several arguments.
  const flat = rest.flatMap((arg) => (arg.kind === 'array' ? arg.elements : [arg]));
  return { command, word: first, args: flat };
}

function literalName(expression: Expression): string | undefined {
  return expression.kind === 'string' || expression.kind === 'symbol' ? expression.value : undefined;
}
