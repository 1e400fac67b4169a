import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What one run of a program took, its threads and children included. */
export interface Cost {
  /** Seconds from start to end. */
  readonly wall: number;
  /** Seconds of processor time, user and system. */
  readonly cpu: number;
  /** Peak resident memory of the largest process, in MB. */
  readonly memory: number;
}

/** Runs a program to its end with GNU time around it, its output thrown away. Throws when it fails with a status not in `accepted`. */
export function measure(
  program: string,
  args: readonly string[],
  cwd: string,
  accepted: readonly number[] = [0],
): Cost {
  const folder = mkdtempSync(join(tmpdir(), 'lintel-bench-'));
  const report = join(folder, 'time');
  const command = ['-q', '-o', report, '-f', '%e %U %S %M', program, ...args];
  const { status, stderr } = spawnSync('/usr/bin/time', command, {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'ignore', 'pipe'],
    maxBuffer: 1 << 28,
  });
  if (status === null || !accepted.includes(status)) {
    throw new Error(`${program} ${args.join(' ')} ended with ${status}: ${stderr.slice(0, 2_000)}`);
  }
  const [wall = Number.NaN, user = Number.NaN, system = Number.NaN, memory = Number.NaN] = readFileSync(report, 'utf8')
    .trim()
    .split(' ')
    .map(Number);
  rmSync(folder, { recursive: true });
  return { wall, cpu: user + system, memory: memory / 1024 };
}

/** The cheapest of several runs, by wall time: what the machine's other work disturbed least. */
export function best(runs: number, run: () => Cost): Cost {
  const costs = Array.from({ length: runs }, run);
  return costs.reduce((least, cost) => (cost.wall < least.wall ? cost : least));
}

/** The value that `share` (0.95) of the sorted samples do not exceed. */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}
