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

/** The text of an expression may be that of an assignment of it: it must begin as such an expression does. */
function isPrimary(source: Source, expression: Expression): boolean {
  if (expression.kind !== 'call') {
    return primaries[expression.kind]?.test(source.text(expression.range)) === true;
  }
  if (hasDoBlock(source, expression)) {
    return false;
  }
  const start = expression.receiver?.range.start ?? expression.methodRange.start;
  return (
    comparePositions(start, expression.range.start) === 0 &&
    (expression.method === '[]' || firstArgumentStart(expression) === undefined || hasParentheses(source, expression))
  );
}

/** `puts ids.map do … end` gives the block to `puts`. */
function hasDoBlock(source: Source, { block, receiver }: CallExpression): boolean {
  const isDo = block !== undefined && source.text(block.range).startsWith('do');
  return isDo || (receiver?.kind === 'call' && hasDoBlock(source, receiver));
}

const name = /^[@$:\w\P{ASCII}]+$/u;
const primaries: Readonly<Partial<Record<Expression['kind'], RegExp>>> = {
  local: name,
  ivar: name,
  cvar: name,
  gvar: name,
  constant: name,
  self: name,
  integer: /^\d/,
  array: /^[[%]/,
  hash: /^\{/,
  string: /^["']/,
  symbol: /^:/,
};

/** Whether the first of these parentheses ends with the text. */
function isParenthesised(text: string): boolean {
  let depth = 0;
  for (let index = 0; index < text.length; index++) {
    depth += text[index] === '(' ? 1 : text[index] === ')' ? -1 : 0;
    if (depth === 0) {
      return index > 0 && index === text.length - 1;
    }
  }
  return false;
}
