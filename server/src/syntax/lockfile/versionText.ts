import type { Entry } from './entryLine.ts';
import type { ProblemLog } from './problemLog.ts';
import { isVersionText, splitRequirement, splitRequirementList } from './versionPattern.ts';

/** A prerelease that was written with `-`, where a lock writes the platform. */
const looksLikePrerelease = /^(?:(?:a|alpha|b|beta|pre|preview|rc|dev)\b|\d)/i;

/** The version of a gem's line as written, `0` without one. What RubyGems refuses is reported, and kept as it is. */
export function readVersion(entry: Entry, problems: ProblemLog): string {
  const { name, version, platform, range } = entry;
  if (version === undefined || version.trim() === '') {
    problems.note(range, `${name} has no version: Bundler takes it for 0.`);
    return '0';
  }
  if (!isVersionText(version)) {
    problems.fatal(range, `RubyGems cannot read the version ${version}: Bundler refuses the file.`);
  } else if (platform !== undefined && looksLikePrerelease.test(platform)) {
    problems.note(
      range,
      `Bundler reads ${name} ${version} for the platform ${platform}: a lock writes a prerelease with a dot.`,
    );
  }
  return version;
}

/** The requirement of a line as written, `>= 0` without one. What RubyGems refuses is reported, and kept as it is. */
export function readRequirement(entry: Entry, problems: ProblemLog): string {
  const { version: requirement, platform, range } = entry;
  if (requirement === undefined || requirement.trim() === '') {
    return '>= 0';
  }
  const wrong = splitRequirementList(requirement).find((part) => splitRequirement(part) === undefined);
  if (wrong !== undefined) {
    problems.fatal(range, `RubyGems cannot read the requirement ${wrong}: Bundler refuses the file.`);
  } else if (platform !== undefined) {
    problems.note(range, `Bundler reads this requirement only up to the hyphen: ${requirement}.`);
  }
  return requirement;
}
