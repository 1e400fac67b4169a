import { encloses, type TextRange } from '../../syntax/textRange.ts';
import { namesOneOf } from './namesOneOf.ts';
import type { Site } from './site.ts';

/**
 * Whether the text at `range` can be put into a block with a named parameter: `_1` and `it` of a block around it would be taken for that
 * one's own, which has none such.
 */
export function canNest(site: Site, range: TextRange): boolean {
  const outer = site.call.enclosing.filter((around) => !encloses(range, around.range));
  const unnamed = outer.flatMap(({ parameters }) => parameters.filter((name) => /^(?:_[1-9]|it)$/.test(name)));
  return !namesOneOf(site.text(range), unnamed);
}
