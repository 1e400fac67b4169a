import { type ActiveBreakage, victimsOf } from './breakages.ts';
import { meets } from './requirement.ts';

/** The versions of the broken gems that end the breakage: `sidekiq 7.3.10`. Undefined where a certain victim has none that is known. */
export function upgradeText(breakages: readonly ActiveBreakage[]): string | undefined {
  const offered = breakages.flatMap(({ breakage }) => breakage.upgrades ?? []);
  const victims = victimsOf(breakages).filter(({ certainty }, _, all) => certainty === all[0]?.certainty);
  const upgrades = victims.map(({ gem }) =>
    offered.find((upgrade) => upgrade.gem === gem.name && meets(gem.version, upgrade.affected)),
  );
  const known = upgrades.filter((upgrade) => upgrade !== undefined);
  return known.length === 0 || known.length < upgrades.length
    ? undefined
    : [...new Set(known.map(({ gem, to }) => `${gem} ${to}`))].join(' and ');
}
