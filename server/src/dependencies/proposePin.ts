import { isSeriesGem } from '../catalog/gemNature.ts';
import { crossingKind } from './boundary.ts';
import { breakageReason, removalCondition } from './breakageReason.ts';
import { type ActiveBreakage, activeBreakages } from './breakages.ts';
import type { Bundle } from './bundle.ts';
import { ceilingOf } from './ceiling.ts';
import { type LockedGem, neededBy } from './graph.ts';
import { intersects } from './intersects.ts';
import { outgrownNeeds, outgrownText } from './outgrown.ts';
import { replacingOverride } from './overrides.ts';
import { tookEffect } from './pinFreshness.ts';
import { unchosenBecause } from './pinSource.ts';
import { parseRequirement, parseRequirementList, satisfies } from './requirement.ts';
import { adviceAcross } from './upgrades.ts';
import { numericHead, parseVersion, type Version } from './version.ts';

/** The pin that takes a gem back, or why none is known to. */
export type PinProposal =
  | {
      readonly satisfiable: true;
      /** `~> 2.5`. */
      readonly requirement: string;
      /** The first part of the pin's comment. */
      readonly reason: string;
      /** The pin comment's condition, or undefined when nobody knows one. */
      readonly removeWhen: string | undefined;
    }
  | {
      readonly satisfiable: false;
      readonly requirement: string | undefined;
      /** Who could not live with it, as a sentence without its full stop. */
      readonly conflict: string;
      /** What to do instead, where that is known. */
      readonly advice: string | undefined;
    };

/**
 * Judges the pin of `name` statically: the base's version must suit the Gemfile and every parent in this lock, for Bundler would otherwise
 * move a parent down in silence. Where that version is too old for them, a pin that is known to keep a breakage out may still suit all.
 */
export function proposePin(bundle: Bundle, name: string): PinProposal {
  const gem = bundle.graph.gems.get(name);
  if (gem === undefined) {
    return refuse(`${name} is not in the lock`);
  }
  if (bundle.base.state === 'absent') {
    return refuse(`there is no base to go back to: ${bundle.base.reason}`);
  }
  const specs = bundle.base.lock.sources.flatMap((source) => source.specs.filter((spec) => spec.name === name));
  const version = specs[0] && parseVersion(specs[0].version);
  if (version === undefined) {
    return refuse(`${name} is not in the lock of ${bundle.base.label}`);
  }
  if (version.prerelease) {
    return refuse(`${name} was at the prerelease ${version.text} in ${bundle.base.label}`);
  }
  const breakages = activeBreakages(gem, version.text, bundle);
  const old = pinRequirement(name, version, breakages);
  const never = unpinnableBecause(bundle, gem);
  const refused = never ?? refusalOf(bundle, gem, version);
  const instead = never === undefined && refused !== undefined ? knownPin(bundle, gem, breakages) : undefined;
  const conflict = instead === undefined ? (refused ?? outgrownBy(bundle, name, version.text)) : undefined;
  if (conflict !== undefined) {
    return { satisfiable: false, requirement: old, conflict, advice: adviceAcross(breakages) };
  }
  const requirement = instead ?? old;
  return {
    satisfiable: true,
    requirement,
    reason: breakageReason(boundaryText(gem, version), breakages) ?? unknownReason(bundle, gem, requirement),
    removeWhen: removalCondition(breakages),
  };
}

/** Why, where no breakage is known: what came in, or what could. */
function unknownReason({ changes }: Bundle, gem: LockedGem, requirement: string): string {
  const cameIn = changes?.crossings.some(
    ({ gem: { name }, origin, direction }) => name === gem.name && origin === 'floated' && direction === 'up',
  );
  if (cameIn) {
    return `${seriesOf(gem.version)} came in without being asked for`;
  }
  const parsed = parseRequirementList(requirement);
  const ceiling = parsed && ceilingOf(parsed);
  return ceiling === undefined || ceiling.inclusive
    ? `held at ${requirement}`
    : `${seriesOf(`${ceiling.version.text}.0`)} is kept out`;
}

