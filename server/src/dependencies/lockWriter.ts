import type { LockedChecksum, LockedSpec } from '../syntax/lockfile/lockfile.ts';
import { splitRequirementList } from '../syntax/lockfile/versionPattern.ts';

/** The lines of one locked gem, as Bundler writes them. */
export function specLines({ name, version, platform, dependencies }: LockedSpec): readonly string[] {
  return [
    `    ${name} (${fullVersion(version, platform)})`,
    ...dependencies.map((dependency) => `      ${withRequirement(dependency.name, dependency.requirement)}`),
  ];
}

/** A line of CHECKSUMS. */
export function checksumLine({ name, version, platform, checksums }: LockedChecksum): string {
  return [`  ${name} (${fullVersion(version, platform)})`, checksums.join(',')].filter((part) => part !== '').join(' ');
}

/** A line of DEPENDENCIES for requirements as a Gemfile has them. */
export function dependencyLine(name: string, requirements: readonly string[]): string {
  return `  ${withRequirement(name, lockedRequirement(requirements))}`;
}

/** What Bundler sorts DEPENDENCIES by. */
export function dependencySortKey(name: string, requirements: readonly string[]): string {
  return `${name} (${lockedRequirement(requirements)})`;
}

/** Requirements as a lock spells them: `= 1.2` for `1.2`, sorted as strings in reverse. */
function lockedRequirement(requirements: readonly string[]): string {
  const clauses = requirements
    .flatMap(splitRequirementList)
    .map((text) =>
      text.replace(/^\s*([<>=~!]*)\s*(\S+)\s*$/, (_, operator, version) => `${operator || '='} ${version}`),
    );
  return clauses.length === 0 ? '>= 0' : clauses.sort().reverse().join(', ');
}

function withRequirement(name: string, requirement: string): string {
  return requirement === '>= 0' ? name : `${name} (${requirement})`;
}

function fullVersion(version: string, platform: string | undefined): string {
  return platform === undefined ? version : `${version}-${platform}`;
}
