import type { Location } from 'vscode-languageserver-types';
import type { Snapshot } from '../linter/snapshot.ts';
import type { Position } from '../syntax/textRange.ts';
import { type GemMention, mentionAt, mentionsOf } from './gemMentions.ts';
import { isOnReceiver, redisCallAt } from './redisCallAt.ts';

/**
 * Where what stands at the position comes from. A gem: its locked spec; from the spec back to the Gemfile, or, for a gem that only others
 * pull, the spec itself, so that editors fall back to its references. The receiver of a Redis call: where the client is made.
 */
export function definition(snapshot: Snapshot, uri: string, position: Position): Location[] {
  const mention = mentionAt(snapshot, uri, position);
  if (mention !== undefined) {
    return gemDefinition(snapshot, mention).map(({ uri: target, nameRange }) => ({ uri: target, range: nameRange }));
  }
  const call = redisCallAt(snapshot, uri, position);
  return call?.origin !== undefined && isOnReceiver(call, position) ? [{ ...call.origin }] : [];
}

function gemDefinition(snapshot: Snapshot, mention: GemMention): readonly GemMention[] {
  const bundle = snapshot.bundleFor(mention.uri);
  const all = bundle === undefined ? [] : mentionsOf(bundle, mention.name);
  const specs = all.filter(({ kind }) => kind === 'spec').slice(0, 1);
  if (mention.kind !== 'spec') {
    return specs;
  }
  const declarations = all.filter(({ kind }) => kind === 'declaration');
  return declarations.length > 0 ? declarations : specs;
}
