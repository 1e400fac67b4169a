import { defaultGem, isPrimitive, natureOf, purposeOfGroup } from '../catalog/gemNature.ts';
import type { BlastRadius } from './classification.ts';
import type { Gemfile } from './gemfile.ts';
import type { DependencyGraph, LockedGem } from './graph.ts';

/** The Gemfile's groups from which each gem can be reached. What cannot be known counts as `default`, which production installs. */
export function groupsOf(
  graph: DependencyGraph,
  gemfile: Gemfile | undefined,
): ReadonlyMap<string, ReadonlySet<string>> {
  const groups = new Map<string, Set<string>>();
  for (const gem of graph.gems.values()) {
    if (gem.direct) {
      spread(graph, gem.name, declaredGroups(gemfile, gem.name), groups);
    }
  }
  return groups;
}

/**
 * How far a broken `gem` reaches. A tool for tests or documentation stays one whatever pulls it; a gem that Ruby itself contains reaches
 * production even when only a development tool asked for it.
 */
export function blastRadius(gem: LockedGem, groups: ReadonlySet<string>): BlastRadius {
  const nature = natureOf(gem.name);
  if (nature === 'documentation' || nature === 'test') {
    return nature;
  }
  const purposes = [...groups].map(purposeOfGroup);
  if (groups.size > 0 && !purposes.includes(undefined)) {
    if (defaultGem(gem.name) !== undefined) {
      return 'runtime';
    }
    return purposes.includes('test') ? 'test' : purposes.includes('development') ? 'development' : 'documentation';
  }
  return nature === 'development' && !isPrimitive(gem.name) ? 'development' : 'runtime';
}

function declaredGroups(gemfile: Gemfile | undefined, name: string): readonly string[] {
  const declarations = gemfile?.declarations.filter((declaration) => declaration.name === name) ?? [];
  const groups = declarations.flatMap((declaration) =>
    declaration.groups === 'unknown' ? ['default'] : declaration.groups,
  );
  return groups.length === 0 ? ['default'] : groups;
}

function spread(
  graph: DependencyGraph,
  root: string,
  groups: readonly string[],
  reached: Map<string, Set<string>>,
): void {
  const pending = [root];
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    const known = reached.get(name) ?? new Set();
    const fresh = groups.filter((group) => !known.has(group));
    if (fresh.length > 0) {
      reached.set(name, new Set([...known, ...fresh]));
      pending.push(...(graph.gems.get(name)?.children.map(({ child }) => child) ?? []));
    }
  }
}
