import { type InlayHint, InlayHintKind } from 'vscode-languageserver-types';
import type { Bundle } from '../dependencies/bundle.ts';
import type { Snapshot } from '../linter/snapshot.ts';
import type { LockedSpec } from '../syntax/lockfile/lockfile.ts';
import { comparePositions, type TextRange } from '../syntax/textRange.ts';
import { type GemMention, mentionsIn } from './gemMentions.ts';
import { holdOf, nextBoundary, pullersOf } from './pullers.ts';

/** More pullers than this are counted, not named: editors cut long hints, and the limit at the end is the point. */
const maxNamed = 1;

/**
 * In a Gemfile, the locked version behind each gem, unless the requirement states it. In a lock, who pulls each gem that nothing in the Gemfile
 * asks for and nobody holds below its next breaking version; all others stay quiet.
 */
export function inlayHints(snapshot: Snapshot, uri: string, range: TextRange): InlayHint[] {
  const bundle = snapshot.bundleFor(uri);
  if (bundle === undefined) {
    return [];
  }
  const shown = mentionsIn(bundle, uri).filter(
    (mention) =>
      comparePositions(range.start, mention.range.end) <= 0 && comparePositions(mention.range.end, range.end) <= 0,
  );
  return shown.flatMap((mention) => {
    switch (mention.kind) {
      case 'declaration':
        return lockedVersion(bundle, mention);
      case 'spec':
        return whoPulls(bundle, mention.spec);
      default:
        return [];
    }
  });
}

function lockedVersion(bundle: Bundle, { name, range, requirements }: GemMention): InlayHint[] {
  const gem = bundle.graph.gems.get(name);
  const stated = requirements.some((text) => text.replace(/^\s*=?\s*/, '').trim() === gem?.version);
  const spec = gem?.specs[0];
  return gem === undefined || spec === undefined || stated
    ? []
    : [
        {
          position: range.end,
          label: [{ value: gem.version, location: { uri: bundle.lockUri, range: spec.nameRange } }],
          paddingLeft: true,
          kind: InlayHintKind.Type,
        },
      ];
}

function whoPulls(bundle: Bundle, spec: LockedSpec): InlayHint[] {
  const gem = bundle.graph.gems.get(spec.name);
  if (gem === undefined || gem.direct || gem.specs[0] !== spec) {
    return [];
  }
  const pullers = pullersOf(bundle, gem);
  const hold = holdOf(gem, pullers);
  if (hold !== 'open' && hold !== 'loose') {
    return [];
  }
  const named = pullers
    .slice(0, maxNamed)
    .map(({ gem: by, requirement }) => `${by?.name ?? 'Gemfile'} ${requirement}`.trim());
  const more = pullers.length > maxNamed ? ` +${pullers.length - maxNamed}` : '';
  const limit = hold === 'open' ? 'no ceiling' : `lets ${nextBoundary(gem)} in`;
  const label = pullers.length === 0 ? 'nobody pulls it' : `<- ${named.join(', ')}${more} · ${limit}`;
  return [{ position: spec.range.end, label, paddingLeft: true, kind: InlayHintKind.Type }];
}
