import type { Bundle } from '../dependencies/bundle.ts';
import type { LockedSource } from '../syntax/lockfile/lockfile.ts';

/**
 * The gem's page on rubygems.org, where its locked source is that and nothing else: the name of a private gem is not carried there, nor is
 * a stranger's gem of the same name shown.
 */
export function publicPage(bundle: Bundle, name: string): string | undefined {
  for (const source of bundle.lock.sources) {
    const spec = source.specs.find((candidate) => candidate.name === name);
    if (spec !== undefined) {
      return pageOf(source, spec);
    }
  }
  return undefined;
}

/** The page of one version that a source of the lock holds. */
export function pageOf(source: LockedSource, { name, version }: { name: string; version: string }): string | undefined {
  const isPublic =
    source.type === 'gem' && source.remotes.length > 0 && source.remotes.every((remote) => publicRemote.test(remote));
  return isPublic && publicName.test(name) && publicName.test(version)
    ? `https://rubygems.org/gems/${name}/versions/${version}`
    : undefined;
}

const publicRemote = /^https:\/\/rubygems\.org\/?$/;
const publicName = /^[A-Za-z0-9_][A-Za-z0-9._-]*$/;
