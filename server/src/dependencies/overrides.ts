import type { GemOverride } from './gemfile.ts';
import { type DependencyEdge, type DependencyGraph, type LockedGem, linkGems } from './graph.ts';
import { parseRequirementList } from './requirement.ts';

/**
 * The graph with the requirements that hold under the Gemfile's overrides (Bundler 4.1): the lock keeps the edges as the gems' authors wrote
 * them, and so does each edge's `dependency`. An override that cannot be read changes nothing.
 */
export function withOverrides(graph: DependencyGraph, overrides: readonly GemOverride[]): DependencyGraph {
  if (overrides.length === 0) {
    return graph;
  }
  const gems = [...graph.gems.values()];
  const nodes = gems.map((gem) => ({ ...gem, children: gem.children.flatMap((edge) => overridden(edge, overrides)) }));
  return linkGems(nodes, new Set(gems.filter(({ direct }) => direct).map(({ name }) => name)));
}

function overridden(edge: DependencyEdge, overrides: readonly GemOverride[]): readonly DependencyEdge[] {
  return overrides
    .filter(({ gem, parent }) => gem === edge.child && (parent === undefined || parent === edge.parent))
    .reduce<readonly DependencyEdge[]>((held, { effect }) => held.flatMap((one) => applied(one, effect)), [edge]);
}

/** What is left of a requirement without its upper ends: `<` and `<=` go, `~>` becomes `>=`. */
export function withoutUpper(requirement: string): string {
  const clauses = parseRequirementList(requirement)?.clauses;
  if (clauses === undefined) {
    return requirement;
  }
  const kept = clauses
    .filter(({ operator }) => operator !== '<' && operator !== '<=')
    .map(({ operator, version }) => `${operator === '~>' ? '>=' : operator} ${version.text}`);
  return kept.length === 0 ? '>= 0' : kept.join(', ');
}

function applied(edge: DependencyEdge, effect: GemOverride['effect']): readonly DependencyEdge[] {
  switch (effect.kind) {
    case 'replace':
      return [{ ...edge, requirements: [effect.requirements.join(', ') || '>= 0'] }];
    case 'ignoreUpper':
      return [{ ...edge, requirements: [...new Set(edge.requirements.map(withoutUpper))] }];
    case 'redirect':
      return effect.to === undefined ? [] : [{ ...edge, child: effect.to, requirements: ['>= 0'] }];
    case 'unknown':
      return [edge];
  }
}

/** The override that decides which versions of `gem` everybody accepts, the Gemfile included. */
export function replacingOverride(overrides: readonly GemOverride[], gem: LockedGem): GemOverride | undefined {
  return overrides.find(
    (override) => override.gem === gem.name && override.parent === undefined && override.effect.kind === 'replace',
  );
}
