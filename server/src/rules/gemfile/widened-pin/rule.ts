import type { Bundle } from '../../../dependencies/bundle.ts';
import { planPin } from '../../../dependencies/planPin.ts';
import { conditionText } from '../../../dependencies/removeWhen.ts';
import { widenedPin } from '../../../dependencies/widenedPin.ts';
import type { Fix } from '../../../linter/fix.ts';
import { defineRule } from '../../../linter/rule.ts';

export default defineRule({
  meta: {
    severity: 'warning',
    fixable: true,
    since: '0.1.0',
    messages: {
      condition: '{before} on {gem} became {now}, which lets {boundary} in; it was to stay until {conditions}.',
      reason: '{before} on {gem} became {now}, which lets {boundary} in. Its comment said: {reason}.',
    },
  },
  create(context) {
    return {
      gemDeclaration(declaration, bundle) {
        const before = declaration.uri === context.uri ? widenedPin(declaration, bundle) : undefined;
        if (before === undefined) {
          return;
        }
        const { name, requirements } = declaration;
        const { boundary, comment } = before;
        context.report({
          range: declaration.requirementRange ?? declaration.nameRange ?? declaration.range,
          gem: { name, version: bundle.graph.gems.get(name)?.version ?? '' },
          messageId: comment.conditions.length > 0 ? 'condition' : 'reason',
          data: {
            gem: name,
            before: quoted(before.requirements),
            now: quoted(requirements),
            boundary: boundary.text,
            conditions: comment.conditions.map(conditionText).join(' and '),
            reason: comment.reason.replace(/\.$/, ''),
          },
          fixes: putBack(bundle, context.snapshot.text(context.uri), name, before.requirements),
        });
      },
    };
  },
});

function quoted(requirements: readonly string[] | 'unknown'): string {
  return requirements === 'unknown' || requirements.length === 0
    ? 'no requirement'
    : requirements.map((text) => `"${text}"`).join(', ');
}

function putBack(
  bundle: Bundle,
  text: string | undefined,
  gem: string,
  requirements: readonly string[],
): readonly Fix[] {
  const plan = planPin(bundle, text, gem, { requirements });
  if (!plan.ok || !plan.lockEdits.ok) {
    return [];
  }
  const title = `Put ${quoted(requirements)} on ${gem} back (the version of the base runs again)`;
  return [{ title, applicability: 'unsafe', edits: [...plan.gemfileEdits, ...plan.lockEdits.edits] }];
}
