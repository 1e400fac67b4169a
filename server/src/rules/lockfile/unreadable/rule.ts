import { defineRule } from '../../../linter/rule.ts';

export default defineRule({
  meta: {
    severity: 'warning',
    fixable: false,
    since: '0.1.0',
    messages: { problem: '{problem}.' },
  },
  create(context) {
    return {
      lockfileProblem({ message, range, fatal }) {
        context.report({
          range,
          severity: fatal ? 'error' : 'warning',
          messageId: 'problem',
          data: { problem: message.replace(/\.$/, '') },
        });
      },
    };
  },
});
