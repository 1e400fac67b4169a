import { breakageText, edgeText } from '../../../dependencies/messages.ts';
import { speaksForFamily, threatOf } from '../../../dependencies/threats.ts';
import { crossingReport } from '../../../linter/crossingReport.ts';
import { defineRule } from '../../../linter/rule.ts';

export default defineRule({
  meta: {
    severity: 'warning',
    fixable: true,
    since: '0.1.0',
    messages: {
      runtime:
        '{gem} {from} → {to} crossed {kind} nobody chose{family}. Every parent would still accept {from}: {parents}.{suspicion}',
      throughRuby:
        '{gem} {from} → {to} crossed {kind} nobody chose. No group for production asked for it, but Ruby contains it, so all code may load it. Every parent would still accept {from}: {parents}.{suspicion}',
      elsewhere:
        '{gem} {from} → {to} crossed {kind} nobody chose{family} ({blast} only). Every parent would still accept {from}: {parents}.{suspicion}',
    },
  },
  create(context) {
    return {
      crossing(crossing, bundle) {
        const { gem, from, to, kind, origin, blast, family, throughRuby } = crossing;
        const threat = threatOf(crossing, bundle);
        if (origin !== 'floated' || threat.risk === undefined || threat.breaks || !speaksForFamily(crossing)) {
          return;
        }
        const suspicion = breakageText(threat);
        context.report({
          ...crossingReport(crossing, bundle, context.snapshot),
          severity: threat.risk,
          messageId: throughRuby ? 'throughRuby' : blast === 'runtime' ? 'runtime' : 'elsewhere',
          data: {
            gem: gem.name,
            from,
            to,
            blast,
            kind: kindNames[kind],
            family: family.length > 1 ? `, with ${family.filter((name) => name !== gem.name).join(', ')}` : '',
            parents: gem.parents
              .filter(({ parent }) => !family.includes(parent))
              .map(edgeText)
              .join(', '),
            suspicion: suspicion === undefined ? '' : ` It ${suspicion}.`,
          },
        });
      },
    };
  },
});

const kindNames = { major: 'a major', series: 'a series', 'zero-minor': 'a 0.x minor', known: 'a boundary' } as const;
