import type { Expression } from '../expression.ts';
import type { RedisCall } from '../redisCall.ts';
import type { WorkspaceIndex } from '../workspaceIndex.ts';
import { integerOf } from './literal.ts';
import { literalName, literalWord } from './options.ts';

/** A list that is trimmed to more than this is long all the same. */
const maximumCap = 10_000;

/** Whether the call keeps a list, sorted set or stream short: to a length that is not known, or that is no more than the maximum. */
export function capsSize(index: WorkspaceIndex, call: RedisCall): boolean {
  const [, from, to] = call.args;
  const bound = (expression: Expression | undefined) => expression && boundOf(index, call.uri, expression);
  switch (call.command) {
    case 'LTRIM':
      return keepsFew(bound(from), bound(to));
    case 'ZREMRANGEBYRANK':
      return leavesFew(bound(from), bound(to));
    case 'XADD':
      return keepsEntries(index, call, maximumLength(call));
    case 'XTRIM':
      return keepsEntries(index, call, call.args.slice(1));
    default:
      return false;
  }
}

/** The end of a range: a number, or one that is not known of which the sign may be. */
type Bound = number | 'negative' | 'unknown';

function boundOf(index: WorkspaceIndex, uri: string, expression: Expression): Bound {
  const value = index.resolve(uri, expression);
  const isNegated = value.kind === 'operator' && value.operator === '-' && value.operands.length === 1;
  return numberOf(index, uri, value) ?? (isNegated ? 'negative' : 'unknown');
}

/** `ltrim(key, 0, LIMIT - 1)` and `ltrim(key, -LIMIT, -1)`; `ltrim(key, taken, -1)` and `ltrim(key, 0, -2)` only take some off. */
function keepsFew(from: Bound | undefined, to: Bound | undefined): boolean {
  if (from === undefined || to === undefined) {
    return false;
  }
  if (to === -1) {
    return from === 'negative' || (typeof from === 'number' && from < 0 && -from <= maximumCap);
  }
  if (typeof to !== 'number') {
    return to === 'unknown';
  }
  return to >= 0 && (typeof from !== 'number' || (from >= 0 && to - from < maximumCap));
}

/** `zremrangebyrank(key, 0, -101)` and `(key, 100, -1)`; `(key, 0, 9)` only takes some off. */
function leavesFew(from: Bound | undefined, to: Bound | undefined): boolean {
  if (from === undefined || to === undefined) {
    return false;
  }
  if (from === 0) {
    return typeof to !== 'number' || (to < 0 && -to <= maximumCap + 1);
  }
  return to === -1 && (from === 'unknown' || (typeof from === 'number' && from > 0 && from <= maximumCap));
}

/** The value behind `maxlen:` or `"MAXLEN"`; undefined when the call has neither, nor their like for ids. */
function maximumLength({ args, call }: RedisCall): readonly Expression[] | undefined {
  const pair = call.keywords.find(({ key }) => /^(?:maxlen|minid)$/.test(literalName(key) ?? ''));
  if (pair !== undefined) {
    return [pair.value];
  }
  const at = args.findIndex((arg) => /^(?:MAXLEN|MINID)$/.test(literalWord(arg) ?? ''));
  return at < 0 ? undefined : args.slice(at + 1, at + 3);
}

function keepsEntries(index: WorkspaceIndex, { uri }: RedisCall, lengths: readonly Expression[] | undefined): boolean {
  return lengths?.every((length) => (numberOf(index, uri, length) ?? 0) <= maximumCap) === true;
}

/** The number that an expression is for certain, where constants are put in and added up. */
function numberOf(index: WorkspaceIndex, uri: string, expression: Expression, depth = 0): number | undefined {
  const value = index.resolve(uri, expression);
  if (value.kind !== 'operator' || depth > 4) {
    return integerOf(value);
  }
  const [left, right] = value.operands.map((operand) => numberOf(index, uri, operand, depth + 1));
  if (left === undefined) {
    return undefined;
  }
  switch (value.operator) {
    case '-':
      return value.operands.length === 1 ? -left : right === undefined ? undefined : left - right;
    case '+':
      return right === undefined ? undefined : left + right;
    case '*':
      return right === undefined ? undefined : left * right;
    default:
      return undefined;
  }
}
