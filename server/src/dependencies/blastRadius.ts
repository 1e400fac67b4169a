import { defaultGem, natureOf, purposeOfGroup } from '../catalog/gemNature.ts';
import type { BlastRadius } from './classification.ts';
import type { Gemfile } from './gemfile.ts';
import type { DependencyGraph } from './graph.ts';
import { compareVersions, parseVersion } from './version.ts';

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
 * How far a broken gem reaches. A tool for tests or documentation stays one whatever pulls it; a gem that Ruby itself contains reaches
 * production even when only a development tool asked for it. `ruby` is a lock's RUBY VERSION.
 */
export function reachOf(
  gem: string,
  groups: ReadonlySet<string>,
  ruby: string | undefined,
): { readonly blast: BlastRadius; readonly throughRuby: boolean } {
  const nature = natureOf(gem);
  if (nature === 'documentation' || nature === 'test') {
    return { blast: nature, throughRuby: false };
  }
  const purposes = [...groups].map(purposeOfGroup);
  const production = groups.size === 0 || purposes.includes(undefined);
  if (production) {
    return { blast: nature === 'development' ? 'development' : 'runtime', throughRuby: false };
  }
  if (isInRuby(gem, ruby)) {
    return { blast: 'runtime', throughRuby: true };
  }
  const blast = (['test', 'development'] as const).find((purpose) => purposes.includes(purpose)) ?? 'documentation';
  return { blast, throughRuby: false };
}

function isInRuby(gem: string, ruby: string | undefined): boolean {
  const fact = defaultGem(gem);
  if (fact?.until === undefined) {
    return fact !== undefined;
  }
  const version = parseVersion(/\d+(?:\.\d+)*/.exec(ruby ?? '')?.[0] ?? 'unknown');
  const until = parseVersion(fact.until);
  return version !== undefined && until !== undefined && compareVersions(version, until) < 0;
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
