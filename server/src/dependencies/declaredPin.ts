import type { Bundle } from './bundle.ts';
import type { GemDeclaration } from './gemfile.ts';
import type { LockedGem } from './graph.ts';
import { tookEffect } from './pinFreshness.ts';
import { type PinComment, parsePinComment, type RemovalFacts } from './removeWhen.ts';
import { parseRequirement, type Requirement } from './requirement.ts';
import { parseVersion, type Version } from './version.ts';

/** A requirement of the Gemfile on a gem that rubygems.org or the like serves, with what its comment says of it. */
export interface DeclaredPin {
  readonly gem: LockedGem;
  readonly locked: Version;
  readonly requirement: Requirement;
  readonly comment: PinComment;
}

/**
 * Reads a declaration as a pin; undefined for one without a requirement, one that cannot be read, one that an override replaces, one that is
 * not in the lock, and one under a condition that did not hold when the lock was written.
 */
export function declaredPin(declaration: GemDeclaration, bundle: Bundle): DeclaredPin | undefined {
  const { name, requirements, source, comment } = declaration;
  if (requirements === 'unknown' || requirements.length === 0 || source === 'git' || source === 'path') {
    return undefined;
  }
  // An override of the gem replaces what the Gemfile itself requires too.
  if (bundle.gemfile?.overrides.some(({ gem, parent }) => gem === name && parent === undefined)) {
    return undefined;
  }
  // The other branch of a condition is the pin of another lock.
  if (!tookEffect(declaration, bundle.lock)) {
    return undefined;
  }
  const gem = bundle.graph.gems.get(name);
  const locked = gem && parseVersion(gem.version);
  const requirement = parseRequirement(requirements);
  return gem === undefined || locked === undefined || requirement === undefined
    ? undefined
    : { gem, locked, requirement, comment: parsePinComment(comment ?? '') };
}

/**
 * Whether the comment makes the requirement a pin that somebody set on purpose: it states a condition, begins with the version that is kept
 * out, or says what it is held at.
 */
export function isExplained(gem: string, comment: PinComment): boolean {
  return (
    comment.conditions.length + comment.unreadable.length > 0 ||
    versionKeptOut(gem, comment) !== undefined ||
    comment.reason.startsWith('held at ')
  );
}

/** The version that a comment's reason begins with: 3.0 of `3.0 stops the scheduler thread`, `connection_pool 3.x breaks` and `v3 …`. */
export function versionKeptOut(gem: string, { reason }: PinComment): Version | undefined {
  const [first = '', second = ''] = reason.split(/\s+/);
  const [, text] = /^v?(\d+(?:\.\d+)+|\d+(?=\.x)|(?<=v)\d+)(?:\.x)?[:,]?$/i.exec(first === gem ? second : first) ?? [];
  return text === undefined ? undefined : parseVersion(text);
}

/** What a bundle knows of the conditions in its pins' comments. Without a clock no date has come. */
export function removalFacts({ graph, lock }: Bundle): RemovalFacts {
  return { lockedVersion: (gem) => graph.gems.get(gem)?.version, ruby: lock.rubyVersion, today: undefined };
}
