import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { URI } from 'vscode-uri';
import { plainClient } from '../server/src/features/clientAbilities.ts';
import { Folder } from '../server/src/lsp/folder.ts';
import { parseLockfile } from '../server/src/syntax/lockfile/parseLockfile.ts';
import { nodeFileSystem } from '../server/src/workspace/nodeFileSystem.ts';
import { loadNodeRubyParser } from '../server/src/workspace/nodeGrammar.ts';
import { TimedClient } from './client.ts';
import { bigLock, busyRubyFile, repositoryOf } from './inputs.ts';
import type { Typed } from './inServer.ts';
import { percentile } from './process.ts';
import { milliseconds, type Row, type Section } from './report.ts';
import { typing } from './typing.ts';

const edits = 500;
const typedName = 'bench_member_lists.rb';

/** What an editor asks, in the big folder: the figures that a person feels. */
export async function editor(source: string, cache: string): Promise<Section> {
  // Before this process holds the folder: collecting that would be counted with the lock.
  const lock = await openLock();
  const folder = repositoryOf(source, cache);
  const { uri, text } = typedFile(folder);
  const first = await firstDiagnostics(folder);
  const client = await openClient(folder);
  const rows = [firstRow(first), await keystrokes(client, uri, text), ...(await questions(client, uri))];
  client.stop();
  rows.push(...inServer(folder, text), lock);
  return { title: `In the editor, with ${basename(folder)} open`, notes: [about(text)], rows };
}

/** What typing costs in one application. Memory is watched over `dayOfEdits`, where that is given. */
export async function editorInApplication(source: string, cache: string, dayOfEdits?: number): Promise<Section> {
  const folder = repositoryOf(source, cache);
  const { uri, text } = typedFile(folder);
  const first = await firstDiagnostics(folder);
  const client = await openClient(folder);
  const rows = [firstRow(first), await keystrokes(client, uri, text), ...(await questions(client, uri))];
  if (dayOfEdits !== undefined) {
    rows.push(await flatMemory(client, uri, text, dayOfEdits));
  }
  client.stop();
  rows.push(...inServer(folder, text, dayOfEdits));
  return { title: `In the editor, with ${basename(folder)} open`, notes: [about(text)], rows };
}

function firstRow(first: number): Row {
  return limit('server start to first diagnostics of the open file, the index behind it (best of 3)', first, 700);
}

function typedFile(folder: string): { readonly uri: string; readonly text: string } {
  return { uri: URI.file(join(folder, typedName)).toString(), text: busyRubyFile() };
}

function about(text: string): string {
  return `The typed file is generated: ${lineCount(text)} lines, 600 Redis calls. Every edit moves a finding, so that the server must answer.`;
}

function lineCount(text: string): number {
  return text.split('\n').length;
}

async function firstDiagnostics(folder: string): Promise<number> {
  const { uri, text } = typedFile(folder);
  const times: number[] = [];
  for (let run = 0; run < 3; run++) {
    const started = performance.now();
    const client = new TimedClient(folder);
    await client.start(folder);
    await client.open(uri, 'ruby', text);
    times.push(performance.now() - started);
    client.stop();
  }
  return Math.min(...times);
}

/** A server that has the file open and has read all others. */
async function openClient(folder: string): Promise<TimedClient> {
  const { uri, text } = typedFile(folder);
  const client = new TimedClient(folder);
  await client.start(folder);
  await client.open(uri, 'ruby', text);
  await client.idle();
  return client;
}

async function keystrokes(client: TimedClient, uri: string, text: string): Promise<Row> {
  const strokes: number[] = [];
  for (const change of typing(text, edits)) {
    strokes.push(await client.change(uri, [change]));
  }
  return spread(`a keystroke in ${lineCount(text)} lines, seen over stdio`, strokes, 50);
}

async function questions(client: TimedClient, uri: string): Promise<readonly Row[]> {
  const hovers: number[] = [];
  const actions: number[] = [];
  for (let number = 0; number < 200; number++) {
    const position = { line: 11 + number * 15, character: 22 };
    hovers.push(await client.request('textDocument/hover', { textDocument: { uri }, position }));
    const range = { start: position, end: position };
    const context = { diagnostics: [] };
    actions.push(await client.request('textDocument/codeAction', { textDocument: { uri }, range, context }));
  }
  return [spread('hover', hovers, 10), spread('code actions', actions, 10)];
}

