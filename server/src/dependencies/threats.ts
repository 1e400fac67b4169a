import { groupsOf, reachOf } from './blastRadius.ts';
import { type ActiveBreakage, activeBreakages } from './breakages.ts';
import type { Bundle } from './bundle.ts';
import type { Crossing } from './classification.ts';
import { type PinProposal, proposePin } from './proposePin.ts';
import { breakageRisk, crossingRisk, type RiskLevel, riskOf } from './severity.ts';

/** A crossing with everything that a report says of it. */
export interface Threat {
  readonly crossing: Crossing;
  readonly breakages: readonly ActiveBreakage[];
  /** Undefined for what is not worth a finding. */
  readonly risk: RiskLevel | undefined;
  /** Whether a known breakage is what makes the crossing worth telling, rather than how it came in. */
  readonly breaks: boolean;
  readonly pin: PinProposal;
}

/** Every crossing of the bundle, judged, in the order of the lock. Empty without a base. */
export function threats(bundle: Bundle): readonly Threat[] {
  return (bundle.changes?.crossings ?? []).map((crossing) => threatOf(crossing, bundle));
}

const cache = new WeakMap<Crossing, { readonly bundle: Bundle; readonly threat: Threat }>();

/** One crossing, judged. Every rule about locks asks for that of every crossing. */
export function threatOf(crossing: Crossing, bundle: Bundle): Threat {
  const known = cache.get(crossing);
  if (known?.bundle === bundle) {
    return known.threat;
  }
  const threat = judge(crossing, bundle);
  cache.set(crossing, { bundle, threat });
  return threat;
}

function judge(crossing: Crossing, bundle: Bundle): Threat {
  const breakages = crossing.direction === 'up' ? activeBreakages(crossing.gem, crossing.from, bundle) : [];
  const inProduction = productionOf(bundle);
  const risk = riskOf(crossing, breakages, inProduction);
  let pin: PinProposal | undefined;
  return {
    crossing,
    breakages,
    risk,
    breaks:
      risk !== undefined &&
      (breakageRisk(crossing, breakages, inProduction) === risk || crossingRisk(crossing) === undefined),
    get pin() {
      pin ??= proposePin(bundle, crossing.gem.name);
      return pin;
    },
  };
}

/** Tells which gems production runs; none of them is looked for before it is asked about. */
export function productionOf({ graph, gemfile, lock }: Bundle): (gem: string) => boolean {
  let groups: ReadonlyMap<string, ReadonlySet<string>> | undefined;
  return (gem) => {
    groups ??= groupsOf(graph, gemfile);
    return reachOf(gem, groups.get(gem) ?? new Set(), lock.rubyVersion).blast === 'runtime';
  };
}

/** Whether this crossing speaks for its family: one finding for all gems that crossed together without being asked for. */
export function speaksForFamily({ gem, family }: Crossing): boolean {
  return family[0] === undefined || family[0] === gem.name;
}
