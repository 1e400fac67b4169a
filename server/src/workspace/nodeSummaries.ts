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
/** What a thread is given in advance, so that it need not wait for this one to hear of its answer. */
const batchesAhead = 4;

const program = join(dirname(fileURLToPath(import.meta.url)), 'summarizer.cjs');

/**
 * Reads Ruby files, in threads when there are many and Lintel runs from its bundle: they begin while the caller still looks for more files.
 * `take` gets each file's result once, in no particular order, while the caller waits for something.
 */
export class SummaryReader {
  readonly #parser: RubyParser;
  readonly #take: (read: SummaryRead) => void;
  readonly #waiting: string[] = [];
  #threads: readonly SummaryThread[] = [];
  #isComplete = false;

  constructor(parser: RubyParser, take: (read: SummaryRead) => void) {
    this.#parser = parser;
    this.#take = take;
  }

  add(uri: string): void {
    this.#waiting.push(uri);
    if (this.#threads.length === 0 && this.#waiting.length >= worthThreads && existsSync(program)) {
      const others = Math.min(availableParallelism(), 8) - 1;
      this.#threads = Array.from({ length: others }, () => new SummaryThread(() => this.#nextBatch(), this.#take));
    }
    if (this.#waiting.length >= batchSize) {
      for (const thread of this.#threads) {
        thread.feed();
      }
    }
  }

  /** Resolves when all that was added is read; nothing may be added any more. Rejects when a thread dies. */
  async finish(): Promise<void> {
    this.#isComplete = true;
    await Promise.all([this.#readHere(), ...this.#threads.map((thread) => thread.finish())]);
  }

  /** This thread reads too. It packs what it reads as the others do: that is what takes little memory. */
  async #readHere(): Promise<void> {
    for (let batch = this.#nextBatch(); batch !== undefined; batch = this.#nextBatch()) {
      unpackReads(packReads(batch, this.#parser)).forEach(this.#take);
      // Lets the other threads' answers in.
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  #nextBatch(): readonly string[] | undefined {
    const isWorthIt = this.#waiting.length >= batchSize || (this.#isComplete && this.#waiting.length > 0);
    return isWorthIt ? this.#waiting.splice(-batchSize) : undefined;
  }
}

/**
 * As a `SummaryReader`, but in other threads alone: this one stays free for who asks. Resolves to false, with nothing read, where that is
 * not worth it or not possible. Rejects when a thread dies and when `signal` aborts.
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
  const count = Math.max(1, Math.min(availableParallelism(), 8) - 1);
  const threads = Array.from({ length: count }, () => new SummaryThread(() => batches.next().value, take));
  const stop = () => {
    for (const thread of threads) {
      thread.stop();
    }
  };
  signal.addEventListener('abort', stop, { once: true });
  await Promise.all(threads.map((thread) => thread.finish()));
  signal.removeEventListener('abort', stop);
  return true;
}

function* batchesOf(uris: readonly string[], size: number): Generator<readonly string[], undefined> {
  for (let start = 0; start < uris.length; start += size) {
    yield uris.slice(start, start + size);
  }
  return undefined;
}

/** Another thread that is fed a few batches at a time, so that a fast one takes more of them. */
class SummaryThread {
  readonly #worker = new Worker(program);
  readonly #next: () => readonly string[] | undefined;
  readonly #finished: Promise<void>;
  #finish: () => void = () => undefined;
  /** Batches that it was given and has not answered. */
  #open = 0;
  #mayEnd = false;

  constructor(next: () => readonly string[] | undefined, take: (read: SummaryRead) => void) {
    this.#next = next;
    // A caller that gives up before it waits for the thread ends without it.
    this.#worker.unref();
    this.#finished = new Promise((resolve, reject) => {
      this.#finish = () => resolve(this.#worker.terminate().then(() => undefined));
      this.#worker.on('message', (reads: PackedReads) => {
        this.#open--;
        // The thread reads on while this one takes.
        this.feed();
        unpackReads(reads).forEach(take);
        this.#endIfDone();
      });
      this.#worker.on('error', reject);
      this.#worker.on('exit', () => reject(new Error('a thread that reads Ruby files ended')));
    });
    // Whoever waits for it hears of its death; until then it is not an unhandled one.
    this.#finished.catch(() => undefined);
  }

  feed(): void {
    while (this.#open < batchesAhead) {
      const batch = this.#next();
      if (batch === undefined) {
        return;
      }
      this.#open++;
      this.#worker.postMessage(batch);
    }
  }

  /** Ends when there is nothing left to read. */
  finish(): Promise<void> {
    this.#worker.ref();
    this.#mayEnd = true;
    this.feed();
    this.#endIfDone();
    return this.#finished;
  }

  stop(): void {
    void this.#worker.terminate();
  }

  #endIfDone(): void {
    if (this.#mayEnd && this.#open === 0) {
      this.#finish();
    }
  }
}
