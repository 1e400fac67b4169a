import { comparePositions, type Position, type TextRange } from '../../syntax/textRange.ts';
import type { CallExpression, Expression } from '../expression.ts';

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
    /^[\w\P{ASCII}]+[?!]?$/u.test(only.method) &&
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

/** The text of an expression that a method can be called on: `(a + b)`, `name`, `names_of(user)`. */
export function primaryText(source: Source, expression: Expression): string {
  const text = source.text(expression.range);
  return isPrimary(source, expression) || isParenthesised(text) ? text : `(${text})`;
}

function isPrimary(source: Source, expression: Expression): boolean {
  return expression.kind === 'call'
    ? expression.method === '[]' || firstArgumentStart(expression) === undefined || hasParentheses(source, expression)
    : /^(?:local|ivar|gvar|cvar|constant|array|hash|string|symbol|integer|self)$/.test(expression.kind);
}

/** Whether the first of these parentheses ends with the text. */
function isParenthesised(text: string): boolean {
  let depth = 0;
  for (const [index, character] of [...text].entries()) {
    depth += character === '(' ? 1 : character === ')' ? -1 : 0;
    if (depth === 0) {
      return index > 0 && index === [...text].length - 1;
    }
  }
  return false;
}
