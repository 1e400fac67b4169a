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
  const locked = found?.lock.sources.flatMap(({ specs }) => specs).find(({ name }) => name === gem);
  const version = locked && parseVersion(locked.version);
  const requirement = declaration && requirementOf(declaration);
  if (declaration === undefined || another !== undefined || version === undefined || requirement === undefined) {
    return undefined;
  }
  const boundary = breakingBoundary(gem, version);
  const comment = parsePinComment(declaration.comment ?? '');
  return declaration.requirements !== 'unknown' && isExplained(gem, comment) && blocks(requirement, boundary)
    ? { requirements: declaration.requirements, boundary, comment }
    : undefined;
}

function requirementOf({ requirements }: GemDeclaration): Requirement | undefined {
  return requirements === 'unknown' ? undefined : parseRequirement(requirements);
}
