import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { RubyParser } from '../syntax/rubyParser.ts';
import { type PackedReads, packReads, unpackReads } from './packedReads.ts';
import type { SummaryRead } from './summaryRead.ts';

/** Below this number of files, threads cost more than they bring. */
const worthThreads = 500;
const batchSize = 64;
/** Taking in a batch must not keep someone who types waiting. */
const batchSizeBehind = 16;

const program = join(dirname(fileURLToPath(import.meta.url)), 'summarizer.cjs');

/**
 * Reads Ruby files, in threads when there are many and Lintel runs from its bundle. `take` gets each file's result once, in no
 * particular order. Rejects when a thread dies.
 */
export async function readSummaries(
  uris: readonly string[],
  parser: RubyParser,
  take: (read: SummaryRead) => void,
): Promise<void> {
  if (uris.length < worthThreads || !existsSync(program)) {
    for (const batch of batchesOf(uris, batchSize)) {
      unpackReads(packReads(batch, parser)).forEach(take);
    }
    return;
  }
  const batches = batchesOf(uris, batchSize);
  const others = Math.min(availableParallelism(), 8) - 1;
  await Promise.all([
    readHere(batches, parser, take),
    ...Array.from({ length: others }, () => runThread(batches, take)),
  ]);
}

/**
 * As `readSummaries`, but in other threads alone: this one stays free for who asks. Resolves to false, with nothing read, where that is not
 * worth it or not possible. Rejects when a thread dies and when `signal` aborts.
 */
export async function readSummariesBehind(
  uris: readonly string[],
  signal: AbortSignal,
  take: (read: SummaryRead) => void,
): Promise<boolean> {
  if (uris.length < worthThreads || !existsSync(program)) {
    return false;
  }
  const batches = batchesOf(uris, batchSizeBehind);
  const threads = Math.max(1, Math.min(availableParallelism(), 8) - 1);
  await Promise.all(Array.from({ length: threads }, () => runThread(batches, take, signal)));
  return true;
}

function* batchesOf(uris: readonly string[], size: number): Generator<readonly string[]> {
  for (let start = 0; start < uris.length; start += size) {
    yield uris.slice(start, start + size);
  }
}

/** This thread reads too. It packs what it reads as the others do: that is what takes little memory. */
async function readHere(
  batches: Iterator<readonly string[]>,
  parser: RubyParser,
  take: (read: SummaryRead) => void,
): Promise<void> {
  for (let next = batches.next(); !next.done; next = batches.next()) {
    unpackReads(packReads(next.value, parser)).forEach(take);
    // Lets the other threads' answers in.
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Feeds one thread a batch at a time, so that a fast one takes more of them. */
function runThread(
  batches: Iterator<readonly string[]>,
  take: (read: SummaryRead) => void,
  signal?: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(program);
    const stop = () => void worker.terminate();
    signal?.addEventListener('abort', stop, { once: true });
    const feed = () => {
      const next = batches.next();
      if (next.done) {
        signal?.removeEventListener('abort', stop);
        resolve(worker.terminate().then(() => undefined));
      } else {
        worker.postMessage(next.value);
      }
    };
    worker.on('message', (reads: PackedReads) => {
      // The thread reads on while this one takes.
      feed();
      unpackReads(reads).forEach(take);
    });
    worker.on('error', reject);
    worker.on('exit', () => reject(new Error('a thread that reads Ruby files ended')));
    feed();
  });
}
