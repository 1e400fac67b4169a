import { type ActiveBreakage, activeBreakages } from './breakages.ts';
import type { Bundle } from './bundle.ts';
import type { Crossing } from './classification.ts';
import { type PinProposal, proposePin } from './proposePin.ts';
import { type RiskLevel, riskOf } from './severity.ts';

/** A crossing with everything that a report says of it. */
export interface Threat {
  readonly crossing: Crossing;
  readonly breakages: readonly ActiveBreakage[];
  /** Undefined for what is not worth a finding. */
  readonly risk: RiskLevel | undefined;
  readonly pin: PinProposal;
}

/** Every crossing of the bundle, judged, in the order of the lock. Empty without a base. */
export function threats(bundle: Bundle): readonly Threat[] {
  return (bundle.changes?.crossings ?? []).map((crossing) => threatOf(crossing, bundle));
}

/** One crossing, judged. */
export function threatOf(crossing: Crossing, bundle: Bundle): Threat {
  const breakages = crossing.direction === 'up' ? activeBreakages(crossing.gem, crossing.from, bundle.graph) : [];
  return {
    crossing,
    breakages,
    risk: riskOf(crossing, breakages),
    pin: proposePin(bundle, crossing.gem.name),
  };
}
