import { carriersText, edgeText } from '../../../dependencies/messages.ts';
import { speaksForFamily, threatOf } from '../../../dependencies/threats.ts';
import { crossingReport } from '../../../linter/crossingReport.ts';
import { defineRule } from '../../../linter/rule.ts';

export default defineRule({
  meta: {
    severity: 'info',
    fixable: false,
    since: '0.1.0',
    messages: {
      bystanders:
        '{gem} {from} → {to} because {carriers}; {bystanders} would accept both and {were} not updated with it.',
      alone: '{gem} {from} → {to} because {carriers}.',
    },
  },
  create(context) {
    return {
      crossing(crossing, bundle) {
        const { gem, from, to, origin, bystanders } = crossing;
        const { risk, breaks } = threatOf(crossing, bundle);
        if (origin === 'carried' && risk !== undefined && !breaks && speaksForFamily(crossing)) {
          context.report({
            ...crossingReport(crossing, bundle, context.snapshot),
            fixes: [],
            severity: risk,
            messageId: bystanders.length > 0 ? 'bystanders' : 'alone',
            data: {
              gem: gem.name,
              from,
              to,
              carriers: carriersText(crossing, (name) => bundle.graph.gems.get(name)?.version ?? ''),
              bystanders: bystanders.map(edgeText).join(', '),
              were: bystanders.length === 1 ? 'was' : 'were',
            },
          });
        }
      },
    };
  },
});
