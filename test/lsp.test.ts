import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { CodeAction, Diagnostic, Hover } from 'vscode-languageserver-protocol/node';
import { URI } from 'vscode-uri';
import { copyStorefront } from '../scripts/storefront.ts';
import { LanguageClient } from './support/languageClient.ts';

let folder = '';
const uriOf = (path: string) => URI.file(join(folder, path)).toString();
const textOf = (path: string) => readFile(join(folder, path), 'utf8');
const textIn = (message: Diagnostic['message']) => (typeof message === 'string' ? message : message.value);

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

  test('compares with another base as soon as the configuration names it', async () => {
    const changed = { changes: [{ uri: uriOf('.lintel.yml'), type: 1 }] };
    await writeFile(join(folder, '.lintel.yml'), 'base: none\n');
    await client.connection.sendNotification('workspace/didChangeWatchedFiles', changed);
    await client.diagnostics(uriOf('Gemfile.lock'), (all) => all.length === 0);
    const refs: string[] = await client.connection.sendRequest('lintel/refs', {});
    assert.deepEqual([...refs].sort(), ['main', 'upgrade-rails']);
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