/** The server's own share of a keystroke, and what it still holds after a collection: memory that grows there is never given back. */
function inServer(path: string, text: string, dayOfEdits?: number): readonly Row[] {
  const count = dayOfEdits ?? edits;
  const program = fileURLToPath(new URL('inServer.ts', import.meta.url));
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    ['--import', 'tsx', program, path, typedName, String(count)],
    { input: text, encoding: 'utf8', maxBuffer: 1 << 28 },
  );
  if (status !== 0) {
    throw new Error(`${program} ended with ${status}: ${stderr.slice(0, 2_000)}`);
  }
  const { samples, held }: Typed = JSON.parse(stdout);
  const stroke = spread('a keystroke, change to diagnostics within the server', samples.slice(0, edits), 16);
  const work = `memory held after a collection, at a tenth and at the end of ${count.toLocaleString('en')} edits`;
  const kept = growth(work, held[0] ?? Number.NaN, held.at(-1) ?? Number.NaN);
  return dayOfEdits === undefined ? [stroke] : [stroke, kept];
}

/** Resident memory holds what was not collected yet: the first tenth of the edits brings it to what it takes. */
async function flatMemory(client: TimedClient, uri: string, text: string, count: number): Promise<Row> {
  const memory: number[] = [];
  let done = 0;
  for (const change of typing(text, count)) {
    done++;
    await client.notifyChange(uri, [change]);
    if (done % 20 === 0) {
      // Answered in order: what waits to be read is not what the server takes.
      await client.request('textDocument/documentSymbol', { textDocument: { uri } });
    }
    if (done % 50 === 0) {
      memory.push(client.memory);
    }
  }
  const warm = memory.slice(Math.floor(memory.length / 10));
  const third = Math.ceil(warm.length / 3);
  const [early = Number.NaN, late = Number.NaN] = [warm.slice(0, third), warm.slice(-third)].map((part) =>
    percentile(part, 0.5),
  );
  const edited = count.toLocaleString('en');
  return growth(`resident memory over ${edited} edits (medians of thirds, behind the first tenth)`, early, late);
}

function growth(work: string, early: number, late: number): Row {
  const percent = (late / early - 1) * 100;
  const figure = `${early.toFixed(0)} MB, ${late.toFixed(0)} MB: ${percent.toFixed(1)} %`;
  return { work, figure, target: 'within 10 %', met: percent <= 10 };
}

/** Opening a large lock that is compared with its base. */
async function openLock(): Promise<Row> {
  const path = mkdtempSync(join(tmpdir(), 'lintel-bench-'));
  const now = bigLock(1_500, 2);
  const samples: number[] = [];
  const parser = await loadNodeRubyParser();
  const uri = URI.file(join(path, 'Gemfile.lock')).toString();
  for (let run = 0; run < 60; run++) {
    const folder = new Folder(URI.file(path).toString(), parser, nodeFileSystem);
    folder.open(URI.file(join(path, 'Gemfile')).toString(), now.gemfile);
    const base = { label: 'main', commit: undefined, lock: parseLockfile(bigLock(1_500, 1).lock), gemfile: undefined };
    const started = performance.now();
    folder.open(uri, now.lock);
    folder.workspace.setBase(uri, { state: 'found', ...base });
    folder.diagnostics(uri, plainClient);
    samples.push(performance.now() - started);
  }
  rmSync(path, { recursive: true });
  return spread(
    'a Gemfile.lock of 1,500 gems, 150 of them crossed a major: opened to diagnostics',
    samples.slice(10),
    30,
  );
}

function spread(work: string, samples: readonly number[], most: number): Row {
  const p95 = percentile(samples, 0.95);
  const figure = `p95 ${milliseconds(p95)} (p50 ${milliseconds(percentile(samples, 0.5))}, worst ${milliseconds(Math.max(...samples))}, n ${samples.length})`;
  return { work, figure, target: `under ${most} ms`, met: p95 < most };
}

function limit(work: string, value: number, most: number): Row {
  return { work, figure: milliseconds(value), target: `under ${most} ms`, met: value < most };
}
