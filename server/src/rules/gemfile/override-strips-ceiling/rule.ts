import { breakingBoundary } from '../../../dependencies/boundary.ts';
import { blocks } from '../../../dependencies/ceiling.ts';
import type { GemOverride } from '../../../dependencies/gemfile.ts';
import { buildGraph, type DependencyEdge } from '../../../dependencies/graph.ts';
import { edgeText } from '../../../dependencies/messages.ts';
import { parseRequirement, parseRequirementList } from '../../../dependencies/requirement.ts';
import { parseVersion, type Version } from '../../../dependencies/version.ts';
import { defineRule } from '../../../linter/rule.ts';

export default defineRule({
  meta: {
    severity: 'warning',
    fixable: false,
    since: '0.1.0',
    messages: { stripped: 'This override lets {gem} {boundary} in, which {parents} {keep} out.' },
  },
  create(context) {
    return {
      fileEnd() {
        const bundle = context.snapshot.bundleFor(context.uri);
        if (bundle?.gemfile?.uri !== context.uri || bundle.gemfile.overrides.length === 0) {
          return;
        }
        // The bundle's own graph has the overrides in force already.
        const written = buildGraph(bundle.lock);
        for (const override of bundle.gemfile.overrides) {
          const gem = written.gems.get(override.gem);
          const version = gem && parseVersion(gem.version);
          if (gem === undefined || version === undefined) {
            continue;
          }
          const boundary = breakingBoundary(gem.name, version);
          const stripped = stripsCeilings(override, boundary)
            ? gem.parents.filter((edge) => concerns(override, edge) && keepsOut(edge, boundary))
            : [];
          if (stripped.length > 0) {
            context.report({
              range: override.range,
              gem,
              messageId: 'stripped',
              data: {
                gem: gem.name,
                boundary: boundary.text,
                parents: stripped.map(edgeText).join(', '),
                keep: stripped.length === 1 ? 'keeps' : 'keep',
              },
              related: stripped.map((edge) => ({
                uri: bundle.lockUri,
                range: edge.dependency.range,
                message: `${edge.parent} sets this ceiling`,
              })),
            });
          }
        }
      },
    };
  },
});

function stripsCeilings({ effect }: GemOverride, boundary: Version): boolean {
  switch (effect.kind) {
    case 'ignoreUpper':
      return true;
    case 'replace': {
      const requirement = parseRequirement(effect.requirements);
      return requirement !== undefined && !blocks(requirement, boundary);
    }
    case 'redirect':
      return true;
    case 'unknown':
      return false;
  }
}

function concerns({ parent }: GemOverride, edge: DependencyEdge): boolean {
  return parent === undefined || parent === edge.parent;
}

function keepsOut({ requirements }: DependencyEdge, boundary: Version): boolean {
  return requirements.every((text) => {
    const requirement = parseRequirementList(text);
    return requirement !== undefined && blocks(requirement, boundary);
  });
}
