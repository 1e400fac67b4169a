import type { Lockfile } from '../syntax/lockfile/lockfile.ts';
import { breakingBoundary } from './boundary.ts';
import type { Bundle } from './bundle.ts';
import { blocks } from './ceiling.ts';
import { isExplained, removalFacts } from './declaredPin.ts';
import type { GemDeclaration } from './gemfile.ts';
import { mayBeRemoved, type PinComment, parsePinComment } from './removeWhen.ts';
import { parseRequirement, type Requirement } from './requirement.ts';
import { parseVersion, type Version } from './version.ts';

/** A pin as the base's Gemfile has it. */
export interface PinInBase {
  readonly requirements: readonly string[];
  /** The breaking version that it kept out. */
  readonly boundary: Version;
  readonly comment: PinComment;
}

/** The pin of the base that a declaration no longer keeps though its comment still stands; undefined when nothing was let in. */
export function widenedPin(declaration: GemDeclaration, bundle: Bundle): PinInBase | undefined {
  const before = pinInBase(declaration.name, bundle);
  const now = requirementOf(declaration);
  return before === undefined ||
    now === undefined ||
    blocks(now, before.boundary) ||
    mayBeRemoved(before.comment, removalFacts(bundle))
    ? undefined
    : before;
}

/** Where its comment explains it and it kept the next breaking version out. */
function pinInBase(gem: string, { base }: Bundle): PinInBase | undefined {
  const found = base.state === 'found' ? base : undefined;
  const [declaration, another] = found?.gemfile?.declarations.filter(({ name }) => name === gem) ?? [];
  const requirement = declaration && requirementOf(declaration);
  if (declaration === undefined || another !== undefined || requirement === undefined) {
    return undefined;
  }
  const comment = parsePinComment(declaration.comment ?? '');
  // Few declarations get past this, and the lock is long.
  const version = found !== undefined && isExplained(gem, comment) ? lockedVersion(gem, found.lock) : undefined;
  const boundary = version && breakingBoundary(gem, version);
  return declaration.requirements !== 'unknown' && boundary !== undefined && blocks(requirement, boundary)
    ? { requirements: declaration.requirements, boundary, comment }
    : undefined;
}

function lockedVersion(gem: string, { sources }: Lockfile): Version | undefined {
  const locked = sources.flatMap(({ specs }) => specs).find(({ name }) => name === gem);
  return locked && parseVersion(locked.version);
}

function requirementOf({ requirements }: GemDeclaration): Requirement | undefined {
  return requirements === 'unknown' ? undefined : parseRequirement(requirements);
}
