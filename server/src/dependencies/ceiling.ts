import { breakingBoundary } from './boundary.ts';
import { type Clause, type Requirement, satisfies } from './requirement.ts';
import { bump, compareVersions, numericHead, parseVersion, releaseOf, type Version } from './version.ts';

/** Where a requirement ends. */
export interface Ceiling {
  readonly version: Version;
  /** `version` itself is still let in. */
  readonly inclusive: boolean;
  /** Only `version` is let in. */
  readonly exact: boolean;
}

/** The lowest end that any clause sets; `>`, `>=` and `!=` set none. */
export function ceilingOf(requirement: Requirement): Ceiling | undefined {
  return requirement.clauses
    .map(clauseCeiling)
    .filter((ceiling) => ceiling !== undefined)
    .reduce<Ceiling | undefined>((low, next) => (low === undefined || isLower(next, low) ? next : low), undefined);
}

/** Whether the requirement keeps out `boundary` and all that would follow it: `!= 3.0.0` and `<= 3.0` let 3.x in. */
export function blocks(requirement: Requirement, boundary: Version): boolean {
  return ceilingOf(requirement) !== undefined && !admitsFrom(requirement, boundary);
}

/** `exact`: one version. `held`: the next breaking version is kept out. `loose`: it is let in, a later one not. `open`: no end at all. */
export type Hold = 'exact' | 'held' | 'loose' | 'open';

/** How far all requirements on `gem` together let it float up from `version`. */
export function holdOn(gem: string, version: Version, requirements: readonly Requirement[]): Hold {
  const all = { clauses: requirements.flatMap(({ clauses }) => clauses) };
  const ceiling = ceilingOf(all);
  if (ceiling === undefined) {
    return 'open';
  }
  if (ceiling.exact) {
    return 'exact';
  }
  return admitsFrom(all, breakingBoundary(gem, version)) ? 'loose' : 'held';
}

/** What a requirement lets in and keeps out, for a gem that is at `version`: `blocks 4.0, lets 3.x in`. */
export function explainRequirement(requirement: Requirement, gem: string, version: Version): string {
  const ceiling = ceilingOf(requirement);
  if (ceiling === undefined) {
    const skipped = requirement.clauses.filter(({ operator }) => operator === '!=');
    return skipped.length === 0
      ? 'blocks nothing'
      : `blocks only ${skipped.map((clause) => clause.version.text).join(' and ')}`;
  }
  if (ceiling.exact) {
    return `holds ${ceiling.version.text} exactly`;
  }
  const end = ceiling.inclusive ? `allows up to ${ceiling.version.text}` : `blocks ${shortText(ceiling.version)}`;
  const boundary = breakingBoundary(gem, version);
  return admitsFrom(requirement, boundary) ? `${end}, lets ${seriesText(boundary)} in` : end;
}

function clauseCeiling({ operator, version }: Clause): Ceiling | undefined {
  switch (operator) {
    case '<':
      return { version, inclusive: false, exact: false };
    case '<=':
      return { version, inclusive: true, exact: false };
    case '=':
      return { version, inclusive: true, exact: true };
    case '~>':
      return { version: bump(version), inclusive: false, exact: false };
    default:
      return undefined;
  }
}

function isLower(a: Ceiling, b: Ceiling): boolean {
  const order = compareVersions(a.version, b.version);
  return order < 0 || (order === 0 && (a.exact || (!a.inclusive && b.inclusive)));
}

/** Tries the versions at and after a boundary that tell `< 4` from `< 3.5` from `!= 3.0.0`. */
function admitsFrom(requirement: Requirement, boundary: Version): boolean {
  return ['', '.0.1', '.1', '.999'].some((tail) => {
    const probe = parseVersion(boundary.text + tail);
    return probe !== undefined && satisfies(probe, requirement);
  });
}

/** At least two numbers: 3 as 3.0. */
function shortText(version: Version): string {
  const head = numericHead(releaseOf(version));
  return head.length > 1 ? head.join('.') : `${head[0] ?? 0}.0`;
}

/** How a boundary is called: `3.x`, or `0.27`. */
export function seriesText(boundary: Version): string {
  const head = numericHead(boundary);
  return head.length > 1 ? head.join('.') : `${head[0] ?? 0}.x`;
}
