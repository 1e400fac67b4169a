import { cpus, loadavg, totalmem } from 'node:os';

/** One line of the results: what was measured, what it came to, what it should come to. */
export interface Row {
  readonly work: string;
  readonly figure: string;
  readonly target: string;
  /** Undefined for a figure without a target. */
  readonly met: boolean | undefined;
}

/** A part of the results, with a table and remarks. */
export interface Section {
  readonly title: string;
  readonly notes: readonly string[];
  readonly rows: readonly Row[];
}

/** The results as Markdown. */
export function renderReport(sections: readonly Section[]): string {
  const [cpu] = cpus();
  return `# Results of \`npm run bench\`

Written by \`bench/run.ts\`, not by hand. ${cpus().length} × ${cpu?.model ?? 'unknown processor'}, ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.versions.node},
${process.platform}; load average at the end ${loadavg()[0]?.toFixed(1)}. Compare figures of one run with each other, not with those of another machine or hour: other work
on the machine slows all of them.

${sections.map(renderSection).join('\n')}`;
}

function renderSection({ title, notes, rows }: Section): string {
  const lines = rows.map(
    ({ work, figure, target, met }) =>
      `| ${work} | ${figure} | ${target} | ${met === undefined ? '' : met ? 'met' : '**missed**'} |`,
  );
  return `## ${title}

${notes.map((note) => `${note}\n`).join('')}
| work | figure | target | |
| --- | --- | --- | --- |
${lines.join('\n')}
`;
}

/** Seconds for people. */
export function seconds(value: number): string {
  return `${value.toFixed(value < 10 ? 2 : 1)} s`;
}

/** Milliseconds for people. */
export function milliseconds(value: number): string {
  return `${value.toFixed(value < 10 ? 1 : 0)} ms`;
}

/** How many times `b` goes into `a`. */
export function times(a: number, b: number): string {
  return `${(a / b).toFixed(a / b < 10 ? 2 : 0)}×`;
}
