import type { DocumentLink } from 'vscode-languageserver-types';
import type { Snapshot } from '../linter/snapshot.ts';
import { comparePositions, rangeOnLine, type TextRange } from '../syntax/textRange.ts';
import { type GemMention, mentionsIn } from './gemMentions.ts';
import { pageOf, publicPage } from './publicPage.ts';

const keyword = 'gem';

/**
 * Links to the page of each public gem: on the version in a lock, on the word `gem` in a Gemfile. A link on the name would take the click
 * that goes to its definition.
 */
export function documentLinks(snapshot: Snapshot, uri: string): DocumentLink[] {
  const bundle = snapshot.bundleFor(uri);
  const text = snapshot.text(uri);
  if (bundle === undefined || text === undefined) {
    return [];
  }
  const lines = text.split('\n');
  return mentionsIn(bundle, uri).flatMap((mention) => {
    const target =
      mention.kind === 'spec'
        ? pageOf(mention.source, mention.spec)
        : mention.kind === 'declaration' && mention.declaration.source === 'default'
          ? publicPage(bundle, mention.name)
          : undefined;
    const range = mention.kind === 'spec' ? versionRange(mention) : keywordRange(mention, lines);
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

function keywordRange({ range, nameRange }: GemMention, lines: readonly string[]): TextRange | undefined {
  const { line, character } = range.start;
  const found = rangeOnLine(line, character, character + keyword.length);
  return lines[line]?.startsWith(keyword, character) && comparePositions(found.end, nameRange.start) < 0
    ? found
    : undefined;
}
