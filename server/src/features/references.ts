import type { Location } from 'vscode-languageserver-types';
import type { Snapshot } from '../linter/snapshot.ts';
import type { Position } from '../syntax/textRange.ts';
import { mentionAt, mentionsOf } from './gemMentions.ts';

/**
 * Who asks for the gem at the position: the Gemfile, DEPENDENCIES and every gem that requires it; with `includeDeclaration` its locked specs
 * too.
 */
export function references(
  snapshot: Snapshot,
  uri: string,
  position: Position,
  includeDeclaration: boolean,
): Location[] {
  const mention = mentionAt(snapshot, uri, position);
  const bundle = snapshot.bundleFor(uri);
  if (mention === undefined || bundle === undefined) {
    return [];
  }
  return mentionsOf(bundle, mention.name)
    .filter(({ kind }) => (kind === 'spec' ? includeDeclaration : kind !== 'checksum'))
    .map((other) => ({ uri: other.uri, range: other.nameRange }));
}
