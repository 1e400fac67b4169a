import type { Expression } from '../expression.ts';
import type { Site } from './site.ts';

/** What can be said of an argument's value. */
export type Shape =
  /** One string, symbol or number. `proven`, or only presumed from a name such as `cache_key`. */
  | { readonly kind: 'scalar'; readonly proven: boolean }
  /** An array whose size is known. */
  | { readonly kind: 'list'; readonly size: number }
  /** An array of unknown size. */
  | { readonly kind: 'array' }
  | { readonly kind: 'splat'; readonly of: Expression; readonly shape: Shape }
  | { readonly kind: 'hash' }
  | { readonly kind: 'unknown' };

const stringMethods = new Set(
  'to_s to_sym inspect format sprintf join upcase downcase hexdigest strip tr sub gsub'.split(' '),
);
const arrayMethods = new Set(
  `map collect flat_map filter_map select filter reject pluck ids to_a flatten uniq sort sort_by compact split keys values zip
   smembers mget zrange zrevrange lrange hkeys hvals sunion sinter sdiff hmget members`.split(/\s+/),
);
const keyNames = /^(?:key|.*_key|cache_key|redis_key|name|KEY.*|.*_KEY)$/;

/** The shape of `expression` at `site`, names resolved where they stand for one thing only. */
export function shapeOf(site: Site, expression: Expression): Shape {
  if (expression.kind === 'splat') {
    const of = expression.value;
    return of === undefined ? { kind: 'unknown' } : { kind: 'splat', of, shape: shapeOf(site, of) };
  }
  const resolved = site.resolve(expression);
  const shape = ownShape(site, resolved);
  return shape.kind === 'unknown' && isKeyName(expression) ? { kind: 'scalar', proven: false } : shape;
}

function ownShape(site: Site, expression: Expression): Shape {
  switch (expression.kind) {
    case 'string':
    case 'template':
    case 'symbol':
    case 'integer':
    case 'float':
      return { kind: 'scalar', proven: true };
    case 'array': {
      const known = expression.elements.every(({ kind }) => kind !== 'splat');
      return known ? { kind: 'list', size: expression.elements.length } : { kind: 'array' };
    }
    case 'hash':
      return { kind: 'hash' };
    case 'operator':
      return operatorShape(site, expression.operator, expression.operands);
    case 'call':
      return callShape(site, expression);
    case 'choice': {
      const shapes = expression.alternatives.map((alternative) => shapeOf(site, alternative));
      return shapes.every((shape) => shape.kind === 'scalar' && shape.proven)
        ? { kind: 'scalar', proven: true }
        : { kind: 'unknown' };
    }
    default:
      return { kind: 'unknown' };
  }
}

/** `"a" + x` and `"a%s" % x` are strings; `[…] + x` is an array. */
function operatorShape(site: Site, operator: string, operands: readonly Expression[]): Shape {
  const [left] = operands;
  if (left === undefined || (operator !== '+' && operator !== '%')) {
    return { kind: 'unknown' };
  }
  const shape = shapeOf(site, left);
  if (shape.kind === 'scalar' && shape.proven) {
    return shape;
  }
  return operator === '+' && (shape.kind === 'list' || shape.kind === 'array')
    ? { kind: 'array' }
    : { kind: 'unknown' };
}

function callShape(site: Site, call: Expression & { readonly kind: 'call' }): Shape {
  const { method, receiver } = call;
  if (method === 'to_s' || method === 'to_sym' || method === 'format' || method === 'sprintf' || method === 'join') {
    return { kind: 'scalar', proven: true };
  }
  if (stringMethods.has(method) && receiver !== undefined) {
    const shape = shapeOf(site, receiver);
    return shape.kind === 'scalar' && shape.proven ? shape : { kind: 'unknown' };
  }
  return arrayMethods.has(method) && receiver !== undefined ? { kind: 'array' } : { kind: 'unknown' };
}

/** Named as people name a key: `key`, `cache_key`, `KEY_PREFIX`. */
export function isKeyName(expression: Expression): boolean {
  return expression.kind === 'local' || expression.kind === 'ivar'
    ? keyNames.test(expression.name.replace(/^@/, ''))
    : expression.kind === 'constant'
      ? keyNames.test(expression.path.slice(expression.path.lastIndexOf(':') + 1))
      : expression.kind === 'call' && expression.args.length === 0 && keyNames.test(expression.method);
}

/** Whether the value is a String for certain, not a symbol or a number that Redis would turn into one. */
export function isString(site: Site, expression: Expression): boolean {
  const resolved = site.resolve(expression);
  switch (resolved.kind) {
    case 'string':
    case 'template':
      return true;
    case 'call':
      return /^(?:to_s|format|sprintf|join|hexdigest)$/.test(resolved.method);
    case 'operator':
      return (
        resolved.operands[0] !== undefined && /^[+%]$/.test(resolved.operator) && isString(site, resolved.operands[0])
      );
    default:
      return false;
  }
}

/** Whether the value is a String in the encoding of its source, for it is written out: numbers in it are ASCII. */
export function isLiteralText(site: Site, expression: Expression): boolean {
  const resolved = site.resolve(expression);
  switch (resolved.kind) {
    case 'string':
      return true;
    case 'template':
      return resolved.parts.every((part) => typeof part === 'string' || isNumber(part) || isLiteralText(site, part));
    default:
      return false;
  }
}

function isNumber({ kind, ...expression }: Expression): boolean {
  return kind === 'integer' || kind === 'float' || ('method' in expression && expression.method === 'to_i');
}
