import type { CallExpression, Expression } from '../expression.ts';
import { isKeyName } from './shapes.ts';
import type { Site } from './site.ts';

/**
 * Whether `expression` can be written twice and still be one value: literals, variables, constants, a read of an identifying attribute
 * (`user.id`), a bare method that is named like a key, and strings and arrays built of these. A heredoc cannot, for its body.
 */
export function isRepeatable(site: Site, expression: Expression): boolean {
  switch (expression.kind) {
    case 'string':
      return !isHeredoc(site, expression);
    case 'template':
      return (
        !isHeredoc(site, expression) &&
        expression.parts.every((part) => typeof part === 'string' || isRepeatable(site, part))
      );
    case 'operator':
      return expression.operands.every((operand) => isRepeatable(site, operand));
    case 'array':
      return expression.elements.every((element) => isRepeatable(site, element));
    case 'symbol':
    case 'integer':
    case 'float':
    case 'nil':
    case 'true':
    case 'false':
    case 'self':
    case 'local':
    case 'ivar':
    case 'cvar':
    case 'gvar':
    case 'constant':
      return true;
    case 'call':
      return isRead(expression);
    default:
      return false;
  }
}

/**
 * Whether a client expression gives the same client each time: a variable, a constant, or a plain reader such as `redis`,
 * `self.class.redis` or `Rails.cache.redis`, not `Redis.new`.
 */
export function isRepeatableReceiver(expression: Expression | undefined): boolean {
  switch (expression?.kind) {
    case 'local':
    case 'ivar':
    case 'cvar':
    case 'gvar':
    case 'constant':
    case 'self':
      return true;
    case 'call':
      return isReader(expression) && (expression.receiver === undefined || isRepeatableReceiver(expression.receiver));
    default:
      return false;
  }
}

const identifying =
  /^(?:id|\w+_id|uuid|slug|key|\w+_key|name|token|to_s|to_i|to_sym|to_param|class|account|user|model_name)$/;
const changes =
  /^(?:new\w*|connect\w*|build\w*|create\w*|checkout|dup|clone|now|today|rand|hex|next|pop|shift|gets|read)$/;
const clocks = /^(?:Time|Date|DateTime|SecureRandom|Random|Process)\b/;

function isRead(call: CallExpression): boolean {
  if (!isReader(call)) {
    return false;
  }
  if (call.receiver === undefined) {
    return isKeyName(call) || identifying.test(call.method);
  }
  const isClock = call.receiver.kind === 'constant' && clocks.test(call.receiver.path);
  return identifying.test(call.method) && !isClock && isRepeatableReceiver(call.receiver);
}

function isReader(call: CallExpression): boolean {
  const bare = call.args.length === 0 && call.keywords.length === 0 && call.block === undefined;
  return bare && /^[a-z_]\w*$/.test(call.method) && !changes.test(call.method);
}

function isHeredoc(site: Site, { range }: Expression): boolean {
  return site.text(range).startsWith('<<');
}
