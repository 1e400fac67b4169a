import { breakagesAhead, victimsOf } from '../../../dependencies/breakages.ts';
import { declaredPin, removalFacts } from '../../../dependencies/declaredPin.ts';
import { conditionText, mayBeRemoved } from '../../../dependencies/removeWhen.ts';
import { defineRule } from '../../../linter/rule.ts';
import { unpinFixes } from '../../../linter/unpinFixes.ts';

export default defineRule({
  meta: {
    severity: 'hint',
    fixable: true,
    since: '0.1.0',
    messages: { stale: 'The pin on {gem} may go: {conditions} {hold} in this lock.' },
  },
  create(context) {
    return {
      gemDeclaration(declaration, bundle) {
        const pin = declaredPin(declaration, bundle);
        if (declaration.uri !== context.uri || pin === undefined) {
          return;
        }
        const { gem, comment } = pin;
        const [worst] = victimsOf(breakagesAhead(gem, bundle, () => true));
        if (mayBeRemoved(comment, removalFacts(bundle)) && worst?.certainty !== 'certain') {
          context.report({
            range: declaration.requirementRange ?? declaration.range,
            gem,
            messageId: 'stale',
            data: {
              gem: gem.name,
              conditions: comment.conditions.map(conditionText).join(' and '),
              hold: comment.conditions.length === 1 ? 'holds' : 'hold',
            },
            fixes: unpinFixes(bundle, context.snapshot, gem.name),
          });
        }
      },
    };
  },
});
