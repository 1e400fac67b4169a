import { victimsOf } from '../dependencies/breakages.ts';
import type { Bundle } from '../dependencies/bundle.ts';
import type { BlastRadius, Crossing, CrossingKind, CrossingOrigin } from '../dependencies/classification.ts';
import type { RiskLevel } from '../dependencies/severity.ts';
import { threatOf } from '../dependencies/threats.ts';
import type { Snapshot } from '../linter/snapshot.ts';
import type { Location } from '../syntax/textRange.ts';
import { type PullerNode, pullersView } from './pullersView.ts';

/** What the view of majors shows of one lock. */
export interface MajorsView {
  /** What the lock is compared with, or why it is with nothing. */
  readonly base: { readonly label: string; readonly commit?: string } | { readonly reason: string };
  /** What crossed upwards: what nobody chose first, then what a parent brought, then what was asked for. */
  readonly crossings: readonly CrossingNode[];
  readonly counts: Readonly<Record<CrossingOrigin, number>>;
}

export interface CrossingNode {
  readonly gem: string;
  readonly from: string;
  readonly to: string;
  readonly kind: CrossingKind;
  readonly origin: CrossingOrigin;
  readonly blast: BlastRadius;
  /** How loud the finding is; undefined where there is none. */
  readonly risk: RiskLevel | undefined;
  /** The locked gems that this is known to break: `sidekiq 7.3.9`. */
  readonly breaks: readonly string[];
  /** The gems that crossed as one, when they are more than this. */
  readonly family: readonly string[];
  readonly location: Location | undefined;
  readonly pullers: readonly PullerNode[];
}

const order: readonly CrossingOrigin[] = ['floated', 'carried', 'invited'];
const blasts: readonly BlastRadius[] = ['runtime', 'test', 'development', 'documentation'];

/** The gems of a lock that crossed a major (or a series of Rails) since the base; a step of a 0.x gem is no major. Undefined for a lock that the snapshot does not hold. */
export function majorsView(snapshot: Snapshot, lockUri: string): MajorsView | undefined {
  const bundle = snapshot.bundleFor(lockUri);
  if (bundle?.lockUri !== lockUri) {
    return undefined;
  }
  const crossed = (bundle.changes?.crossings ?? []).filter(
    ({ direction, kind }) => direction === 'up' && kind !== 'zero-minor',
  );
  const count = (origin: CrossingOrigin) => crossed.filter((crossing) => crossing.origin === origin).length;
  return {
    base: describeBase(bundle),
    crossings: [...crossed].sort(byWeight).map((crossing) => crossingNode(snapshot, bundle, crossing)),
    counts: { floated: count('floated'), carried: count('carried'), invited: count('invited') },
  };
}

function describeBase({ base }: Bundle): MajorsView['base'] {
  if (base.state === 'absent') {
    return { reason: base.reason };
  }
  return base.commit === undefined ? { label: base.label } : { label: base.label, commit: base.commit };
}

function byWeight(a: Crossing, b: Crossing): number {
  return (
    order.indexOf(a.origin) - order.indexOf(b.origin) ||
    blasts.indexOf(a.blast) - blasts.indexOf(b.blast) ||
    // Of a family that moved as one, the gem that was asked for stands first.
    Number(b.gem.direct) - Number(a.gem.direct) ||
    (a.gem.name < b.gem.name ? -1 : 1)
  );
}

function crossingNode(snapshot: Snapshot, bundle: Bundle, crossing: Crossing): CrossingNode {
  const { lockUri } = bundle;
  const { risk, breakages } = threatOf(crossing, bundle);
  const broken = victimsOf(breakages).filter(({ certainty }) => certainty === 'certain');
  const { gem, from, to, kind, origin, blast, family } = crossing;
  const range = gem.specs[0]?.range;
  return {
    gem: gem.name,
    from,
    to,
    kind,
    origin,
    blast,
    risk,
    breaks: broken.map((victim) => `${victim.gem.name} ${victim.gem.version}`),
    family: family.length > 1 ? family : [],
    location: range && { uri: lockUri, range },
    pullers: pullersView(snapshot, lockUri, gem.name, 'pullers'),
  };
}
