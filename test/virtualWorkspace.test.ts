import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createConnection } from 'vscode-languageserver/node';
import {
  createProtocolConnection,
  type Diagnostic,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver-protocol/node';
import type { Host } from '../server/src/lsp/host.ts';
import { serve } from '../server/src/lsp/server.ts';
import { UriSpelling } from '../server/src/lsp/uriSpelling.ts';
import { fileBaseFinder } from '../server/src/workspace/baseFinder.ts';
import { memoryFileSystem } from '../server/src/workspace/memoryFileSystem.ts';
import { loadNodeRubyParser } from '../server/src/workspace/nodeGrammar.ts';
import { type FolderEntry, maxVirtualFiles, virtualFileSystem } from '../server/src/workspace/virtualFileSystem.ts';
import { LanguageClient } from './support/languageClient.ts';

const storefront = fileURLToPath(new URL('../examples/storefront', import.meta.url));

/** Files by path below `virtual:/`, as the two questions of a virtual file system. */
function virtualFiles(texts: ReadonlyMap<string, string>) {
  const root = 'virtual:';
  return {
    read: async (uri: string) => {
      const text = texts.get(decodeURIComponent(uri).slice(root.length));
      return text === undefined ? { ok: false as const, reason: 'no such file' } : { ok: true as const, text };
    },
    list: async (uri: string): Promise<FolderEntry[]> => {
      const folder = `${decodeURIComponent(uri).slice(root.length).replace(/\/$/, '')}/`;
      const below = [...texts.keys()]
        .filter((path) => path.startsWith(folder))
        .map((path) => path.slice(folder.length));
      const kinds = new Map(below.map((path) => [path.split('/')[0] ?? '', path.includes('/')]));
      return [...kinds].map(([name, isFolder]) => ({ name, kind: isFolder ? 'folder' : 'file' }));
    },
  };
}

async function walked(texts: ReadonlyMap<string, string>): Promise<string[]> {
  const uris: string[] = [];
  for await (const uri of virtualFileSystem(virtualFiles(texts)).walk('virtual:/')) uris.push(uri);
  return uris;
}

test('a walk gives a folder before its subfolders, and leaves out what .gitignore and Lintel skip', async () => {
  const paths = [
    '/app/cart.rb',
    '/app/my shop/[id].rb',
    '/Gemfile',
    '/Gemfile.lock',
    '/README.md',
    '/node_modules/a.rb',
    '/vendor/bundle/gem.rb',
    '/vendor/own.rb',
    '/generated/client.rb',
    '/app/draft.rb',
  ];
  const texts = new Map(paths.map((path) => [path, '']));
  texts.set('/.gitignore', 'generated/\n');
  texts.set('/app/.gitignore', 'draft.rb\n');
  assert.deepEqual(await walked(texts), [
    'virtual:/Gemfile',
    'virtual:/Gemfile.lock',
    'virtual:/app/cart.rb',
    'virtual:/app/my%20shop/%5Bid%5D.rb',
    'virtual:/vendor/own.rb',
  ]);
});

test('a walk over a network ends after so many files', async () => {
  const texts = new Map(Array.from({ length: maxVirtualFiles + 5 }, (_, index) => [`/lib/${index}.rb`, ''] as const));
  assert.equal((await walked(texts)).length, maxVirtualFiles);
});

test('a workspace that is on no disk is read through the client, and its lock is not compared', async () => {
  const files = virtualFiles(await storefrontTexts());
  const client = new LanguageClient(tmpdir());
  client.connection.onRequest('lintel/readFile', async ({ uri }: { uri: string }) => {
    const read = await files.read(uri);
    return read.ok ? { text: read.text } : { reason: read.reason };
  });
  client.connection.onRequest('lintel/readFolder', ({ uri }: { uri: string }) => files.list(uri));
  try {
    await client.initialize({
      workspaceFolders: [{ uri: 'virtual:/', name: 'storefront' }],
      initializationOptions: { files: true },
    });
    // Its client is made in another file.
    await shown(client, 'virtual:/app/workers/shopper_cleanup_worker.rb');
    // Whether its fix is right depends on the version of sidekiq in the lock.
    const uri = 'virtual:/app/workers/catalog_import_worker.rb';
    await shown(client, uri);
    const [majors] = await compared(client);
    assert.equal(majors?.lockUri, 'virtual:/Gemfile.lock');
    assert.deepEqual(majors?.view.base, { reason: 'the folder is not on this machine, so git is not run' });
    const actions: { readonly title: string }[] = await client.connection.sendRequest('textDocument/codeAction', {
      textDocument: { uri },
      range: (await shown(client, uri)).range,
      context: { diagnostics: [] },
    });
    assert.ok(
      actions.some(({ title }) => title.includes('UNLINK')),
      JSON.stringify(actions.map(({ title }) => title)),
    );
  } finally {
    client.kill();
  }
});

test('what is open is judged before the rest of its folder is looked for', async () => {
  const uri = 'virtual:/lists.rb';
  // To read it takes longer than the index waits for what is opened.
  const methods = Array.from(
    { length: 3_000 },
    (_, number) => `  def list_${number} = @redis.smembers("list:${number}")`,
  );
  const text = `class Lists\n  def initialize = @redis = Redis.new\n${methods.join('\n')}\nend\n`;
  const files = virtualFiles(new Map([['/lists.rb', text]]));
  const client = new LanguageClient(tmpdir());
  let judged: boolean | undefined;
  const looked = new Promise<void>((resolve) => {
    client.connection.onRequest('lintel/readFolder', ({ uri: folder }: { uri: string }) => {
      judged ??= client.published(uri) !== undefined;
      resolve();
      return files.list(folder);
    });
  });
  const configured = new Promise<void>((resolve) => {
    client.connection.onRequest('lintel/readFile', () => {
      resolve();
      return { reason: 'no such file' };
    });
  });
  try {
    await client.initialize({
      workspaceFolders: [{ uri: 'virtual:/', name: 'lists' }],
      initializationOptions: { files: true },
    });
    await configured;
    // Behind the answer.
    await setTimeout(1);
    await client.open(uri, 'ruby', text);
    await looked;
    assert.equal(judged, true);
  } finally {
    client.kill();
  }
});

test('threads that read a folder end when it leaves', async () => {
  const [toServer, toClient] = [new PassThrough(), new PassThrough()];
  const server = createConnection(new StreamMessageReader(toServer), new StreamMessageWriter(toClient));
  const client = createProtocolConnection(new StreamMessageReader(toClient), new StreamMessageWriter(toServer));
  const late = { uri: 'file:///late', name: 'late' };
  let start: (signal: AbortSignal) => void;
  const started = new Promise<AbortSignal>((resolve) => {
    start = resolve;
  });
  const host: Host = {
    fileSystem: memoryFileSystem(new Map([['file:///late/a.rb', 'Redis.new']])),
    loadParser: loadNodeRubyParser,
    baseFinder: (files, parser) => fileBaseFinder(files, parser, 'no git'),
    readBehind: (_uris, signal) => {
      start(signal);
      return new Promise(() => undefined);
    },
  };
  const change = (event: object) => client.sendNotification('workspace/didChangeWorkspaceFolders', { event });
  serve(server, host, new UriSpelling());
  server.listen();
  client.listen();
  try {
    const capabilities = { workspace: { workspaceFolders: true } };
    await client.sendRequest('initialize', { processId: null, rootUri: null, workspaceFolders: [late], capabilities });
    await client.sendNotification('initialized', {});
    const signal = await started;
    await change({ added: [], removed: [late] });
    await client.sendRequest('lintel/rules');
    assert.equal(signal.aborted, true);
  } finally {
    client.dispose();
    server.dispose();
  }
});

/** The finding about DEL in a file of the example, which is opened with the text that it has there. */
async function shown(client: LanguageClient, uri: string): Promise<Diagnostic> {
  await client.open(uri, 'ruby', await readFile(join(storefront, uri.slice('virtual:/'.length)), 'utf8'));
  const all = await client.diagnostics(uri, (found) => found.some(({ code }) => code === 'redis/prefer-unlink'));
  const finding = all.find(({ code }) => code === 'redis/prefer-unlink');
  assert.ok(finding);
  return finding;
}

interface LockMajors {
  readonly lockUri: string;
  readonly view: { readonly base: { readonly reason?: string } };
}

/** The majors of every lock once all of them were compared, or found to be comparable with nothing. */
async function compared(client: LanguageClient): Promise<readonly LockMajors[]> {
  for (let round = 0; ; round++) {
    const majors = await client.connection.sendRequest<readonly LockMajors[]>('lintel/majors', {});
    const pending = majors.some(({ view }) => view.base.reason === 'no base was asked for');
    if (majors.length > 0 && !pending) return majors;
    assert.ok(round < 500, 'waited in vain for the bases');
    await setTimeout(20);
  }
}

async function storefrontTexts(): Promise<ReadonlyMap<string, string>> {
  const entries = await readdir(storefront, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return new Map(
    await Promise.all(
      paths.map(async (path) => [path.slice(storefront.length), await readFile(path, 'utf8')] as const),
    ),
  );
}
