/**
 * Feeds everything that reads other people's texts with mutants of real ones: nothing may throw, hang or keep memory, and every edit that
 * Lintel offers must leave Ruby that Ruby still accepts.
 *
 *     node --import tsx fuzz/main.ts [COUNT [CORPUS…]] [--seed N] [--target NAME] [--out FOLDER]
 *
 * COUNT inputs (a million unless told) go to the lockfile parser, the Gemfile reader, requirements, the Ruby summariser and the fixes.
 * CORPUS folders hold real projects or locks; without them mutants are made from this repository's own fixtures. What fails, hangs or was
 * slowest is kept in FOLDER. Exit status 1 for a failure or a hang. The same seed makes the same inputs.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { CurrentInput } from './currentInput.ts';
import { type FuzzReport, type FuzzTask, fixesTarget } from './worker.ts';

/** Of all inputs, the part that each target gets. */
const shares: Readonly<Record<string, number>> = {
  lockfile: 0.3,
  requirement: 0.4,
  gemfile: 0.12,
  ruby: 0.13,
  [fixesTarget]: 0.05,
};

/** One input that takes longer than this, in milliseconds, hangs. */
const hangMs = 60_000;

/** A thread does not inherit the loader of TypeScript. */
const bootstrap = `import(${JSON.stringify(import.meta.resolve('tsx/esm/api'))})
  .then(({ register }) => (register(), import(${JSON.stringify(import.meta.resolve('./worker.ts'))})))`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: 'string', default: '1' },
    target: { type: 'string' },
    out: { type: 'string', default: '.cache/fuzz' },
  },
});
const [count = '1000000', ...folders] = positionals;
mkdirSync(values.out, { recursive: true });
let failed = false;
for (const [target, share] of Object.entries(shares)) {
  if (values.target === undefined || values.target === target) {
    const part = values.target === undefined ? Math.ceil(Number(count) * share) : Number(count);
    failed = !(await fuzz(target, part)) || failed;
  }
}
process.exitCode = failed ? 1 : 0;

/** Runs one target in a thread of its own, so that a hang can be seen and ended. Resolves to whether all went well. */
async function fuzz(target: string, part: number): Promise<boolean> {
  const current = new CurrentInput();
  const task: FuzzTask = {
    target,
    count: part,
    seed: Number(values.seed),
    folders: folders.map((path) => resolve(path)),
    current: current.memory,
  };
  const worker = new Worker(bootstrap, { eval: true, workerData: task });
  const totals = {
    tried: 0,
    slowestMs: 0,
    worstShare: 0,
    counts: new Map<string, number>(),
    memory: [] as FuzzReport[],
  };
  const started = performance.now();
  const outcome = await new Promise<string | undefined>((settle) => {
    const watchdog = watch(current, () => settle(`hangs: one input took more than ${hangMs / 1_000} s`));
    worker.on('message', (report: FuzzReport) => {
      totals.tried += report.tried;
      totals.worstShare = Math.max(totals.worstShare, report.worstShare);
      totals.memory.push(report);
      for (const [name, number] of Object.entries(report.counts)) {
        totals.counts.set(name, (totals.counts.get(name) ?? 0) + number);
      }
      if (report.slowest.ms > totals.slowestMs) {
        totals.slowestMs = report.slowest.ms;
        writeFileSync(join(values.out, `${target}.slowest`), report.slowest.text);
      }
      if (report.failure !== undefined) {
        writeFileSync(join(values.out, `${target}.failure`), report.failure.text);
        settle(report.failure.reason);
      }
    });
    worker.on('error', (error) => settle(String(error)));
    worker.on('exit', () => {
      clearInterval(watchdog);
      settle(undefined);
    });
  });
  if (outcome !== undefined && !totals.memory.some(({ failure }) => failure !== undefined)) {
    writeFileSync(join(values.out, `${target}.failure`), current.text);
  }
  await worker.terminate();
  print(target, totals, (performance.now() - started) / 1_000);
  if (outcome !== undefined) {
    console.log(`  FAILED, the input is in ${join(values.out, `${target}.failure`)}\n  ${outcome.slice(0, 2_000)}`);
  }
  return outcome === undefined;
}

function watch(current: CurrentInput, onHang: () => void): NodeJS.Timeout {
  let seen = { ordinal: 0, since: performance.now() };
  return setInterval(() => {
    if (current.ordinal !== seen.ordinal) {
      seen = { ordinal: current.ordinal, since: performance.now() };
    } else if (seen.ordinal > 0 && performance.now() - seen.since > hangMs) {
      onHang();
    }
  }, 1_000);
}

interface Totals {
  readonly tried: number;
  readonly slowestMs: number;
  readonly worstShare: number;
  readonly counts: ReadonlyMap<string, number>;
  readonly memory: readonly FuzzReport[];
}

function print(target: string, { tried, slowestMs, worstShare, counts, memory }: Totals, seconds: number): void {
  // The first tenth fills caches and compiles.
  const early = memory[Math.floor(memory.length / 10)];
  const late = memory.at(-1);
  const megabytes = (bytes = 0) => `${Math.round(bytes / 1e6)} MB`;
  console.log(
    [
      `${target}: ${tried} inputs in ${Math.round(seconds)} s`,
      ...[...counts].map(([name, number]) => `${number} ${name}`),
      ...(slowestMs > 0
        ? [`slowest ${Math.round(slowestMs)} ms (${Math.round(worstShare * 100)} % of its budget at worst)`]
        : []),
      `heap ${megabytes(early?.heapBytes)} after a tenth, ${megabytes(late?.heapBytes)} at the end`,
      `process ${megabytes(early?.processBytes)}, ${megabytes(late?.processBytes)}`,
    ].join('; '),
  );
}
