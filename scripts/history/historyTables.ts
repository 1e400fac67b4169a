import type { HistoryFinding, Level } from './judgeHistory.ts';
import type { LockHistory } from './lockHistory.ts';

/** A repository with what Lintel says of its history. */
export interface JudgedHistory extends LockHistory {
  readonly app: string;
  readonly findings: readonly HistoryFinding[];
}

/** One application in one calendar year. */
export interface AppYear {
  readonly app: string;
  readonly year: string;
  /** The branch was there on the first and on the last day of the year. */
  readonly complete: boolean;
  /** Commits that changed the lock. */
  readonly changes: number;
  readonly counts: Readonly<Record<Level, number>>;
  /** Commits with at least one error or warning. */
  readonly alarmed: number;
  /** Errors and warnings. */
  readonly loud: number;
}

/** The years in which each application changed its lock, in order. */
export function appYears(histories: readonly JudgedHistory[]): readonly AppYear[] {
  return histories.flatMap(({ app, first, last, changes, findings }) =>
    [...new Set(changes.map(({ date }) => yearOf(date)))].sort().map((year) => {
      const ofYear = findings.filter(({ date }) => yearOf(date) === year);
      const count = (level: Level) => ofYear.filter((finding) => finding.level === level).length;
      const loud = ofYear.filter(({ level }) => level === 'error' || level === 'warning');
      return {
        app,
        year,
        complete: first <= `${year}-01-01` && last >= `${year}-12-31`,
        changes: changes.filter(({ date }) => yearOf(date) === year).length,
        counts: {
          error: count('error'),
          warning: count('warning'),
          info: count('info'),
          hint: count('hint'),
          invited: count('invited'),
        },
        alarmed: new Set(loud.map(({ commit }) => commit)).size,
        loud: loud.length,
      };
    }),
  );
}

/** The value that a share of the values does not exceed; the mean of the middle two for the median of an even number. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const at = share * (sorted.length - 1);
  const [low = 0, high = low] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]];
  return low + (high - low) * (at - Math.floor(at));
}

/** A Markdown table; numbers stand to the right. */
export function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const rule = head.map((_, column) => (rows.every((row) => typeof row[column] === 'number') ? '--:' : '---'));
  return [head, rule, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function yearOf(date: string): string {
  return date.slice(0, 4);
}
