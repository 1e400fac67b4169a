import { edgeText } from '../../../dependencies/messages.ts';
import { threatOf } from '../../../dependencies/threats.ts';
import { crossingReport } from '../../../linter/crossingReport.ts';
import { defineRule } from '../../../linter/rule.ts';

export default defineRule({
  meta: {
    severity: 'warning',
    fixable: true,
    since: '0.1.0',
    messages: {
      runtime: '{gem} {from} → {to} crossed {kind} nobody chose. Every parent would still accept {from}: {parents}.',
      elsewhere:
        '{gem} {from} → {to} crossed {kind} nobody chose ({blast} only). Every parent would still accept {from}: {parents}.',
    },
  },
  create(context) {
    return {
      crossing(crossing, bundle) {
        const { gem, from, to, kind, origin, blast } = crossing;
        const { risk, breakages } = threatOf(crossing, bundle);
        if (origin === 'floated' && risk !== undefined && breakages.length === 0) {
          context.report({
            ...crossingReport(crossing, bundle, context.snapshot),
            severity: risk,
            messageId: blast === 'runtime' ? 'runtime' : 'elsewhere',
            data: {
              gem: gem.name,
              from,
              to,
              blast,
              kind: kind === 'major' ? 'a major' : kind === 'series' ? 'a series' : 'a 0.x minor',
              parents: gem.parents.map(edgeText).join(', '),
            },
          });
        }
      },
    };
  },
});
