import { victimsOf } from '../../../dependencies/breakages.ts';
import { declaredPin } from '../../../dependencies/declaredPin.ts';
import { breakageText } from '../../../dependencies/messages.ts';
import { narrowPin } from '../../../dependencies/narrowPin.ts';
import { pinGap } from '../../../dependencies/pinGap.ts';
import { requirementText } from '../../../dependencies/requirement.ts';
import { widenedPin } from '../../../dependencies/widenedPin.ts';
import { defineRule } from '../../../linter/rule.ts';

const severities = { certain: 'warning', conditional: 'info', suspected: 'hint' } as const;

export default defineRule({
  meta: {
    severity: 'warning',
    fixable: true,
    since: '0.1.0',
    messages: {
      breaks: '{gem} "{requirement}" lets {boundary} in, which {breakage}. "{narrow}" keeps it out.',
      named: '{gem} "{requirement}" lets {boundary} in, which its comment says it keeps out. "{narrow}" does.',
    },
  },
  create(context) {
    return {
      gemDeclaration(declaration, bundle) {
        const pin = declaration.uri === context.uri ? declaredPin(declaration, bundle) : undefined;
        const gap = pin && pinGap(pin, bundle);
        if (pin === undefined || gap === undefined || widenedPin(declaration, bundle) !== undefined) {
          return;
        }
        const { name, requirementRange, range } = declaration;
        const worst = victimsOf(gap.breakages)[0]?.certainty ?? 'suspected';
        const change = narrowPin(bundle, context.snapshot.text(context.uri), name, gap);
        context.report({
          range: requirementRange ?? range,
          gem: { name, version: gap.boundary },
          messageId: gap.breakages.length > 0 ? 'breaks' : 'named',
          severity: severities[worst],
          data: {
            gem: name,
            requirement: requirementText(pin.requirement),
            boundary: gap.boundary,
            breakage: breakageText(gap) ?? '',
            narrow: gap.requirement,
          },
          fixes: change.ok
            ? [
                {
                  title: `Hold ${name} at "${gap.requirement}" (later versions stay out)`,
                  applicability: 'unsafe',
                  edits: change.edits,
                },
              ]
            : [],
        });
      },
    };
  },
});
