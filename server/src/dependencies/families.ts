import { append, type DependencyEdge, type DependencyGraph } from './graph.ts';
import { parseRequirementList } from './requirement.ts';
import { numericHead } from './version.ts';

/**
 * Gems that are released together, by the name of each member: gems of one version that require one another exactly, or as closely as
 * `~> 1.2.3` when they had one version in the base too. The Rails gems are one family, found without a list.
 */
export function families(
  base: ReadonlyMap<string, string>,
  head: DependencyGraph,
): ReadonlyMap<string, readonly string[]> {
  const neighbours = new Map<string, string[]>();
  for (const gem of head.gems.values()) {
    for (const edge of gem.children.filter((child) => bindsFamily(child, base, head))) {
      append(neighbours, edge.parent, edge.child);
      append(neighbours, edge.child, edge.parent);
    }
  }
  const familyOf = new Map<string, readonly string[]>();
  for (const name of neighbours.keys()) {
    if (!familyOf.has(name)) {
      const members = component(name, neighbours);
      members.forEach((member) => {
        familyOf.set(member, members);
      });
    }
  }
  return familyOf;
}

function bindsFamily(
  { parent, child, requirements }: DependencyEdge,
  base: ReadonlyMap<string, string>,
  head: DependencyGraph,
): boolean {
  if (head.gems.get(parent)?.version !== head.gems.get(child)?.version) {
    return false;
  }
  const baseVersion = base.get(parent);
  const togetherBefore = baseVersion !== undefined && baseVersion === base.get(child);
  return requirements.some((text) =>
    parseRequirementList(text)?.clauses.some(
      ({ operator, version }) =>
        operator === '=' || (operator === '~>' && numericHead(version).length >= 3 && togetherBefore),
    ),
  );
}

function component(start: string, neighbours: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const members = new Set([start]);
  for (const member of members) {
    for (const neighbour of neighbours.get(member) ?? []) {
      members.add(neighbour);
    }
  }
  return [...members].sort();
}
