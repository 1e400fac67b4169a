import { defineRule } from '../../../linter/rule.ts';
import type { BlockFacts, Expression } from '../../../redis/expression.ts';
import { type Site, siteOf } from '../../../redis/rewrite/site.ts';

/** Reports scripts whose text is computed: each new text is compiled and kept by the server. */
export default defineRule({
  meta: {
    severity: 'warning',
    fixable: false,
    since: '0.1.0',
    messages: {
      computed:
        '{command} with a computed script makes the server compile and keep each text (before Redis 7.4 for ever), and lets data become code; pass values as keys and ARGV.',
    },
  },
  create(context) {
    return {
      redisCall(call) {
        const site = siteOf(context, call);
        const [script] = call.args;
        if ((call.command !== 'EVAL' && call.command !== 'EVAL_RO') || script === undefined) {
          return;
        }
        const parts = computedParts(script.kind === 'constant' ? script : site.resolve(script));
        if (parts.length > 0) {
          const severity = parts.every((part) => isConstant(site, part)) ? 'hint' : 'warning';
          context.report({ range: script.range, messageId: 'computed', data: { command: call.command }, severity });
        }
      },
    };
  },
});

/** What is put into the text of a script; none for one that is written out, or that is not known. */
function computedParts(script: Expression): readonly Expression[] {
  switch (script.kind) {
    case 'template':
      return script.parts.filter((part) => typeof part !== 'string');
    case 'operator': {
      const isText = script.operands.some(({ kind }) => kind === 'string' || kind === 'template');
      const joins = script.operator === '+' || script.operator === '%';
      return joins && isText ? script.operands.filter(({ kind }) => kind !== 'string') : [];
    }
    case 'call':
      return /^(?:format|sprintf)$/.test(script.method) ? script.args.slice(1) : [];
    default:
      return [];
  }
}

/** Whether a part is made of what the source writes out, whatever is done with it. */
function isConstant(site: Site, part: Expression, depth = 0): boolean {
  const isInner = (inner: Expression | undefined) => inner !== undefined && isConstant(site, inner, depth + 1);
  const value = part.kind === 'constant' ? part : site.resolve(part);
  if (depth > deepest) {
    return false;
  }
  switch (value.kind) {
    case 'constant':
    case 'string':
    case 'symbol':
    case 'integer':
    case 'float':
      return true;
    case 'template':
      return value.parts.every((inner) => typeof inner === 'string' || isInner(inner));
    case 'array':
      return value.elements.every(isInner);
    case 'operator':
      return value.operands.every(isInner);
    case 'call': {
      const { receiver, method, args, keywords, block } = value;
      return pure.test(method) && isInner(receiver) && args.every(isInner) && keywords.length === 0 && isPure(block);
    }
    default:
      return false;
  }
}

/** What gives the same for the same constant each time. */
const pure = /^(?:to_[ifs]|seconds?|minutes?|hours?|days?|weeks?|join|map|in_milliseconds|inspect)$/;
const deepest = 8;

/** `{ |key| "'#{key}'" }` makes its text of what it is given alone. */
function isPure(block: BlockFacts | undefined): boolean {
  if (block === undefined) {
    return true;
  }
  const { result, parameters } = block;
  const isGiven = (part: string | Expression) =>
    typeof part === 'string' || (part.kind === 'local' && parameters.includes(part.name));
  return result?.kind === 'template' && result.parts.every(isGiven);
}
