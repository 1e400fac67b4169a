import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { CodeAction, Diagnostic, Hover } from 'vscode-languageserver-protocol/node';
import { URI } from 'vscode-uri';
import { copyStorefront } from '../scripts/storefront.ts';
import { textIn } from './support/clientInFolder.ts';
import { LanguageClient } from './support/languageClient.ts';

let folder = '';
const uriOf = (path: string) => URI.file(join(folder, path)).toString();
const textOf = (path: string) => readFile(join(folder, path), 'utf8');

describe('the language server over stdio', () => {
  let client: LanguageClient;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lintel lsp ü-'));
    await copyStorefront(folder);
    client = new LanguageClient(folder);
    const { capabilities } = await client.initialize({
      workspaceFolders: [{ uri: URI.file(folder).toString(), name: 'storefront' }],
    });
    assert.equal(capabilities.hoverProvider, true);
  });
  after(async () => {
    client.kill();
    await rm(folder, { recursive: true, force: true });
  });

  test('shows the silent major without the lock being opened', async () => {
    const found = await client.diagnostics(uriOf('Gemfile.lock'), (diagnostics) =>
      diagnostics.some(({ message }) => textIn(message).includes('connection_pool')),
    );
    const [pool] = found.filter(({ message }) => textIn(message).includes('connection_pool'));
    const line = (await textOf('Gemfile.lock')).split('\n')[pool?.range.start.line ?? -1];
    assert.equal(line, '    connection_pool (3.0.2)');
    assert.equal(pool?.source, 'lintel');
  });

  test('answers a hover on the gem with everyone who pulls it', async () => {
    const lines = (await textOf('Gemfile.lock')).split('\n');
    const hover: Hover | null = await client.connection.sendRequest('textDocument/hover', {
      textDocument: { uri: uriOf('Gemfile.lock') },
      position: { line: lines.indexOf('    connection_pool (3.0.2)'), character: 8 },
    });
    const text = JSON.stringify(hover?.contents);
    for (const parent of ['activesupport', 'react-rails', 'redis-client', 'sidekiq']) {
      assert.match(text, new RegExp(parent));
    }
  });

  test('an edit reaches another open file after a pause, and its fixes at once', async () => {
    const [maker, user] = [uriOf('app/kv.rb'), uriOf('app/kv_job.rb')];
    const made = 'module Kv\n  def self.kv = @kv ||= Redis.new\nend\n';
    await client.open(maker, 'ruby', made);
    await client.open(user, 'ruby', 'class KvJob\n  def run = Kv.kv.keys("kv:*")\nend\n');
    const isFound = (all: readonly Diagnostic[]) => all.some(({ code }) => code === 'redis/keys-command');
    await client.diagnostics(user, isFound);
    await client.change(maker, 2, made.replace('Redis', 'Hash'));
    const position = { line: 1, character: 20 };
    const actions: CodeAction[] = await client.connection.sendRequest('textDocument/codeAction', {
      textDocument: { uri: user },
      range: { start: position, end: position },
      context: { diagnostics: [] },
    });
    assert.deepEqual(
      actions.map(({ title }) => title),
      [],
    );
    await client.diagnostics(user, (all) => !isFound(all));
    await client.change(maker, 3, made);
    await client.diagnostics(user, isFound);
  });

  test('finds a slow call in an open file, and its quick fix is the rewrite', async () => {
    const path = 'app/workers/shopper_cleanup_worker.rb';
    await client.open(uriOf(path), 'ruby', await textOf(path));
    const found = await client.diagnostics(uriOf(path), (all) =>
      all.some(({ code }) => code === 'redis/prefer-unlink'),
    );
    const del = found.find(({ code }) => code === 'redis/prefer-unlink');
    assert.ok(del);
    const actions: (CodeAction & { edit?: { changes?: Record<string, { newText: string }[]> } })[] =
      await client.connection.sendRequest('textDocument/codeAction', {
        textDocument: { uri: uriOf(path) },
        range: del.range,
        context: { diagnostics: [del] },
      });
    const edits = actions.flatMap((action) => action.edit?.changes?.[uriOf(path)] ?? []);
    assert.ok(edits.some(({ newText }) => newText.includes('unlink')));
    assert.ok(edits.some(({ newText }) => newText.includes('# lintel:disable-next-line redis/prefer-unlink -- ')));
  });

  test('follows what is typed, half-typed code and a conflict included', async () => {
    const uri = uriOf('app/models/typed.rb');
    await client.open(uri, 'ruby', 'class Typed\n  def clear\n    $redis.keys("a*")\n  end\nend\n');
    await client.change(
      uri,
      2,
      'class Typed\n  def clear\n    $redis.del("tags:all")\n    $redis.sadd("tags:all", tag)\n',
    );
    await client.diagnostics(uri, (all) => all.some(({ code }) => code === 'redis/prefer-unlink'));
    await client.change(uri, 3, '');
    await client.diagnostics(uri, (all) => all.length === 0);

    const lock = uriOf('Gemfile.lock');
    const text = await textOf('Gemfile.lock');
    await client.open(lock, 'gemfile-lock', text);
    await client.change(lock, 2, `<<<<<<< ours\n${text}=======\nGEM\n>>>>>>> theirs\n`);
    await client.diagnostics(lock, (all) => all.some(({ code }) => code === 'lockfile/unreadable'));
    await client.change(lock, 3, text);
    await client.diagnostics(lock, (all) => all.every(({ code }) => code !== 'lockfile/unreadable'));
  });

  test('tells in one file what follows from an edit in another', async () => {
    const [reads, makes] = [uriOf('app/models/reads.rb'), uriOf('app/models/makes.rb')];
    await client.open(reads, 'ruby', 'KeptBox.store.smembers("box")\n');
    await client.open(makes, 'ruby', 'module KeptBox\n  def self.store = {}\nend\n');
    await client.change(makes, 2, 'module KeptBox\n  def self.store = Redis.new\nend\n');
    await client.diagnostics(reads, (all) => all.some(({ severity }) => severity === 3));
    // The key grows now, which only a look at every file shows.
    await client.change(
      makes,
      3,
      'module KeptBox\n  def self.store = Redis.new\nend\nKeptBox.store.sadd("box", Object.new.to_s)\n',
    );
    await client.diagnostics(reads, (all) => all.some(({ severity }) => severity === 2));
    await client.change(makes, 4, 'module KeptBox\n  def self.store = {}\nend\n');
    await client.diagnostics(reads, (all) => all.length === 0);
  });

  test('compares with another base as soon as the configuration names it', async () => {
    const changed = { changes: [{ uri: uriOf('.lintel.yml'), type: 1 }] };
    await writeFile(join(folder, '.lintel.yml'), 'base: none\n');
    await client.connection.sendNotification('workspace/didChangeWatchedFiles', changed);
    await client.diagnostics(uriOf('Gemfile.lock'), (all) => all.length === 0);
    const bases: { refs: string[]; inFile?: string } = await client.connection.sendRequest('lintel/bases', {
      folder: URI.file(folder).toString(),
    });
    assert.deepEqual([...bases.refs].sort(), ['main', 'upgrade-rails']);
    assert.equal(bases.inFile, 'none');
    await writeFile(join(folder, '.lintel.yml'), 'base: main\n');
    await client.connection.sendNotification('workspace/didChangeWatchedFiles', changed);
    await client.diagnostics(uriOf('Gemfile.lock'), (all) => all.length > 0);
  });

  test('takes .lintel.yml as it changes', async () => {
    const path = 'app/workers/shopper_cleanup_worker.rb';
    await writeFile(join(folder, '.lintel.yml'), 'rules:\n  redis/prefer-unlink: off\n');
    await client.connection.sendNotification('workspace/didChangeWatchedFiles', {
      changes: [{ uri: uriOf('.lintel.yml'), type: 1 }],
    });
    await client.diagnostics(uriOf(path), (all) => all.every(({ code }) => code !== 'redis/prefer-unlink'));
  });

  test('leaves ignored files alone, and takes them again', async () => {
    const path = 'app/workers/catalog_import_worker.rb';
    await client.open(uriOf(path), 'ruby', await textOf(path));
    await client.diagnostics(uriOf(path), (all) => all.length > 0);
    const changed = { changes: [{ uri: uriOf('.lintel.yml'), type: 2 }] };
    await writeFile(join(folder, '.lintel.yml'), "ignore: ['app/workers/**', Gemfile.lock]\n");
    await client.connection.sendNotification('workspace/didChangeWatchedFiles', changed);
    await client.diagnostics(uriOf(path), (all) => all.length === 0);
    await client.diagnostics(uriOf('Gemfile.lock'), (all) => all.length === 0);
    await writeFile(join(folder, '.lintel.yml'), '');
    await client.connection.sendNotification('workspace/didChangeWatchedFiles', changed);
    await client.diagnostics(uriOf(path), (all) => all.length > 0);
    await client.diagnostics(uriOf('Gemfile.lock'), (all) => all.length > 0);
  });

  test('follows .lintel.yml as it is typed, shows its mistakes at their lines, and goes on with what it said before', async () => {
    const [config, path] = [uriOf('.lintel.yml'), 'app/workers/catalog_import_worker.rb'];
    const off = 'rules:\n  redis/prefer-unlink: off\n';
    const isSilent = (all: readonly Diagnostic[]) => all.every(({ code }) => code !== 'redis/prefer-unlink');
    await client.open(config, 'yaml', off);
    await client.diagnostics(uriOf(path), isSilent);
    await client.change(config, 2, `${off}redis:\n  batchSize: lots\n`);
    const [mistake] = await client.diagnostics(config, (all) => all.length > 0);
    assert.equal(mistake?.range.start.line, 3);
    await client.diagnostics(uriOf(path), isSilent);
    const items: { label: string }[] = await client.connection.sendRequest('textDocument/completion', {
      textDocument: { uri: config },
      position: { line: 2, character: 0 },
    });
    assert.ok(items.some(({ label }) => label === 'ignore'));
    await client.change(config, 3, '');
    await client.diagnostics(config, (all) => all.length === 0);
    await client.diagnostics(uriOf(path), (all) => !isSilent(all));
  });

  test('answers nonsense with proper errors and goes on', async () => {
    await assert.rejects(client.connection.sendRequest('textDocument/nonsense', {}), /Unhandled method/);
    const hover = await client.connection.sendRequest('textDocument/hover', {
      textDocument: { uri: 'file:///nowhere/at/all.rb' },
      position: { line: 99, character: 99 },
    });
    assert.equal(hover, null);
  });

  test('exits with 0 when the client says so', async () => {
    assert.equal(await client.exit(), 0);
  });
});

