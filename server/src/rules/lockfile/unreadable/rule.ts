import { defineRule } from '../../../linter/rule.ts';

export default defineRule({
  meta: {
    severity: 'warning',
    fixable: false,
    since: '0.1.0',
    messages: { fatal: 'Bundler refuses this lock: {problem}.', odd: '{problem}.' },
  },
  create(context) {
    return {
      lockfileProblem({ message, range, fatal }) {
        context.report({
          range,
          severity: fatal ? 'error' : 'warning',
          messageId: fatal ? 'fatal' : 'odd',
          data: { problem: message.replace(/\.$/, '') },
        });
      },
    };
  },
});
