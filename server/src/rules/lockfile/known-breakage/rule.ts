import { activeBreakages } from '../../../dependencies/breakages.ts';
import { breakageText, parentsText, pinText } from '../../../dependencies/messages.ts';
import { breakageRisk } from '../../../dependencies/severity.ts';
import { threatOf } from '../../../dependencies/threats.ts';
import { crossingReport } from '../../../linter/crossingReport.ts';
import { defineRule } from '../../../linter/rule.ts';

export default defineRule({
  meta: {
    severity: 'error',
    fixable: true,
    since: '0.1.0',
    messages: {
      crossed: '{gem} {from} → {to} {breakage}. {parents}. Fix: {fix}.',
      invited: '{gem} {from} → {to} {breakage}. {parents}.',
      standing: '{gem} {to} {breakage}.{advice}',
    },
  },
  create(context) {
    return {
      crossing(crossing, bundle) {
        const threat = threatOf(crossing, bundle);
        const severity = breakageRisk(crossing, threat.breakages);
        const breakage = breakageText(threat);
        if (severity !== undefined && breakage !== undefined) {
          const { gem, from, to } = crossing;
          context.report({
            ...crossingReport(crossing, bundle, context.snapshot),
            severity,
            messageId: crossing.origin === 'invited' && crossing.family.length > 1 ? 'invited' : 'crossed',
            data: { gem: gem.name, from, to, breakage, parents: parentsText(crossing), fix: pinText(threat.pin) },
          });
        }
      },
      lockedGem(gem, { graph }) {
        for (const active of activeBreakages(gem, undefined, graph)) {
          const [victim] = active.victims;
          const range = gem.specs[0]?.range;
          if (victim !== undefined && range !== undefined) {
            const { name, version } = victim.gem;
            const { advice } = active.breakage;
            context.report({
              range,
              gem: { name: gem.name, version: gem.version },
              messageId: 'standing',
              severity: victim.affected.confidence === 'watch' ? 'hint' : 'error',
              data: {
                gem: gem.name,
                to: gem.version,
                breakage: `does not work with ${name} ${version}: ${victim.affected.effect}`,
                advice: advice === undefined ? '' : ` ${advice}`,
              },
            });
          }
        }
      },
    };
  },
});