test('each folder of a workspace has its own configuration, and what leaves the workspace leaves no finding', async () => {
  const root = await mkdtemp(join(tmpdir(), 'lintel roots-'));
  const [quiet, loud] = [join(root, 'quiet'), join(root, 'loud')];
  const client = new LanguageClient(root);
  try {
    await Promise.all([copyStorefront(quiet), copyStorefront(loud)]);
    await writeFile(join(quiet, '.lintel.yml'), 'rules:\n  redis/prefer-unlink: off\nbase: none\n');
    await writeFile(join(loud, '.lintel.yml'), 'rules:\n  redis/prefer-unlink: error\n');
    await client.initialize({
      workspaceFolders: [quiet, loud].map((path) => ({ uri: URI.file(path).toString(), name: path })),
      capabilities: { workspace: { workspaceFolders: true } },
    });
    const path = 'app/workers/shopper_cleanup_worker.rb';
    const text = await readFile(join(quiet, path), 'utf8');
    const [quietUri, loudUri] = [quiet, loud].map((folder) => URI.file(join(folder, path)).toString());
    assert.ok(quietUri !== undefined && loudUri !== undefined);
    await client.open(quietUri, 'ruby', text);
    await client.open(loudUri, 'ruby', text);
    const unlink = ({ code }: Diagnostic) => code === 'redis/prefer-unlink';
    const found = await client.diagnostics(loudUri, (all) => all.some(unlink));
    assert.deepEqual(
      found.filter(unlink).map(({ severity }) => severity),
      [1],
    );
    const lock = URI.file(join(loud, 'Gemfile.lock')).toString();
    await client.diagnostics(lock, (all) => all.length > 0);
    assert.deepEqual((await client.diagnostics(quietUri, () => true)).filter(unlink), []);
    await client.connection.sendNotification('workspace/didChangeWorkspaceFolders', {
      event: { added: [], removed: [{ uri: URI.file(loud).toString(), name: loud }] },
    });
    await client.diagnostics(lock, (all) => all.length === 0);
  } finally {
    client.kill();
    await rm(root, { recursive: true, force: true });
  }
});

