import type { LockedSpec, Lockfile } from '../syntax/lockfile/lockfile.ts';

/** Gems that nothing needs any more once `gem` is locked as `replacement`: Bundler would not write them again. */
export function orphanedBy(lock: Lockfile, gem: string, replacement: readonly LockedSpec[]): readonly string[] {
  const specs = lock.sources.flatMap((source) => source.specs);
  const before = reachable(lock, specs);
  const after = reachable(lock, [...specs.filter(({ name }) => name !== gem), ...replacement]);
  const locked = new Set(specs.map(({ name }) => name));
  return [...before].filter((name) => !after.has(name) && locked.has(name));
}

function reachable(lock: Lockfile, specs: readonly LockedSpec[]): ReadonlySet<string> {
  const needs = new Map<string, Set<string>>();
  for (const { name, dependencies } of specs) {
    const needed = needs.get(name) ?? new Set();
    for (const dependency of dependencies) {
      needed.add(dependency.name);
    }
    needs.set(name, needed);
  }
  const seen = new Set<string>();
  const queue = lock.dependencies.map(({ name }) => name);
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    if (!seen.has(name)) {
      seen.add(name);
      queue.push(...(needs.get(name) ?? []));
    }
  }
  return seen;
}
