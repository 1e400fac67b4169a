import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { parentPort, workerData } from 'node:worker_threads';
import { loadNodeRubyParser } from '../server/src/workspace/nodeGrammar.ts';
import { readCorpus } from './corpus.ts';
import { CurrentInput } from './currentInput.ts';
import { runFixes } from './fixes.ts';
import { type ChunkResult, runChunk } from './runTarget.ts';
import { SyntaxJudge } from './syntaxJudge.ts';
import { readers } from './targets.ts';

/** What a thread is asked to do. */
export interface FuzzTask {
  readonly target: string;
  readonly count: number;
  readonly seed: number;
  readonly folders: readonly string[];
  /** That of a `CurrentInput`. */
  readonly current: SharedArrayBuffer;
}

/** What a thread tells after each chunk. */
export interface FuzzReport extends ChunkResult {
  readonly heapBytes: number;
  readonly processBytes: number;
  /** What else was counted. */
  readonly counts: Readonly<Record<string, number>>;
}

/** The target that applies edits and asks Ruby. */
export const fixesTarget = 'fixes';

const chunkSize = 2_000;

async function work({ target: name, count, seed, folders, current }: FuzzTask): Promise<void> {
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc') as () => void;
  const input = new CurrentInput(current);
  const onInput = (text: string) => input.set(text);
  const corpus = readCorpus(folders);
  const parser = await loadNodeRubyParser();
  const target = readers(corpus, parser).find((reader) => reader.name === name);
  const judge = target === undefined ? new SyntaxJudge() : undefined;
  for (let done = 0, chunk = 0; done < count; chunk++) {
    const size = Math.min(chunkSize, count - done);
    const chunkSeed = seed + chunk;
    let counts: Record<string, number> = {};
    let result: ChunkResult;
    if (target !== undefined) {
      result = runChunk(target, size, chunkSeed, onInput);
    } else if (judge !== undefined) {
      const { projects, failure, ...counted } = await runFixes(corpus, parser, judge, size, chunkSeed, onInput);
      counts = counted;
      result = { tried: projects, failure, slowest: { text: '', ms: 0 }, worstShare: 0 };
    } else {
      throw new Error(`no target is called ${name}`);
    }
    done += result.tried;
    collectGarbage();
    const { heapUsed, rss } = process.memoryUsage();
    const report: FuzzReport = { ...result, counts, heapBytes: heapUsed, processBytes: rss };
    parentPort?.postMessage(report);
    if (result.failure !== undefined) {
      break;
    }
  }
  await judge?.close();
}

if (workerData !== null) {
  await work(workerData as FuzzTask);
}
