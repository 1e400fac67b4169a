import fc from 'fast-check';
import type { Target } from './targets.ts';

/** An input and how long it took. */
export interface Timed {
  readonly text: string;
  readonly ms: number;
}

/** What a chunk of inputs came to. */
export interface ChunkResult {
  readonly tried: number;
  readonly slowest: Timed;
  /** Within its budget: 100 ms, and as much again for each 100 kB above the first. Its ratio to that, the worst of the chunk. */
  readonly worstShare: number;
  /** The smallest input that fails, and how. */
  readonly failure: { readonly text: string; readonly reason: string } | undefined;
}

const budgetMs = 100;
const budgetLength = 100_000;

/** Feeds a target with `count` inputs; the same ones for the same seed. `onInput` gets each before it is tried. */
export function runChunk(
  target: Target,
  count: number,
  seed: number,
  onInput: (text: string) => void = () => undefined,
): ChunkResult {
  let slowest: Timed = { text: '', ms: 0 };
  let worstShare = 0;
  const property = fc.property(target.inputs, (text) => {
    onInput(text);
    const ms = timed(() => target.run(text));
    if (ms > slowest.ms) {
      slowest = { text, ms };
    }
    worstShare = Math.max(worstShare, ms / budgetOf(text));
  });
  const { failed, counterexample, errorInstance, numRuns } = fc.check(property, { numRuns: count, seed });
  const failure = failed
    ? {
        text: counterexample?.[0] ?? '',
        reason: errorInstance instanceof Error ? (errorInstance.stack ?? '') : String(errorInstance),
      }
    : undefined;
  return { tried: numRuns, slowest, worstShare, failure };
}

function budgetOf(text: string): number {
  return budgetMs * Math.max(1, text.length / budgetLength);
}

/** The time that the work needs: what takes long is tried again, since the machine may have been busy with something else. */
function timed(work: () => void): number {
  let best = Number.POSITIVE_INFINITY;
  for (let attempt = 0; attempt < 3 && best > budgetMs / 2; attempt++) {
    const started = cpuMs();
    work();
    best = Math.min(best, cpuMs() - started);
  }
  return best;
}

function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}
