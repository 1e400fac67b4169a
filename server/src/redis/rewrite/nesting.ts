import { encloses, type TextRange } from '../../syntax/textRange.ts';
import { localsAssignedIn, namesOneOf } from './namesOneOf.ts';
import type { Site } from './site.ts';

/**
 * Whether the text at `range` means the same within a block with a named parameter. `_1` and `it` of a block around it would be taken for
 * that one's own, which has none such; a local that is assigned there is gone behind it; and `next` leaves it.
 */
export function canNest(site: Site, range: TextRange): boolean {
  const outer = site.call.enclosing.filter((around) => !encloses(range, around.range));
  const unnamed = outer.flatMap(({ parameters }) => parameters.filter((name) => /^(?:_[1-9]|it)$/.test(name)));
  const code = site.text(range);
  const bare = code.replace(/"[^"]*"|'[^']*'/g, '""');
  const leaves = /(?<![.\w])(?:next|break|redo)\b(?![\w?!:])/.test(bare);
  return !leaves && localsAssignedIn(bare).length === 0 && !namesOneOf(code, unnamed);
}
