import type { Entry } from './entryLine.ts';
import type { ProblemLog } from './problemLog.ts';
import { isVersionText, splitRequirement, splitRequirementList } from './versionPattern.ts';

/** A prerelease that was written with `-`, where a lock writes the platform. */
const looksLikePrerelease = /^(?:(?:a|alpha|b|beta|pre|preview|rc|dev)\b|\d)/i;

/** The version of a gem's line as written, `0` without one. What RubyGems refuses is reported, and kept as it is. */
export function readVersion(entry: Entry, problems: ProblemLog): string {
  const { name, version, platform, place } = entry;
  if (version === undefined || version.trim() === '') {
    problems.note(place.range, `${name} has no version: Bundler takes it for 0.`);
    return '0';
  }
  if (!isVersionText(version)) {
    problems.fatal(place.range, `RubyGems cannot read the version ${version}: Bundler refuses the file.`);
  } else if (platform !== undefined && looksLikePrerelease.test(platform)) {
    problems.note(
      place.range,
      `Bundler reads ${name} ${version} for the platform ${platform}: a lock writes a prerelease with a dot.`,
    );
  }
  return version;
}

/** What nearly every line has, told without taking it apart. */
const plainRequirement = /^(?:[!<>]?=|~>|[<>]) [0-9]+(?:\.[0-9]+)*$/;

/** The requirement of a line as written, `>= 0` without one. What RubyGems refuses is reported, and kept as it is. */
export function readRequirement(entry: Entry, problems: ProblemLog): string {
  const { version: requirement, platform, place } = entry;
  if (requirement === undefined || requirement.trim() === '') {
    return '>= 0';
  }
  const wrong = plainRequirement.test(requirement)
    ? undefined
    : splitRequirementList(requirement).find((part) => splitRequirement(part) === undefined);
  if (wrong !== undefined) {
    problems.fatal(place.range, `RubyGems cannot read the requirement ${wrong}: Bundler refuses the file.`);
  } else if (platform !== undefined) {
    problems.note(place.range, `Bundler reads this requirement only up to the hyphen: ${requirement}.`);
  }
  return requirement;
}
