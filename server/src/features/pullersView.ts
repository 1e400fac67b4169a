import type { Bundle } from '../dependencies/bundle.ts';
import type { DependencyEdge, LockedGem } from '../dependencies/graph.ts';
import type { Snapshot } from '../linter/snapshot.ts';
import type { Location, TextRange } from '../syntax/textRange.ts';
import { mentionsOf } from './gemMentions.ts';
import { type Puller, pullersOf } from './pullers.ts';

/** One step of the tree that shows who pulls a gem, or what a gem pulls. */
export interface PullerNode {
  /** The gem to ask for next; undefined for the Gemfile, where the way ends. */
  readonly gem: string | undefined;
  readonly version: string | undefined;
  /** The requirement of this step, as written. */
  readonly requirement: string;
  /** `blocks 3.0`, `blocks nothing`. */
  readonly effect: string;
  /** It keeps out the next version that may break. */
  readonly holds: boolean;
  /** Where the requirement stands. */
  readonly location: Location | undefined;
  /** Whether the next step has any node. */
  readonly leadsOn: boolean;
}

/** A gem to start from. */
export interface LockedGemNode {
  readonly gem: string;
  readonly version: string;
  readonly direct: boolean;
}

/** Every gem of a lock, by name. */
export function lockedGems(snapshot: Snapshot, lockUri: string): readonly LockedGemNode[] {
  const gems = [...(snapshot.bundleFor(lockUri)?.graph.gems.values() ?? [])];
  return gems.map(({ name, version, direct }) => ({ gem: name, version, direct }));
}

/** The next step from a gem, up to who pulls it or down to what it pulls. Empty for a gem that is not locked. */
export function pullersView(
  snapshot: Snapshot,
  lockUri: string,
  name: string,
  direction: 'pullers' | 'pulled',
): readonly PullerNode[] {
  const bundle = snapshot.bundleFor(lockUri);
  const gem = bundle?.graph.gems.get(name);
  if (bundle === undefined || gem === undefined) {
    return [];
  }
  return direction === 'pullers'
    ? pullersOf(bundle, gem).map((puller) => upwards(bundle, gem, puller))
    : gem.children.flatMap((edge) => downwards(bundle, edge));
}

function upwards(bundle: Bundle, gem: LockedGem, { gem: by, requirement, effect, holds }: Puller): PullerNode {
  const edge = gem.parents.find(({ parent }) => parent === by?.name);
  const declaration = mentionsOf(bundle, gem.name).find(({ kind }) => kind === 'declaration' || kind === 'dependency');
  const location =
    by === undefined
      ? declaration && { uri: declaration.uri, range: declaration.range }
      : inLock(bundle, edge?.dependency.range);
  return {
    gem: by?.name,
    version: by?.version,
    requirement,
    effect,
    holds,
    location,
    leadsOn: by !== undefined && (by.direct || by.parents.length > 0),
  };
}

function downwards(bundle: Bundle, { parent, child, dependency }: DependencyEdge): readonly PullerNode[] {
  const gem = bundle.graph.gems.get(child);
  const puller = gem && pullersOf(bundle, gem).find((candidate) => candidate.gem?.name === parent);
  return gem === undefined || puller === undefined
    ? []
    : [
        {
          gem: child,
          version: gem.version,
          requirement: puller.requirement,
          effect: puller.effect,
          holds: puller.holds,
          location: inLock(bundle, dependency.range),
          leadsOn: gem.children.some((edge) => bundle.graph.gems.has(edge.child)),
        },
      ];
}

function inLock({ lockUri }: Bundle, range: TextRange | undefined): Location | undefined {
  return range && { uri: lockUri, range };
}
