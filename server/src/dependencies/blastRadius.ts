import { defaultGem, natureOf, purposeOfGroup } from '../catalog/gemNature.ts';
import type { BlastRadius } from './classification.ts';
import type { Gemfile } from './gemfile.ts';
import type { DependencyGraph, LockedGem } from './graph.ts';
import { compareVersions, parseVersion } from './version.ts';

/** The Gemfile's groups from which each gem can be reached. What cannot be known counts as `default`, which production installs. */
export function groupsOf(
  graph: DependencyGraph,
  gemfile: Gemfile | undefined,
): ReadonlyMap<string, ReadonlySet<string>> {
  const declared = declaredGroups(gemfile);
  const isWhole = gemfile?.opaque.length === 0 && gemfile.gemspecs.every(({ read }) => read);
  const groups = new Map<string, Set<string>>();
  const direct = [...graph.gems.values()].filter((gem) => gem.direct);
  for (const gem of direct) {
    const own = declared.get(gem.name);
    if (own !== undefined || !isWhole || !isPulledByPath(gem, graph)) {
      spread(graph, gem.name, own ?? ['default'], groups);
    }
  }
  for (const { name } of direct.filter((gem) => !groups.has(gem.name))) {
    spread(graph, name, ['default'], groups);
  }
  return groups;
}

/** Whether a gem may be direct only because one of this repository's own gems needs it: it belongs where that gem does. */
function isPulledByPath({ parents }: LockedGem, { gems }: DependencyGraph): boolean {
  return parents.some(({ parent }) => gems.get(parent)?.source === 'path');
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

/** By the names of the gems that are declared in any. */
function declaredGroups(gemfile: Gemfile | undefined): ReadonlyMap<string, readonly string[]> {
  const declared = new Map<string, string[]>();
  for (const { name, groups } of gemfile?.declarations ?? []) {
    const own = groups === 'unknown' ? ['default'] : groups;
    const known = declared.get(name);
    if (known !== undefined) {
      known.push(...own);
    } else if (own.length > 0) {
      declared.set(name, [...own]);
    }
  }
  return declared;
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
    const before = known.size;
    for (const group of groups) {
      known.add(group);
    }
    if (known.size > before) {
      reached.set(name, known);
      for (const { child } of graph.gems.get(name)?.children ?? []) {
        pending.push(child);
      }
    }
  }
}
