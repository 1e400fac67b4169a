import { type Hover, MarkupKind } from 'vscode-languageserver-types';
import type { Snapshot } from '../linter/snapshot.ts';
import type { Position, TextRange } from '../syntax/textRange.ts';
import { isOnRequirement, mentionAt } from './gemMentions.ts';
import type { HoverContext } from './hoverContext.ts';
import { describeGem } from './hoverGem.ts';
import { describeRedisCall } from './hoverRedisCall.ts';
import { describeRequirement } from './hoverRequirement.ts';
import { isOnReceiver, redisCallAt } from './redisCallAt.ts';

/** An explanation of what stands at the position: a gem, a requirement on one, or a Redis call. */
export function hover(snapshot: Snapshot, uri: string, position: Position, context: HoverContext): Hover | undefined {
  const bundle = snapshot.bundleFor(uri);
  const mention = mentionAt(snapshot, uri, position);
  if (bundle !== undefined && mention !== undefined) {
    const { requirementRange, nameRange, name } = mention;
    return requirementRange !== undefined && isOnRequirement(mention, position)
      ? markdownHover(describeRequirement(bundle, mention), requirementRange)
      : markdownHover(describeGem(bundle, name), nameRange);
  }
  const call = redisCallAt(snapshot, uri, position);
  if (call === undefined) {
    return undefined;
  }
  const range = isOnReceiver(call, position) ? call.call.receiver?.range : call.range;
  return markdownHover(describeRedisCall(snapshot, call, context), range ?? call.range);
}

function markdownHover(paragraphs: readonly string[], range: TextRange): Hover {
  return { contents: { kind: MarkupKind.Markdown, value: paragraphs.join('\n\n') }, range };
}
