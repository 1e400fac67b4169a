import { parentPort } from 'node:worker_threads';
import { loadNodeRubyParser } from './workspace/nodeGrammar.ts';
import { packReads } from './workspace/packedReads.ts';

/** A thread that reads Ruby files: it gets a batch of URIs and answers with what reading them came to. */
async function answer(uris: readonly string[]): Promise<void> {
  const reads = packReads(uris, await loading);
  parentPort?.postMessage(reads, [reads.packed.bytes.buffer as ArrayBuffer]);
}

const loading = loadNodeRubyParser();
parentPort?.on('message', (uris: readonly string[]) => void answer(uris));
