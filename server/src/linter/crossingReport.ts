import type { Bundle } from '../dependencies/bundle.ts';
import type { Crossing } from '../dependencies/classification.ts';
import { pinFix } from '../dependencies/pinFix.ts';
import { eachPathTo } from '../dependencies/why.ts';
import type { TextRange } from '../syntax/textRange.ts';
import type { RelatedLocation } from './diagnostic.ts';
import type { Fix } from './fix.ts';
import type { Snapshot } from './snapshot.ts';

/** In a Rails app nearly every line of the Gemfile leads to a gem like connection_pool. */
const shownLines = 3;

/** What every finding about a crossing carries: where it stands, who pulled the gem, and the pin. */
export interface CrossingReport {
  readonly range: TextRange;
  readonly related: readonly RelatedLocation[];
  readonly fixes: () => readonly Fix[];
  readonly gem: { readonly name: string; readonly version: string };
}

/** A pin takes a version back, so it is never applied without being asked for. */
export function crossingReport(crossing: Crossing, bundle: Bundle, snapshot: Snapshot): CrossingReport {
  const { gem } = crossing;
  const gemfileText = bundle.gemfileUri === undefined ? undefined : snapshot.text(bundle.gemfileUri);
  // Where platforms differ, an older variant may stand above the one that crossed.
  const spec = gem.specs.find(({ version }) => version === gem.version) ?? gem.specs[0];
  return {
    range: spec?.range ?? { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } },
    related: [...parentLines(crossing, bundle), ...gemfileLines(crossing, bundle)],
    // The lock as Bundler would write it is worked out for each gem anew: 150 gems took most of a second.
    fixes: () => (canBePinnedAlone(crossing) ? pin(bundle, gemfileText, gem.name) : []),
    gem: { name: gem.name, version: gem.version },
  };
}

function pin(bundle: Bundle, gemfileText: string | undefined, gem: string): readonly Fix[] {
  const fix = pinFix(bundle, gemfileText, gem);
  return fix.ok
    ? [
        {
          title: `${fix.title} (an older version runs again)`,
          applicability: 'unsafe',
          edits: fix.edits,
          ...(fix.resolved ? {} : { resolves: { lockUri: bundle.lockUri, gem } }),
        },
      ]
    : [];
}

/** Gems that are released together move together: a pin on one would have to take all back. */
function canBePinnedAlone({ gem, origin, family }: Crossing): boolean {
  return origin !== 'invited' || (gem.direct && family.length === 1);
}

function parentLines({ gem }: Crossing, { lockUri, graph }: Bundle): readonly RelatedLocation[] {
  return gem.parents.map(({ parent, requirements, dependency }) => ({
    uri: lockUri,
    range: dependency.range,
    message: `${parent} ${graph.gems.get(parent)?.version ?? ''} requires ${requirements.join(' | ')}`,
  }));
}

/** The lines of the Gemfile that lead to the gem most directly. */
function gemfileLines({ gem }: Crossing, { graph, gemfile }: Bundle): readonly RelatedLocation[] {
  const lines: RelatedLocation[] = [];
  for (const path of gemfile === undefined ? [] : eachPathTo(graph, gem.name)) {
    const declaration = gemfile?.declarations.find(({ name }) => name === path[0]);
    if (declaration !== undefined) {
      const message = `the Gemfile leads here: ${path.join(' -> ')}`;
      lines.push({ uri: declaration.uri, range: declaration.range, message });
    }
    if (lines.length === shownLines) {
      break;
    }
  }
  return lines;
}
