import { defineRule } from '../../../linter/rule.ts';
import type { Expression } from '../../../redis/expression.ts';
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

function isConstant(site: Site, part: Expression): boolean {
  return part.kind === 'constant' || part.kind === 'integer' || site.resolve(part).kind === 'string';
}
