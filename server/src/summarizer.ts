import { parentPort } from 'node:worker_threads';
import { loadNodeRubyParser } from './workspace/nodeGrammar.ts';
import { readSummary } from './workspace/nodeSummaries.ts';

/** A thread that reads Ruby files: it gets a batch of URIs and answers with what reading them came to. */
async function answer(uris: readonly string[]): Promise<void> {
  const parser = await loading;
  parentPort?.postMessage(await Promise.all(uris.map((uri) => readSummary(uri, parser))));
}

const loading = loadNodeRubyParser();
parentPort?.on('message', (uris: readonly string[]) => void answer(uris));
