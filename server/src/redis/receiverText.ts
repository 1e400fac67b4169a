import type { Expression } from './expression.ts';

/** A receiver as it is written, without arguments and whitespace: `@redis`, `Store.kv`, `self.class.redis`; empty for other expressions. */
export function receiverText(receiver: Expression | undefined): string {
  switch (receiver?.kind) {
    case 'ivar':
    case 'cvar':
    case 'gvar':
    case 'local':
      return receiver.name;
    case 'constant':
      return receiver.path;
    case 'self':
      return 'self';
    case 'call': {
      const inner = receiverText(receiver.receiver);
      return inner === '' ? receiver.method : `${inner}.${receiver.method}`;
    }
    default:
      return '';
  }
}
