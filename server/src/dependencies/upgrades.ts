import type { KnownBreakage } from '../catalog/knownBreakages.ts';
import { type ActiveBreakage, type Victim, victimsOf } from './breakages.ts';
import { parsePinComment } from './removeWhen.ts';
import { meets } from './requirement.ts';

type Upgrade = NonNullable<KnownBreakage['upgrades']>[number];

/** The versions of the broken gems that end the breakage: `sidekiq 7.3.10`. Undefined where a certain victim has none that is known. */
export function upgradeText(breakages: readonly ActiveBreakage[]): string | undefined {
  return textOf(upgradesOf(breakages));
}

/**
 * What to do where the boundary has to stay crossed: upgrades that live with it, or else what the catalog says of these victims. An upgrade
 * that only keeps the boundary out, as sidekiq 7.3.10 does, would be refused.
 */
export function adviceAcross(breakages: readonly ActiveBreakage[]): string | undefined {
  const upgrades = upgradesOf(breakages);
  if (textOf(upgrades) !== undefined) {
    return textOf(upgrades.map((found) => ({ ...found, upgrade: livesWithIt(found) ? found.upgrade : undefined })));
  }
  return breakages.find(speaksOfVictims)?.breakage.advice;
}

interface VictimUpgrade {
  readonly victim: Victim;
  readonly upgrade: Upgrade | undefined;
}

/** For each victim that breaks as surely as the worst does. */
function upgradesOf(breakages: readonly ActiveBreakage[]): readonly VictimUpgrade[] {
  const offered = breakages.flatMap(({ breakage }) => breakage.upgrades ?? []);
  return worstOf(breakages).map((victim) => ({
    victim,
    upgrade: offered.find(({ gem, affected }) => gem === victim.gem.name && meets(victim.gem.version, affected)),
  }));
}

function worstOf(breakages: readonly ActiveBreakage[]): readonly Victim[] {
  return victimsOf(breakages).filter(({ certainty }, _, all) => certainty === all[0]?.certainty);
}

function textOf(upgrades: readonly VictimUpgrade[]): string | undefined {
  const known = upgrades.map(({ upgrade }) => upgrade).filter((upgrade) => upgrade !== undefined);
  return known.length === 0 || known.length < upgrades.length
    ? undefined
    : [...new Set(known.map(({ gem, to }) => `${gem} ${to}`))].join(' and ');
}

/** Whether the upgrade meets what must be locked before a pin may go. */
function livesWithIt({ victim, upgrade }: VictimUpgrade): boolean {
  return parsePinComment(`remove-when: ${victim.affected.clear ?? ''}`).conditions.every(
    (condition) =>
      condition.kind !== 'gem' || condition.gem !== upgrade?.gem || meets(upgrade.to, [condition.requirement]),
  );
}

/** Whether advice that names gems which the breakage affects names one that breaks here. */
function speaksOfVictims({ breakage, victims }: ActiveBreakage): boolean {
  const text = breakage.advice?.toLowerCase();
  const names = (gem: string) => text?.includes(gem.toLowerCase()) === true;
  return (
    text !== undefined &&
    (victims.some(({ gem }) => names(gem.name)) || !breakage.affects.some(({ gem }) => names(gem)))
  );
}
