import { activeBreakages } from '../../../dependencies/breakages.ts';
import { breakageText, fixText, parentsText } from '../../../dependencies/messages.ts';
import { victimRisk } from '../../../dependencies/severity.ts';
import { productionOf, threatOf } from '../../../dependencies/threats.ts';
import { upgradeText } from '../../../dependencies/upgrades.ts';
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
      standing: '{gem} {to} does not work with {victim}: {effect}.',
      standingUntil: '{gem} {to} does not work with {victim}: {effect}. Fix: take {upgrade}.',
    },
  },
  create(context) {
    return {
      crossing(crossing, bundle) {
        const threat = threatOf(crossing, bundle);
        const breakage = breakageText(threat);
        if (threat.risk !== undefined && threat.breaks && breakage !== undefined) {
          const { gem, from, to, origin, family } = crossing;
          context.report({
            ...crossingReport(crossing, bundle, context.snapshot),
            severity: threat.risk,
            messageId: origin === 'invited' && family.length > 1 ? 'invited' : 'crossed',
            data: {
              gem: gem.name,
              from,
              to,
              breakage,
              parents: parentsText(crossing),
              fix: fixText(threat),
            },
          });
        }
      },
      lockedGem(gem, bundle) {
        const standing = activeBreakages(gem, undefined, bundle);
        const crossing =
          standing.length === 0 ? undefined : bundle.changes?.crossings.find((other) => other.gem === gem);
        const told = crossing === undefined ? [] : threatOf(crossing, bundle).breakages.map(({ breakage }) => breakage);
        for (const active of standing) {
          const [victim] = active.victims;
          const range = gem.specs[0]?.range;
          if (victim !== undefined && range !== undefined && !told.includes(active.breakage)) {
            const { name, version } = victim.gem;
            const upgrade = upgradeText([active]);
            context.report({
              range,
              gem: { name: gem.name, version: gem.version },
              messageId: upgrade === undefined ? 'standing' : 'standingUntil',
              severity: victimRisk(victim, productionOf(bundle)(name)),
              data: {
                gem: gem.name,
                to: gem.version,
                victim: `${name} ${version}`,
                effect: victim.affected.effect,
                upgrade: upgrade ?? '',
              },
            });
          }
        }
      },
    };
  },
});
