import type { DocumentLink } from 'vscode-languageserver-types';
import type { Snapshot } from '../linter/snapshot.ts';
import { rangeOnLine, type TextRange } from '../syntax/textRange.ts';
import { type GemMention, mentionsIn } from './gemMentions.ts';
import { pageOf } from './publicPage.ts';

/**
 * Links from each version in a lock to the gem's public page. A link on the name would take the click that goes to its definition, and a
 * Gemfile full of underlines would be no calm place.
 */
export function documentLinks(snapshot: Snapshot, uri: string): DocumentLink[] {
  const bundle = snapshot.bundleFor(uri);
  return (bundle === undefined ? [] : mentionsIn(bundle, uri)).flatMap((mention) => {
    const target = mention.kind === 'spec' ? pageOf(mention.source, mention.spec) : undefined;
    const range = versionRange(mention);
    return target === undefined || range === undefined
      ? []
      : [{ range, target, tooltip: `${mention.name} on rubygems.org` }];
  });
}

/** `3.0.2` of `name (3.0.2)`. */
function versionRange({ nameRange, range }: GemMention): TextRange | undefined {
  const from = nameRange.end.character + ' ('.length;
  const to = range.end.character - ')'.length;
  return to > from ? rangeOnLine(range.start.line, from, to) : undefined;
}
