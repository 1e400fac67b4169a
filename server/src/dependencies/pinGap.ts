import { crossingKind } from './boundary.ts';
import { type ActiveBreakage, breakagesAhead } from './breakages.ts';
import type { Bundle } from './bundle.ts';
import { ceilingOf } from './ceiling.ts';
import { type DeclaredPin, versionKeptOut } from './declaredPin.ts';
import { intersects } from './intersects.ts';
import { pinRequirement } from './proposePin.ts';
import { parseRequirement, parseRequirementList, satisfies } from './requirement.ts';
import { compareVersions } from './version.ts';

/** What a pin lets in although it was to be kept out. */
export interface PinGap {
  /** The first version behind the boundary: `3.0.0`. */
  readonly boundary: string;
  /** What is known to break there; empty where only the pin's comment speaks of it. */
  readonly breakages: readonly ActiveBreakage[];
  /** The requirement that closes the gap. */
  readonly requirement: string;
}

/**
 * The gap of a pin: a boundary that is known to break a locked gem, or else one that its own comment says it keeps out. Undefined for a
 * requirement without a ceiling, which pins nothing.
 */
export function pinGap({ gem, locked, requirement, comment }: DeclaredPin, bundle: Bundle): PinGap | undefined {
  if (ceilingOf(requirement) === undefined) {
    return undefined;
  }
  // What a parent keeps out does not come in, whatever the pin allows.
  const parents = gem.parents
    .flatMap(({ requirements }) => requirements.map(parseRequirementList))
    .filter((own) => own !== undefined);
  const breakages = breakagesAhead(gem, bundle, (to) => {
    const behind = parseRequirement(to);
    return behind !== undefined && intersects([requirement, behind, ...parents]);
  });
  const floor = breakages[0]?.breakage.to.find((text) => /^(?:>=|=) /.test(text));
  const narrow = pinRequirement(gem.name, locked, breakages);
  if (floor !== undefined) {
    return { boundary: floor.replace(/^\S+ /, ''), breakages, requirement: narrow };
  }
  const named = versionKeptOut(gem.name, comment);
  const isLetIn =
    named !== undefined &&
    compareVersions(named, locked) > 0 &&
    crossingKind(gem.name, locked, named) !== undefined &&
    satisfies(named, requirement);
  return isLetIn ? { boundary: named.text, breakages: [], requirement: narrow } : undefined;
}
