/**
 * The server's own share of typing, without the protocol: run as a program, so that nothing else lies in its heap.
 *
 *     node --import tsx bench/inServer.ts FOLDER FILE EDITS
 *
 * Reads the folder as the server's threads do, packed, with the file's text on standard input, and prints a `Typed` as JSON.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { URI } from 'vscode-uri';
import { plainClient } from '../server/src/features/clientAbilities.ts';
import { Folder } from '../server/src/lsp/folder.ts';
import { expectLongRun } from '../server/src/workspace/nodeEngine.ts';
import { nodeFileSystem } from '../server/src/workspace/nodeFileSystem.ts';
import { loadNodeRubyParser } from '../server/src/workspace/nodeGrammar.ts';
import { packReads, unpackReads } from '../server/src/workspace/packedReads.ts';
import type { ReadBehind } from '../server/src/workspace/summaryRead.ts';
import { typed, typing } from './typing.ts';

/** What typing took. */
export interface Typed {
  /** Of each keystroke, milliseconds from the text to the diagnostics. */
  readonly samples: readonly number[];
  /** Megabytes that were still held after a collection, at each tenth. */
  readonly held: readonly number[];
}

const batchSize = 16;

const [path = '', file = '', edits = ''] = process.argv.slice(2);
const count = Number(edits);
expectLongRun();
setFlagsFromString('--expose-gc');
const collect: () => void = runInNewContext('gc');
const parser = await loadNodeRubyParser();
const readBehind: ReadBehind = async (uris, _signal, take) => {
  for (let start = 0; start < uris.length; start += batchSize) {
    unpackReads(packReads(uris.slice(start, start + batchSize), parser)).forEach(take);
  }
  return true;
};
const folder = new Folder(URI.file(path).toString(), parser, nodeFileSystem, { readBehind });
await folder.index(new AbortController().signal, () => undefined);
const uri = URI.file(join(path, file)).toString();
let current = readFileSync(0, 'utf8');
folder.open(uri, current);
folder.diagnostics(uri, plainClient);

const samples: number[] = [];
const held: number[] = [];
for (const keystroke of typing(current, count)) {
  current = typed(current, keystroke);
  const started = performance.now();
  folder.open(uri, current);
  folder.diagnostics(uri, plainClient);
  samples.push(performance.now() - started);
  if (samples.length % Math.ceil(count / 10) === 0) {
    held.push(await heldMemory());
  }
}
console.log(JSON.stringify({ samples, held } satisfies Typed));

async function heldMemory(): Promise<number> {
  // What weak references name is let go only between two turns.
  await new Promise((resolve) => setImmediate(resolve));
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / 2 ** 20;
}
