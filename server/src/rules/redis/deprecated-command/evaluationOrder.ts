import type { Expression } from '../../../redis/expression.ts';
import { isRepeatable } from '../../../redis/rewrite/repeatable.ts';
import type { Site } from '../../../redis/rewrite/site.ts';

/** Whether nobody can see which of the two arguments is evaluated first. */
export function canSwap(site: Site, a: Expression, b: Expression): boolean {
  return (
    isFixed(site, a) || isFixed(site, b) || isUntouched(site, a, b) || isUntouched(site, b, a) || areReads(site, a, b)
  );
}

/** A literal, a constant, or what is computed of these: the text of an expression may be that of an assignment of it. */
function isFixed(site: Site, expression: Expression): boolean {
  const text = site.text(expression.range);
  switch (expression.kind) {
    case 'string':
    case 'symbol':
      return /^["':%<]/.test(text);
    case 'integer':
    case 'float':
    case 'nil':
    case 'true':
    case 'false':
    case 'constant':
      return !assigns(text);
    case 'operator':
      return !assigns(text) && expression.operands.every((operand) => isFixed(site, operand));
    case 'call': {
      const { receiver, args, block } = expression;
      return receiver?.kind === 'integer' && args.length === 0 && block === undefined && isFixed(site, receiver);
    }
    default:
      return false;
  }
}

/** A local variable that the other argument does not assign. Its object may change: it is read when both are there. */
function isUntouched(site: Site, variable: Expression, other: Expression): boolean {
  return variable.kind === 'local' && !assigns(site.text(variable.range)) && !assigns(site.text(other.range));
}

function areReads(site: Site, a: Expression, b: Expression): boolean {
  return [a, b].every((argument) => isRepeatable(site, argument) && !assigns(site.text(argument.range)));
}

/** `==`, `=>`, `>=` and the like are no assignments. */
function assigns(text: string): boolean {
  return /(?:^|[^=!<>]|<<|>>)=(?![=~>])/.test(text);
}
