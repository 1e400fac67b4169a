import { type DocumentHighlight, DocumentHighlightKind } from 'vscode-languageserver-types';
import type { Snapshot } from '../linter/snapshot.ts';
import type { Position } from '../syntax/textRange.ts';
import { mentionAt, mentionsIn } from './gemMentions.ts';

/** Every place of this file that names the gem at the position: its spec as a write, the others as reads. */
export function documentHighlight(snapshot: Snapshot, uri: string, position: Position): DocumentHighlight[] {
  const mention = mentionAt(snapshot, uri, position);
  const bundle = snapshot.bundleFor(uri);
  if (mention === undefined || bundle === undefined) {
    return [];
  }
  return mentionsIn(bundle, uri)
    .filter(({ name }) => name === mention.name)
    .map(({ kind, nameRange }) => ({
      range: nameRange,
      kind: kind === 'spec' ? DocumentHighlightKind.Write : DocumentHighlightKind.Read,
    }));
}
