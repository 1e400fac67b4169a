import { rangeOnLine } from '../textRange.ts';
import type { Line } from './entryLine.ts';
import type { ProblemLog } from './problemLog.ts';

const marker = /^(<{7}|={7}|>{7}|\|{7})(?: |$)/;
const markerAnywhere = /<{7}|={7}|>{7}|\|{7}/;

/** Whether anything in the text looks like a marker: hardly any lock has one, and to look at once is quicker than line by line. */
export function mayHaveConflicts(text: string): boolean {
  return markerAnywhere.test(text);
}

/**
 * The lines of the side that is checked out ("ours"), without the markers. Bundler looks for the markers anywhere in the text and refuses
 * a branch named `a=======b` too; such a line is kept.
 */
export function resolveConflicts(lines: readonly Line[], problems: ProblemLog): readonly Line[] {
  let side: 'none' | 'ours' | 'other' = 'none';
  return lines.filter((line) => {
    const range = rangeOnLine(line.number, 0, line.offset + line.text.length);
    const sign = marker.exec(line.text)?.[1]?.[0];
    if (sign === undefined) {
      if (markerAnywhere.test(line.text)) {
        problems.fatal(range, 'Bundler takes this line for a merge conflict and refuses the file.');
      }
      return side !== 'other';
    }
    if (sign === '<') {
      problems.fatal(range, 'Merge conflict: Bundler refuses the file. Lintel reads the first side.');
      side = 'ours';
    } else if (side === 'none') {
      problems.fatal(range, 'The marker of a merge conflict that begins nowhere: Bundler refuses the file.');
    } else {
      side = sign === '>' ? 'none' : 'other';
    }
    return false;
  });
}
