import type { Bundle } from '../../../dependencies/bundle.ts';
import { declaredPin } from '../../../dependencies/declaredPin.ts';
import type { DependencyEdge } from '../../../dependencies/graph.ts';
import { intersects } from '../../../dependencies/intersects.ts';
import {
  parseRequirement,
  parseRequirementList,
  type Requirement,
  satisfies,
} from '../../../dependencies/requirement.ts';
import { parseVersion } from '../../../dependencies/version.ts';
import { defineRule } from '../../../linter/rule.ts';

export default defineRule({
  meta: {
    severity: 'warning',
    fixable: false,
    since: '0.1.0',
    messages: {
      parent:
        'No version of {gem} is {pinned} and {requirement}, which {parent} {version} requires: Bundler would move {parent}, down if need be, without a word.',
      itself: 'No version of {gem} is {pinned}.',
    },
  },
  create(context) {
    return {
      gemDeclaration(declaration, bundle) {
        const pin = declaredPin(declaration, bundle);
        if (declaration.uri !== context.uri || pin === undefined || declaration.requirements === 'unknown') {
          return;
        }
        const { gem, requirement } = pin;
        const range = declaration.requirementRange ?? declaration.range;
        const pinned = declaration.requirements.join(', ');
        if (!intersects([requirement])) {
          context.report({ range, gem, messageId: 'itself', data: { gem: gem.name, pinned } });
          return;
        }
        for (const edge of gem.parents) {
          const refusing = refusal(edge, requirement);
          if (refusing !== undefined && !isLeaving(edge.parent, bundle)) {
            const { parent, dependency } = edge;
            const version = bundle.graph.gems.get(parent)?.version ?? '';
            context.report({
              range,
              gem,
              messageId: 'parent',
              data: { gem: gem.name, pinned, requirement: refusing, parent, version },
              related: [{ uri: bundle.lockUri, range: dependency.range, message: `${parent} requires ${refusing}` }],
            });
          }
        }
      },
    };
  },
});

/** The parent's requirement that no version meets together with the pin. */
function refusal({ requirements }: DependencyEdge, pin: Requirement): string | undefined {
  return requirements.find((text) => {
    const requirement = parseRequirementList(text);
    return requirement !== undefined && !intersects([pin, requirement]);
  });
}

/**
 * Whether a gem will move anyway: the Gemfile itself asks for another version than the one that is locked, of the gem or of one that pulls it
 * and may bring a new version of it along.
 */
function isLeaving(gem: string, bundle: Bundle, seen: Set<string> = new Set()): boolean {
  if (seen.has(gem)) {
    return false;
  }
  seen.add(gem);
  const parents = bundle.graph.gems.get(gem)?.parents ?? [];
  return isRefused(gem, bundle) || parents.some(({ parent }) => isLeaving(parent, bundle, seen));
}

function isRefused(gem: string, { gemfile, graph }: Bundle): boolean {
  const locked = parseVersion(graph.gems.get(gem)?.version ?? '');
  return (gemfile?.declarations ?? []).some(({ name, requirements }) => {
    const requirement = name === gem && requirements !== 'unknown' ? parseRequirement(requirements) : undefined;
    return requirement !== undefined && locked !== undefined && !satisfies(locked, requirement);
  });
}
