import { breakingBoundary } from '../../../dependencies/boundary.ts';
import { blocks, ceilingOf } from '../../../dependencies/ceiling.ts';
import { type DeclaredPin, declaredPin, isExplained, removalFacts } from '../../../dependencies/declaredPin.ts';
import type { DependencyEdge } from '../../../dependencies/graph.ts';
import { intersects } from '../../../dependencies/intersects.ts';
import { mayBeRemoved } from '../../../dependencies/removeWhen.ts';
import { type Operator, parseRequirementList, type Requirement } from '../../../dependencies/requirement.ts';
import { compareVersions } from '../../../dependencies/version.ts';
import { defineRule } from '../../../linter/rule.ts';
import { unpinFixes } from '../../../linter/unpinFixes.ts';

export default defineRule({
  meta: {
    severity: 'hint',
    fixable: true,
    since: '0.1.0',
    messages: {
      redundant:
        'The pin on {gem} keeps no newer version out any more: {parent} {version} requires {requirement} itself.',
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

/** Whether a parent keeps out the boundary that the pin is for, ends no later than it, and keeps out what else the pin does. */
function holdsAsWell({ requirements }: DependencyEdge, { gem, locked, requirement }: DeclaredPin): boolean {
  const boundary = breakingBoundary(gem.name, locked);
  const end = ceilingOf(requirement);
  if (end === undefined || !blocks(requirement, boundary)) {
    return false;
  }
  return requirements.every((text) => {
    const own = parseRequirementList(text);
    const ownEnd = own && ceilingOf(own);
    if (own === undefined || ownEnd === undefined || !blocks(own, boundary) || !refusesAsWell(own, requirement)) {
      return false;
    }
    const order = compareVersions(ownEnd.version, end.version);
    return order < 0 || (order === 0 && (end.inclusive || !ownEnd.inclusive));
  });
}

/** Whether a parent's requirement lets in nothing that a floor or an exclusion of the pin keeps out. The floor of `~>` only comes with it. */
function refusesAsWell(own: Requirement, { clauses }: Requirement): boolean {
  return clauses.every(({ operator, version }) => {
    const opposite = opposites.get(operator);
    return opposite === undefined || !intersects([own, { clauses: [{ operator: opposite, version }] }]);
  });
}

/** What a clause keeps out; its ceiling is judged apart. */
const opposites: ReadonlyMap<Operator, Operator> = new Map([
  ['!=', '='],
  ['>=', '<'],
  ['>', '<='],
  ['=', '<'],
]);
