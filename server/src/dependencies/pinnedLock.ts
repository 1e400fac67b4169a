import type { LockedSpec, Lockfile } from '../syntax/lockfile/lockfile.ts';
import { dependencySortKey } from './lockWriter.ts';
import { parseRequirement, satisfies } from './requirement.ts';
import { parseVersion } from './version.ts';

/**
 * What a lock that was resolved with a pin changes beyond the pin, or undefined when it holds: exit status 0 proves nothing, because Bundler
 * rather takes a parent back to an older version than refuse a pin that this parent cannot live with.
 */
export function beyondThePin(
  before: Lockfile,
  after: Lockfile,
  gem: string,
  requirements: readonly string[],
): string | undefined {
  const [old, now] = [byName(before), byName(after)];
  const pinned = now.get(gem) ?? [];
  const pin = parseRequirement(requirements);
  const held = pinned.filter(({ version }) => {
    const parsed = parseVersion(version);
    return pin !== undefined && parsed !== undefined && satisfies(parsed, pin);
  });
  if (pinned.length === 0 || held.length < pinned.length) {
    return `${gem} ${pinned[0]?.version ?? ''} is locked, which the pin does not admit`;
  }
  // What the Gemfile declares was chosen: it does not go back for a gem that nobody chose.
  const declared = new Set(before.dependencies.map(({ name }) => name));
  const needed = pinned.flatMap(({ dependencies }) => dependencies.map(({ name }) => name));
  const own = new Set([gem, ...needed.filter((name) => !declared.has(name))]);
  for (const [name, specs] of old) {
    const others = now.get(name);
    if (others === undefined ? !below(old, gem).has(name) : !own.has(name) && versions(specs) !== versions(others)) {
      return others === undefined
        ? `${name} is locked no more`
        : `${name} moves from ${versions(specs)} to ${versions(others)}`;
    }
  }
  const added = [...now.keys()].find((name) => !old.has(name) && !below(now, gem).has(name));
  if (added !== undefined) {
    return `${added} is added`;
  }
  if (before.rubyVersion !== after.rubyVersion) {
    return `the RUBY VERSION becomes ${after.rubyVersion ?? 'none'}`;
  }
  if (String(before.platforms) !== String(after.platforms)) {
    return `the platforms become ${after.platforms.join(', ')}`;
  }
  return declarationsDiffer(before, after, gem, requirements)
    ? 'the DEPENDENCIES change in more than the pin'
    : undefined;
}

/** The gems that moved between two locks, `rack 3.1.8 -> 2.2.9`, `gem` itself excepted. */
export function movedAlong(before: Lockfile, after: Lockfile, gem: string): readonly string[] {
  const [old, now] = [byName(before), byName(after)];
  return [...old].flatMap(([name, specs]) => {
    const others = now.get(name);
    const moved = name !== gem && others !== undefined && versions(specs) !== versions(others);
    return moved ? [`${name} ${versions(specs)} -> ${versions(others)}`] : [];
  });
}

function byName(lock: Lockfile): ReadonlyMap<string, readonly LockedSpec[]> {
  const specs = new Map<string, LockedSpec[]>();
  for (const spec of lock.sources.flatMap((source) => source.specs)) {
    specs.set(spec.name, [...(specs.get(spec.name) ?? []), spec]);
  }
  return specs;
}

/** Everything that a gem needs, at any depth. */
function below(specs: ReadonlyMap<string, readonly LockedSpec[]>, gem: string): ReadonlySet<string> {
  const seen = new Set<string>();
  const queue = [gem];
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    if (!seen.has(name)) {
      seen.add(name);
      queue.push(...(specs.get(name) ?? []).flatMap(({ dependencies }) => dependencies.map((needed) => needed.name)));
    }
  }
  return seen;
}

function versions(specs: readonly LockedSpec[]): string {
  return [...new Set(specs.map(({ version }) => version))].sort().join(' and ');
}

function declarationsDiffer(before: Lockfile, after: Lockfile, gem: string, requirements: readonly string[]): boolean {
  const keys = (lock: Lockfile) =>
    lock.dependencies.filter(({ name }) => name !== gem).map(({ name, requirement }) => `${name} (${requirement})`);
  const own = after.dependencies.filter(({ name }) => name === gem);
  return (
    String(keys(before)) !== String(keys(after)) ||
    own.length !== 1 ||
    own.some(({ name, requirement }) => dependencySortKey(name, [requirement]) !== dependencySortKey(gem, requirements))
  );
}
