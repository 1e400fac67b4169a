import { splitRequirement, splitRequirementList } from '../syntax/lockfile/versionPattern.ts';
import { bump, compareVersions, parseVersion, releaseOf, type Version } from './version.ts';

export type Operator = '=' | '!=' | '>' | '<' | '>=' | '<=' | '~>';

/** `~> 2.5`. */
export interface Clause {
  readonly operator: Operator;
  readonly version: Version;
}

/** Clauses that must all hold, with the meaning that `Gem::Requirement` gives them; never empty. */
export interface Requirement {
  readonly clauses: readonly Clause[];
}

/** The requirement of several strings, one clause each; `>= 0` for none. Undefined where `Gem::Requirement.new` raises. */
export function parseRequirement(texts: readonly string[]): Requirement | undefined {
  const clauses: Clause[] = [];
  for (const text of new Set(texts.length > 0 ? texts : ['>= 0'])) {
    const clause = parseClause(text);
    if (!clause) return undefined;
    clauses.push(clause);
  }
  return { clauses };
}

const lists = new Map<string, Requirement | undefined>();
const keptLists = 2_000;

/** The requirement of a lock's line, `>= 2, < 4`. A lock has thousands of them, and most are like another. */
export function parseRequirementList(text: string): Requirement | undefined {
  const known = lists.get(text);
  if (known !== undefined || lists.has(text)) {
    return known;
  }
  if (lists.size === keptLists) {
    lists.clear();
  }
  const requirement = parseRequirement(splitRequirementList(text));
  lists.set(text, requirement);
  return requirement;
}

/** Whether every clause lets the version in. A prerelease is judged like any other version, as Bundler judges a locked one. */
export function satisfies(version: Version, requirement: Requirement): boolean {
  return requirement.clauses.every((clause) => clauseHolds(version, clause));
}

/** Whether a version written as text satisfies requirements written as texts. False where either cannot be read. */
export function meets(version: string, requirements: readonly string[]): boolean {
  const parsed = parseVersion(version);
  const requirement = parseRequirement(requirements);
  return parsed !== undefined && requirement !== undefined && satisfies(parsed, requirement);
}

/** `~> 2.5, != 2.5.1`. */
export function requirementText(requirement: Requirement): string {
  return requirement.clauses.map(({ operator, version }) => `${operator} ${version.text}`).join(', ');
}

function parseClause(text: string): Clause | undefined {
  const parts = splitRequirement(text);
  const version = parts && parseVersion(parts.version);
  return version && { operator: (parts.operator ?? '=') as Operator, version };
}

function clauseHolds(version: Version, clause: Clause): boolean {
  const order = compareVersions(version, clause.version);
  switch (clause.operator) {
    case '=':
      return order === 0;
    case '!=':
      return order !== 0;
    case '>':
      return order > 0;
    case '<':
      return order < 0;
    case '>=':
      return order >= 0;
    case '<=':
      return order <= 0;
    case '~>':
      return order >= 0 && compareVersions(releaseOf(version), bump(clause.version)) < 0;
  }
}
