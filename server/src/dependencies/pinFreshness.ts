import type { Lockfile } from '../syntax/lockfile/lockfile.ts';
import { splitRequirementList } from '../syntax/lockfile/versionPattern.ts';
import type { GemDeclaration, Gemfile } from './gemfile.ts';

/**
 * Why a lock is not the one of this Gemfile any more, or undefined when it is. A change of one gem on top of it would bring in the others.
 */
export function outdatedBecause(gemfile: Gemfile, lock: Lockfile): string | undefined {
  const locked = new Map(lock.dependencies.map((dependency) => [dependency.name, dependency]));
  const times = new Map<string, number>();
  for (const { name } of gemfile.declarations) {
    times.set(name, (times.get(name) ?? 0) + 1);
  }
  for (const { name, requirements, conditional, source } of gemfile.declarations) {
    const dependency = locked.get(name);
    if (conditional) {
      continue;
    }
    if (dependency === undefined) {
      return `the Gemfile declares ${name}, the lock does not`;
    }
    const written = requirements === 'unknown' ? undefined : normalise(requirements);
    // A gem that is declared twice, by a gemspec too, is locked with whichever requirement Bundler prefers.
    if (
      written !== undefined &&
      times.get(name) === 1 &&
      source === 'default' &&
      written !== normalise(splitRequirementList(dependency.requirement))
    ) {
      return `the Gemfile wants ${name} ${requirementsText(requirements)}, the lock has ${dependency.requirement}`;
    }
  }
  const declared = new Set(gemfile.declarations.map(({ name }) => name));
  const missing = gemfile.opaque.length === 0 ? [...locked.keys()].find((name) => !declared.has(name)) : undefined;
  return missing === undefined ? undefined : `the lock declares ${missing}, the Gemfile does not`;
}

/** Whether a statement under a condition ran when the lock was written: then its requirement is the one in there. */
export function tookEffect({ name, requirements, conditional }: GemDeclaration, lock: Lockfile): boolean {
  const locked = lock.dependencies.find((dependency) => dependency.name === name);
  return (
    !conditional ||
    (locked !== undefined &&
      (requirements === 'unknown' || normalise(requirements) === normalise(splitRequirementList(locked.requirement))))
  );
}

function requirementsText(requirements: readonly string[] | 'unknown'): string {
  return requirements === 'unknown' || requirements.length === 0 ? '>= 0' : requirements.join(', ');
}

function normalise(requirements: readonly string[]): string {
  const all = requirements.map((text) =>
    text
      .replace(/\s+/g, '')
      .replace(/^(?=\w)/, '=')
      .replaceAll('-', '.pre.'),
  );
  return [...new Set(all.length === 0 ? ['>=0'] : all)].sort().join(',');
}
