import type { Expression } from '../expression.ts';
import type { RedisCall } from '../redisCall.ts';
import type { WorkspaceIndex } from '../workspaceIndex.ts';

/** The number that a literal states, or undefined. */
export function integerOf(expression: Expression | undefined): number | undefined {
  if (expression?.kind === 'integer') {
    return expression.value;
  }
  return expression?.kind === 'string' && /^[+-]?\d+$/.test(expression.value) ? Number(expression.value) : undefined;
}

const deepest = 8;

/** Whether what a call is given can only be one of the values that the source writes out; of a hash, whether its fields are. */
export function isLiteral(index: WorkspaceIndex, call: RedisCall, expression: Expression, depth = 0): boolean {
  const isInner = (inner: Expression) => depth < deepest && isLiteral(index, call, inner, depth + 1);
  const value = index.resolve(call.uri, expression);
  switch (value.kind) {
    case 'string':
    case 'symbol':
    case 'integer':
    case 'float':
    case 'true':
    case 'false':
    case 'nil':
      return true;
    case 'template':
      return value.parts.every((part) => typeof part === 'string' || isInner(part));
    case 'constant':
      return value !== expression && isInner(value);
    case 'local':
      return value === expression ? isElementOfLiteral(index, call, value.name, isInner) : isInner(value);
    case 'choice':
      return value.alternatives.every(isInner);
    case 'array':
      // What is assigned empty is filled elsewhere.
      return (value === expression || value.elements.length > 0) && value.elements.every(isInner);
    case 'hash':
      return (
        (value === expression || value.pairs.length > 0) &&
        value.pairs.every(({ key }) => key !== undefined && isInner(key))
      );
    case 'call':
      // A copy that has a name has it to be changed.
      return (
        value === expression &&
        /^(?:dup|clone)$/.test(value.method) &&
        value.receiver !== undefined &&
        isInner(value.receiver)
      );
    default:
      return false;
  }
}

const giving = /^(?:each|map|flat_map|filter_map|to_h|each_with_index|each_pair|each_key|reverse_each)$/;

/** `%w[a b].each { |name| … }`: the name stands for one of two. */
function isElementOfLiteral(
  index: WorkspaceIndex,
  call: RedisCall,
  name: string,
  isInner: (expression: Expression) => boolean,
): boolean {
  const owner = call.enclosing.find(({ parameters }) => parameters.includes(name))?.call;
  if (owner?.receiver === undefined || !giving.test(owner.method)) {
    return false;
  }
  const list = index.resolve(call.uri, owner.receiver);
  return (list.kind === 'array' || list.kind === 'hash') && isInner(owner.receiver);
}