test('the server ends with a client that dies', async () => {
  const client = new LanguageClient(tmpdir());
  await client.initialize({});
  const exited = once(client.process, 'exit');
  client.process.stdin?.destroy();
  const [status, signal] = await exited;
  assert.notEqual(status ?? signal, null);
});

test('a client that cannot read the patterns of the watched files gets findings all the same', async () => {
  const home = await mkdtemp(join(tmpdir(), 'lintel-unwatched-'));
  const client = new LanguageClient(home);
  client.connection.onRequest('client/registerCapability', () => {
    throw new Error('Glob invalid');
  });
  try {
    await copyStorefront(home);
    await client.initialize({
      workspaceFolders: [{ uri: URI.file(home).toString(), name: 'storefront' }],
      capabilities: { workspace: { didChangeWatchedFiles: { dynamicRegistration: true } } },
    });
    const lock = URI.file(join(home, 'Gemfile.lock')).toString();
    await client.diagnostics(lock, (all) => all.some(({ message }) => textIn(message).includes('2.5.5 → 3.0.2')));
  } finally {
    client.kill();
    await rm(home, { recursive: true, force: true });
  }
});

test('a folder that cannot be read is logged', { skip: process.platform === 'darwin' }, async () => {
  const home = await mkdtemp(join(tmpdir(), 'lintel-unread-'));
  const client = new LanguageClient(home);
  const logged = new Promise<string>((resolve) => {
    client.connection.onNotification('window/logMessage', ({ message }) => resolve(message));
  });
  try {
    // Node gives names that are no UTF-8 in a form by which nothing is found.
    await mkdir(Buffer.concat([Buffer.from(`${home}/d`), Buffer.from([0xe9])]));
    await client.initialize({ workspaceFolders: [{ uri: URI.file(home).toString(), name: 'home' }] });
    assert.equal(await logged, `${URI.file(join(home, 'd\uFFFD'))}: skipped: no such file`);
  } finally {
    client.kill();
    await rm(home, { recursive: true, force: true });
  }
});