/** What is kept out: `3.0`, or where only a step within the major was one too many, the version that it led to. */
function boundaryText(gem: LockedGem, before: Version): string {
  const now = parseVersion(gem.version);
  const isWithin = now !== undefined && crossingKind(gem.name, before, now) === undefined;
  return isWithin ? gem.version : seriesOf(gem.version);
}

function seriesOf(version: string): string {
  return version.split('.').slice(0, 2).join('.');
}

function refuse(conflict: string): PinProposal {
  return { satisfiable: false, requirement: undefined, conflict, advice: undefined };
}

/** `~> 2.5` for 2.5.5: within the major, not below what worked. A version below 1, or of a series gem, holds one number more. */
export function pinRequirement(name: string, version: Version, breakages: readonly ActiveBreakage[]): string {
  const known = breakages
    .map(({ breakage }) => breakage.pin)
    .find((pin) => pin !== undefined && admits([pin], version));
  if (known !== undefined) {
    return known;
  }
  const head = numericHead(version);
  const length = isSeriesGem(name) || head[0] === 0 ? 3 : 2;
  const numbers = Array.from({ length }, (_, index) => head[index] ?? 0);
  const requirement = `~> ${numbers.join('.')}`;
  const letsItIn = breakages.some(({ breakage }) => areCompatible([requirement], breakage.to));
  // Within the major there is nothing to say but the version that worked.
  return letsItIn ? version.text : requirement;
}

function unpinnableBecause({ gemfile, lock }: Bundle, gem: LockedGem): string | undefined {
  const override = replacingOverride(gemfile?.overrides ?? [], gem);
  return unchosenBecause(lock, gem.name) ?? (override && `the Gemfile's override decides which ${gem.name} is taken`);
}

/** Who cannot live with a version. */
function refusalOf({ graph, gemfile, lock }: Bundle, gem: LockedGem, version: Version): string | undefined {
  for (const { parent, requirements } of gem.parents) {
    const refusing = requirements.find((text) => !admitsList(text, version));
    if (refusing !== undefined) {
      return `${parent} ${graph.gems.get(parent)?.version ?? ''} requires ${gem.name} ${refusing}`;
    }
  }
  for (const declaration of gemfile?.declarations ?? []) {
    const { name, requirements } = declaration;
    const isRequired = name === gem.name && tookEffect(declaration, lock);
    if (isRequired && requirements !== 'unknown' && !admits(requirements, version)) {
      return `the Gemfile requires ${gem.name} ${requirements.join(', ')}`;
    }
  }
  return undefined;
}

/** The catalog names versions that exist, and here some that all who require the gem accept. */
function knownPin({ gemfile, lock }: Bundle, gem: LockedGem, breakages: readonly ActiveBreakage[]): string | undefined {
  const declared = gemfile?.declarations.filter((one) => one.name === gem.name && tookEffect(one, lock)) ?? [];
  const required = [
    ...gem.parents.flatMap(({ requirements }) => requirements.map(parseRequirementList)),
    ...declared.map(({ requirements }) => (requirements === 'unknown' ? undefined : parseRequirement(requirements))),
  ].filter((requirement) => requirement !== undefined);
  return breakages
    .map(({ breakage }) => breakage.pin)
    .find((pin) => {
      const wanted = pin === undefined ? undefined : parseRequirementList(pin);
      return wanted !== undefined && intersects([wanted, ...required]);
    });
}

/** What the base's version itself cannot have any more. */
function outgrownBy({ graph, gemfile, base }: Bundle, name: string, version: string): string | undefined {
  const needs = base.state === 'found' ? neededBy(base.lock, name) : [];
  const [need] = outgrownNeeds({ name, version, needs }, [name], graph, gemfile);
  return need && outgrownText(need, (gem) => graph.gems.get(gem)?.version ?? '');
}

function areCompatible(one: readonly string[], other: readonly string[]): boolean {
  const both = [parseRequirement(one), parseRequirement(other)].filter((requirement) => requirement !== undefined);
  return both.length === 2 && intersects(both);
}

function admits(requirements: readonly string[], version: Version): boolean {
  const requirement = parseRequirement(requirements);
  return requirement === undefined || satisfies(version, requirement);
}

function admitsList(text: string, version: Version): boolean {
  const requirement = parseRequirementList(text);
  return requirement === undefined || satisfies(version, requirement);
}
