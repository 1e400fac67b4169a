import { type CallExpression, type Expression, hasBlock } from '../expression.ts';
import { type Site, wholeFile } from './site.ts';

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

const stringMethods = new Set('inspect upcase downcase hexdigest strip tr sub gsub'.split(' '));
const arrayMethods = new Set(
  `pluck ids to_a flatten uniq sort compact keys values
   smembers mget zrange zrevrange lrange hkeys hvals sunion sinter sdiff hmget members`.split(/\s+/),
);
/** They give an array of what their block says, and without one an Enumerator. */
const blockMethods = new Set('map collect flat_map filter_map select filter reject sort_by'.split(' '));
/** They give an array, unless a block takes the elements. */
const blocklessMethods = new Set('split zip'.split(' '));
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

function callShape(site: Site, call: CallExpression): Shape {
  const { method, receiver, safeNavigation } = call;
  if (safeNavigation) {
    return { kind: 'unknown' };
  }
  if (makesString(site, call) || method === 'to_sym') {
    return { kind: 'scalar', proven: true };
  }
  if (stringMethods.has(method) && receiver !== undefined) {
    const shape = shapeOf(site, receiver);
    return shape.kind === 'scalar' && shape.proven ? shape : { kind: 'unknown' };
  }
  return receiver !== undefined && makesArray(call) ? { kind: 'array' } : { kind: 'unknown' };
}

/** Whether the method makes a String of anything, or its receiver is the one that has a method of that name which does. */
function makesString(site: Site, { method, receiver }: CallExpression): boolean {
  const constant = receiver?.kind === 'constant' ? receiver.path : undefined;
  switch (method) {
    case 'to_s':
      return true;
    case 'format':
    case 'sprintf':
      return receiver === undefined || constant === 'Kernel';
    case 'join':
      return receiver !== undefined && (constant === 'File' || /^(?:array|list)$/.test(shapeOf(site, receiver).kind));
    default:
      return false;
  }
}

function makesArray(call: CallExpression): boolean {
  const { method } = call;
  const isGivenBlock = hasBlock(call);
  const makes =
    arrayMethods.has(method) ||
    (blockMethods.has(method) && isGivenBlock) ||
    (blocklessMethods.has(method) && !isGivenBlock);
  return makes && (method === 'to_a' || !isLazy(call));
}

/** `ids.lazy.map { … }` makes no array yet. */
function isLazy({ receiver }: CallExpression): boolean {
  return receiver?.kind === 'call' && (receiver.method === 'lazy' || isLazy(receiver));
}

const plural = /^[a-z_]{2,}[^s]s$/;

/**
 * Whether the source shows that there can be empty or nested lists within the list: `groups.map { |group| group[:keys] }`. A client sends
 * the elements of a list within the list like those around it.
 */
export function mayNest(site: Site, list: Expression): boolean {
  const resolved = site.resolve(list);
  if (resolved.kind === 'array') {
    return resolved.elements.some((element) => isDoubtfulList(site, element));
  }
  if (resolved.kind !== 'call') {
    return false;
  }
  const { method, receiver, block, args } = resolved;
  switch (method) {
    case 'map':
    case 'collect':
    case 'filter_map':
      return (
        isDoubtfulList(site, block?.result) || args.some((arg) => arg.kind === 'blockArgument' && namesLists(arg.value))
      );
    case 'partition':
    case 'group_by':
    case 'zip':
    case 'each_slice':
    case 'each_cons':
      return true;
    // What a hash holds may be lists, and is where they are its groups.
    case 'values':
      return receiver === undefined || site.resolve(receiver).kind !== 'hash' || mayNest(site, receiver);
    case 'to_a':
    case 'select':
    case 'filter':
    case 'reject':
    case 'uniq':
    case 'compact':
    case 'sort':
    case 'sort_by':
      return receiver !== undefined && mayNest(site, receiver);
    default:
      return false;
  }
}

function isDoubtfulList(site: Site, element: Expression | undefined): boolean {
  const resolved = element && site.resolve(element);
  switch (resolved?.kind) {
    case 'array':
      return (
        resolved.elements.length === 0 ||
        resolved.elements.some((inner) => {
          const shape = shapeOf(site, inner);
          return shape.kind !== 'scalar' || !shape.proven;
        })
      );
    case 'call':
      return shapeOf(site, resolved).kind === 'array' || (resolved.method === '[]' && namesLists(resolved.args[0]));
    default:
      return false;
  }
}

/** `:keys`, as an index or as `&:keys`. */
function namesLists(name: Expression | undefined): boolean {
  return (name?.kind === 'symbol' || name?.kind === 'string') && plural.test(name.value);
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
      return !resolved.safeNavigation && (resolved.method === 'hexdigest' || makesString(site, resolved));
    case 'operator':
      return (
        resolved.operands[0] !== undefined && /^[+%]$/.test(resolved.operator) && isString(site, resolved.operands[0])
      );
    default:
      return false;
  }
}

/** Whether the value is a String that reads like what a client makes of the same bytes: ASCII, or written out in a file of UTF-8. */
export function isLiteralText(site: Site, expression: Expression): boolean {
  const resolved = site.resolve(expression);
  const isHere = resolved === expression;
  if (!isHere && isChangedInPlace(site, expression)) {
    return false;
  }
  switch (resolved.kind) {
    case 'string':
      return isUtf8(site, resolved.value, isHere ? expression : undefined);
    case 'template':
      return resolved.parts.every((part) =>
        typeof part === 'string'
          ? isUtf8(site, part, isHere ? expression : undefined)
          : isNumber(part) || isLiteralText(site, part),
      );
    default:
      return false;
  }
}

/** `name << bytes` or `name.force_encoding("BINARY")` somewhere in the file: what the name stood for is another string then. */
function isChangedInPlace(site: Site, expression: Expression): boolean {
  const [name = ''] = /\w+$/.exec(site.text(expression.range)) ?? [];
  const changes = '<<|\\.(?:concat|append_as_bytes|replace|insert|prepend|setbyte|force_encoding|\\w+!)';
  return new RegExp(`\\b${name}\\s*(?:${changes})`).test(site.text(wholeFile));
}

/** `"\xE9"` is no UTF-8, and in a file of another encoding no literal is. */
function isUtf8(site: Site, value: string, written: Expression | undefined): boolean {
  if (/^\p{ASCII}*$/u.test(value)) {
    return true;
  }
  const head = site.text({ start: { line: 0, character: 0 }, end: { line: 2, character: 0 } });
  const isOther = /^\s*#.*coding[:=]\s*(?!utf-?8)\w/im.test(head);
  return written !== undefined && !isOther && !site.text(written.range).includes('\\');
}

function isNumber({ kind, ...expression }: Expression): boolean {
  return kind === 'integer' || kind === 'float' || ('method' in expression && expression.method === 'to_i');
}
