import assert from 'node:assert/strict';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import type { Diagnostic, Hover, Registration } from 'vscode-languageserver-protocol/node';
import type { WorkspaceFixes } from '../server/src/features/fixAll.ts';
import { client, root, textIn, uriOf, useClientInFolder } from './support/clientInFolder.ts';
import { lockText } from './support/lockText.ts';

const untitled = 'untitled:Untitled-1';
const hasRule =
  (rule: string) =>
  (all: readonly Diagnostic[]): boolean =>
    all.some(({ code }) => code === rule);
const isClean = (all: readonly Diagnostic[]) => all.length === 0;

useClientInFolder();

function close(uri: string): Promise<void> {
  return client.connection.sendNotification('textDocument/didClose', { textDocument: { uri } });
}

function changeFolders(event: { added: readonly object[]; removed: readonly object[] }): Promise<void> {
  return client.connection.sendNotification('workspace/didChangeWorkspaceFolders', { event });
}

async function openFolder(): Promise<void> {
  await client.initialize({
    workspaceFolders: [{ uri: uriOf(), name: 'shop' }],
    capabilities: { workspace: { workspaceFolders: true } },
  });
}

describe('a document that was never saved', () => {
  test('is judged as a file of the folder, by its lock, configuration and clients', async () => {
    await writeFile(join(root, 'Gemfile.lock'), lockText({ 'redis 3.3.5': [] }, ['redis']));
    await writeFile(join(root, '.lintel.yml'), 'rules:\n  redis/keys-command: error\n');
    await writeFile(join(root, 'kv.rb'), 'KV = Redis.new\n');
    await openFolder();
    await client.open(untitled, 'ruby', 'KV.keys("*")\nKV.exists?("a")\n');
    const [keys, exists] = await client.diagnostics(untitled, (all) => all.length === 2);
    assert.deepEqual([keys?.code, keys?.severity], ['redis/keys-command', 1]);
    assert.match(textIn(exists?.message ?? ''), /\b3\.3\.5 sends it/);
    const hover = await client.connection.sendRequest<Hover>('textDocument/hover', {
      textDocument: { uri: untitled },
      position: { line: 0, character: 4 },
    });
    assert.match(JSON.stringify(hover), /kv\.rb:1/);
    await client.change(untitled, 2, 'KV.get("a")\n');
    await client.diagnostics(untitled, isClean);
  });

  test('is forgotten when it is closed, and nothing is written or read for it', async () => {
    await openFolder();
    await client.open(untitled, 'ruby', 'KV = Redis.new\nKV.sadd("t", x)\nKV.del("t")\n');
    await client.open(uriOf('a.rb'), 'ruby', 'KV.keys("*")\n');
    await client.diagnostics(uriOf('a.rb'), hasRule('redis/keys-command'));
    const fixes = await client.connection.sendRequest<WorkspaceFixes>('lintel/fixWorkspace', {});
    assert.equal(fixes.files, 0, 'who fixes a workspace would be asked where to save it');
    await close(untitled);
    await client.diagnostics(uriOf('a.rb'), isClean);
    assert.deepEqual(await client.connection.sendRequest('lintel/redisCalls'), []);
    assert.deepEqual(await readdir(root), []);
  });

  test('follows the configuration of the folder that it would be saved in', async () => {
    await writeFile(join(root, '.lintel.yml'), 'rules:\n  redis/keys-command: off\n');
    await openFolder();
    const named = uriOf('app', 'new.rb').replace('file://', 'untitled:');
    await client.open(named, 'ruby', 'R = Redis.new\nR.keys("*")\nR.flushall\n');
    const found = await client.diagnostics(named, ({ length }) => length > 0);
    assert.equal(hasRule('redis/keys-command')(found), false);
  });

  test('is judged by itself where no folder is open, and moves to the first one', async () => {
    await writeFile(join(root, 'kv.rb'), 'KV = Redis.new\n');
    await client.initialize({ capabilities: { workspace: { workspaceFolders: true } } });
    await client.open(untitled, 'ruby', 'KV.keys("*")\nR = Redis.new\nR.flushall\n');
    assert.equal((await client.diagnostics(untitled, ({ length }) => length > 0)).length, 1);
    await changeFolders({ added: [{ uri: uriOf(), name: 'shop' }], removed: [] });
    await client.diagnostics(untitled, hasRule('redis/keys-command'));
    await changeFolders({ added: [], removed: [{ uri: uriOf(), name: 'shop' }] });
    await client.diagnostics(untitled, ({ length }) => length === 1);
    await close(untitled);
    await client.diagnostics(untitled, isClean);
  });

  test('in another language is none of ours, whatever it is called', async () => {
    await openFolder();
    const lock = uriOf('Gemfile.lock').replace('file://', 'untitled:');
    await client.open(untitled, 'gemfile-lock', 'R = Redis.new\nR.keys("*")\n');
    await client.open(lock, 'gemfile-lock', 'GEM\n  specs:\n    nonsense\n');
    await client.open(uriOf('a.rb'), 'ruby', 'R = Redis.new\nR.keys("*")\n');
    await client.diagnostics(uriOf('a.rb'), hasRule('redis/keys-command'));
    assert.deepEqual([client.published(untitled), client.published(lock)], [undefined, undefined]);
  });
});

test('a question about a file that nobody opened is answered, and leaves nothing behind', async () => {
  const asked: string[] = [];
  const watched: Registration[] = [];
  client.connection.onRequest('workspace/configuration', ({ items }) => {
    asked.push(...items.map(({ scopeUri }: { scopeUri: string }) => scopeUri));
    return items.map(() => null);
  });
  client.connection.onRequest('client/registerCapability', ({ registrations }) => {
    watched.push(...registrations);
  });
  const specs = { 'connection_pool 2.5.5': [], 'sidekiq 7.3.10': ['connection_pool >= 2.3.0, < 3'] };
  await writeFile(join(root, 'Gemfile'), 'gem "connection_pool", ">= 3"\ngem "sidekiq"\n');
  await writeFile(join(root, 'Gemfile.lock'), lockText(specs, ['connection_pool', 'sidekiq']));
  await client.initialize({ capabilities: { workspace: { configuration: true } } });
  const hover = await client.connection.sendRequest<Hover>('textDocument/hover', {
    textDocument: { uri: uriOf('Gemfile') },
    position: { line: 1, character: 6 },
  });
  assert.match(JSON.stringify(hover), /7\.3\.10/);
  await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
  await client.open(uriOf('other', 'a.rb'), 'ruby', 'R = Redis.new\nR.keys("*")\n');
  await client.diagnostics(uriOf('other', 'a.rb'), hasRule('redis/keys-command'));
  assert.equal(client.published(uriOf('Gemfile')), undefined);
  assert.deepEqual(
    asked.filter((scope) => scope === uriOf()),
    [],
  );
  assert.deepEqual(await client.connection.sendRequest('lintel/lockedGems'), []);
});
