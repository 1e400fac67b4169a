import { comparePositions, type Position, type TextRange } from '../../syntax/textRange.ts';
import type { CallExpression } from '../expression.ts';

interface Source {
  text(range: TextRange): string;
}

/**
 * Whether the only argument is a call whose own arguments are bare, `redis.smembers(name_of key)`: an argument that is written behind it would
 * be taken for one of `name_of`, and one before it makes it wrong Ruby.
 */
export function endsInBareCall(source: Source, call: CallExpression): boolean {
  const [only] = call.args;
  return (
    only?.kind === 'call' &&
    /^\w+[?!]?$/.test(only.method) &&
    firstArgumentStart(only) !== undefined &&
    !hasParentheses(source, only)
  );
}

export function hasParentheses(source: Source, call: CallExpression): boolean {
  const start = firstArgumentStart(call) ?? call.argsRange?.start;
  return start !== undefined && source.text({ start: call.methodRange.end, end: start }).includes('(');
}

export function firstArgumentStart(call: CallExpression): Position | undefined {
  return [...call.args, ...call.keywords].map(({ range }) => range.start).sort(comparePositions)[0];
}
