import { breakingBoundary } from '../../../dependencies/boundary.ts';
import { blocks, ceilingOf } from '../../../dependencies/ceiling.ts';
import { type DeclaredPin, declaredPin, isExplained, removalFacts } from '../../../dependencies/declaredPin.ts';
import type { DependencyEdge } from '../../../dependencies/graph.ts';
import { mayBeRemoved } from '../../../dependencies/removeWhen.ts';
import { parseRequirementList } from '../../../dependencies/requirement.ts';
import { compareVersions } from '../../../dependencies/version.ts';
import { defineRule } from '../../../linter/rule.ts';
import { unpinFixes } from '../../../linter/unpinFixes.ts';

export default defineRule({
  meta: {
    severity: 'hint',
    fixable: true,
    since: '0.1.0',
    messages: {
      redundant: 'The pin on {gem} keeps nothing out any more: {parent} {version} requires {requirement} itself.',
    },
  },
  create(context) {
    return {
      gemDeclaration(declaration, bundle) {
        const pin = declaredPin(declaration, bundle);
        if (declaration.uri !== context.uri || pin === undefined || !isExplained(pin.gem.name, pin.comment)) {
          return;
        }
        const holder = pin.gem.parents.find((edge) => holdsAsWell(edge, pin));
        if (holder !== undefined && !mayBeRemoved(pin.comment, removalFacts(bundle))) {
          context.report({
            range: declaration.requirementRange ?? declaration.range,
            gem: pin.gem,
            messageId: 'redundant',
            data: {
              gem: pin.gem.name,
              parent: holder.parent,
              version: bundle.graph.gems.get(holder.parent)?.version ?? '',
              requirement: holder.requirements.join(' | '),
            },
            related: [
              { uri: bundle.lockUri, range: holder.dependency.range, message: `${holder.parent} sets this ceiling` },
            ],
            fixes: unpinFixes(bundle, context.snapshot, pin.gem.name),
          });
        }
      },
    };
  },
});

/** Whether a parent keeps out the boundary that the pin is for, and ends no later than it. */
function holdsAsWell({ requirements }: DependencyEdge, { gem, locked, requirement }: DeclaredPin): boolean {
  const boundary = breakingBoundary(gem.name, locked);
  const end = ceilingOf(requirement);
  if (end === undefined || !blocks(requirement, boundary)) {
    return false;
  }
  return requirements.every((text) => {
    const own = parseRequirementList(text);
    const ownEnd = own && ceilingOf(own);
    if (own === undefined || ownEnd === undefined || !blocks(own, boundary)) {
      return false;
    }
    const order = compareVersions(ownEnd.version, end.version);
    return order < 0 || (order === 0 && (end.inclusive || !ownEnd.inclusive));
  });
}
