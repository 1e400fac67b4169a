import { type Requirement, satisfies } from './requirement.ts';
import { parseVersion } from './version.ts';

/**
 * Whether some version satisfies all requirements. Where any does, one does at, or right above, a version that a clause names, or at the
 * very bottom: those are tried.
 */
export function intersects(requirements: readonly Requirement[]): boolean {
  const all: Requirement = { clauses: requirements.flatMap(({ clauses }) => clauses) };
  // Not its text: RubyGems prints `1.0--` so that it cannot read it again.
  const named = all.clauses.map(({ version }) => version.segments.join('.'));
  return ['0', ...named, ...named.map((text) => `${text}.0.0.1`)].some((text) => {
    const version = parseVersion(text);
    return version !== undefined && satisfies(version, all);
  });
}
