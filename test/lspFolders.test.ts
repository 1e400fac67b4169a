import assert from 'node:assert/strict';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, test } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import picomatch from 'picomatch';
import type { Diagnostic, FileSystemWatcher, Registration } from 'vscode-languageserver-protocol/node';
import { URI } from 'vscode-uri';
import { copyStorefront } from '../scripts/storefront.ts';
import type { WorkspaceFixes } from '../server/src/features/fixAll.ts';
import { git } from './gitRepository.ts';
import { client, root, textIn, uriOf, useClientInFolder } from './support/clientInFolder.ts';

const worker = 'app/workers/catalog_import_worker.rb';
const unlink = ({ code }: Diagnostic) => code === 'redis/prefer-unlink';

const folderOf = (path: string) => ({ uri: uriOf(path), name: path });

useClientInFolder();

async function openFolders(...paths: string[]): Promise<void> {
  await client.initialize({
    workspaceFolders: paths.map(folderOf),
    capabilities: { workspace: { workspaceFolders: true } },
  });
}

/** Opens a folder in a client that watches files where it is asked to, and resolves to what it is to watch. */
async function openWatched(path: string): Promise<readonly FileSystemWatcher[]> {
  const registered = new Promise<Registration[]>((resolve) => {
    client.connection.onRequest('client/registerCapability', ({ registrations }) => resolve(registrations));
  });
  await client.initialize({
    workspaceFolders: [folderOf(path)],
    capabilities: { workspace: { workspaceFolders: true, didChangeWatchedFiles: { dynamicRegistration: true } } },
  });
  const [watched] = await registered;
  return watched?.registerOptions.watchers ?? [];
}

function changeFolders(change: { added?: readonly string[]; removed?: readonly string[] }): Promise<void> {
  const { added = [], removed = [] } = change;
  return client.connection.sendNotification('workspace/didChangeWorkspaceFolders', {
    event: { added: added.map(folderOf), removed: removed.map(folderOf) },
  });
}

async function openFile(...path: string[]): Promise<void> {
  await client.open(uriOf(...path), 'ruby', await readFile(join(root, ...path), 'utf8'));
}

/** The severities of the findings about UNLINK, as soon as `accept` likes them. */
async function severities(path: string[], accept: (found: readonly unknown[]) => boolean): Promise<readonly unknown[]> {
  const found = await client.diagnostics(uriOf(...path), (all) => accept(all.filter(unlink)));
  return found.filter(unlink).map(({ severity }) => severity);
}

test('a file that was open before its folder was added follows the configuration of that folder', async () => {
  await Promise.all([copyStorefront(join(root, 'first')), copyStorefront(join(root, 'late'))]);
  await writeFile(join(root, 'late', '.lintel.yml'), 'rules:\n  redis/prefer-unlink: error\n');
  await openFolders('first');
  await openFile('late', worker);
  assert.deepEqual(await severities(['late', worker], ({ length }) => length > 0), [2]);
  await changeFolders({ added: ['late'] });
  await client.diagnostics(uriOf('late', worker), (all) => all.some((one) => unlink(one) && one.severity === 1));
});

test('settings that a client sends unasked reach what is opened later too, with a folder and without', async () => {
  const call = 'redis = Redis.new\nredis.keys("*")\n';
  await openFolders('first');
  await client.connection.sendNotification('workspace/didChangeConfiguration', {
    settings: { lintel: { rules: { 'redis/keys-command': 'info' } } },
  });
  await changeFolders({ added: ['late'] });
  for (const folder of ['first', 'late', 'elsewhere']) {
    await client.open(uriOf(folder, 'a.rb'), 'ruby', call);
    await client.diagnostics(uriOf(folder, 'a.rb'), (all) =>
      all.some(({ code, severity }) => code === 'redis/keys-command' && severity === 3),
    );
  }
});

test('settings about files have nothing read that lies beside a document without any folder: that may be a whole disk', async () => {
  for (const name of ['a.rb', 'b.rb']) {
    await writeFile(join(root, name), 'Redis.new.keys("*")\n');
  }
  await client.initialize({});
  await openFile('a.rb');
  await client.diagnostics(uriOf('a.rb'), ({ length }) => length > 0);
  await client.connection.sendNotification('workspace/didChangeConfiguration', {
    settings: { lintel: { ignore: ['vendor/**'], rules: { 'redis/keys-command': 'info' } } },
  });
  await client.diagnostics(uriOf('a.rb'), (all) => all.some(({ severity }) => severity === 3));
  const calls = JSON.stringify(await client.connection.sendRequest('lintel/redisCalls'));
  assert.match(calls, /a\.rb/);
  assert.doesNotMatch(calls, /b\.rb/);
});

test('what views show of a folder waits until that is read and compared', async () => {
  await copyStorefront(join(root, 'shop'));
  await openFolders('shop');
  const ask = (method: string) => client.connection.sendRequest<readonly unknown[]>(method);
  const [majors, calls] = await Promise.all(['lintel/majors', 'lintel/redisCalls'].map(ask));
  assert.match(JSON.stringify(majors), /"gem":"connection_pool","from":"2\.5\.5"/);
  assert.match(JSON.stringify(calls), /catalog_import_worker/);
});

test('a folder is fixed as a whole, though that is asked for before it is read', async () => {
  await copyStorefront(join(root, 'shop'));
  await openFolders('shop');
  const asked = { rule: 'redis/prefer-unlink' };
  const [fixes, rules] = await Promise.all([
    client.connection.sendRequest<WorkspaceFixes>('lintel/fixWorkspace', asked),
    client.connection.sendRequest<readonly { rule: string; safe: number }[]>('lintel/fixableRules'),
  ]);
  assert.ok(fixes.safe > 0);
  assert.equal(rules.find(({ rule }) => rule === asked.rule)?.safe, fixes.safe);
});

describe('a folder within another', () => {
  const inner = ['apps', 'shop'];

  beforeEach(async () => {
    await copyStorefront(join(root, 'apps', 'shop'));
    await mkdir(join(root, 'lib'));
    await writeFile(join(root, '.lintel.yml'), 'rules:\n  redis/prefer-unlink: off\nbase: none\n');
    await writeFile(join(root, 'lib', 'cleanup.rb'), 'Sidekiq.redis { |conn| conn.del("seen") }\n');
  });

  test('is judged once, by its own configuration', async () => {
    await openFolders('.', 'apps/shop');
    await openFile(...inner, worker);
    assert.deepEqual(await severities([...inner, worker], ({ length }) => length > 0), [2]);
    await client.diagnostics(uriOf(...inner, 'Gemfile.lock'), (all) => all.length > 0);
    const locks: { lockUri: string }[] = await client.connection.sendRequest('lintel/lockedGems');
    assert.deepEqual(
      locks.map(({ lockUri }) => lockUri),
      [uriOf(...inner, 'Gemfile.lock')],
    );
  });

  test('is fixed once', async () => {
    await writeFile(join(root, '.lintel.yml'), '');
    await openFolders('.', 'apps/shop');
    await client.diagnostics(uriOf(...inner, 'Gemfile.lock'), (all) => all.length > 0);
    const fixes: { edit: { documentChanges: { textDocument: { uri: string } }[] } } =
      await client.connection.sendRequest('lintel/fixWorkspace', {});
    const uris = fixes.edit.documentChanges.map(({ textDocument }) => textDocument.uri);
    assert.ok(uris.includes(uriOf(...inner, worker)), uris.join('\n'));
    assert.deepEqual(uris, [...new Set(uris)]);
  });

  test('takes its files along when it comes, and leaves them when it goes', async () => {
    const lock = uriOf(...inner, 'Gemfile.lock');
    await openFolders('.');
    await openFile('lib', 'cleanup.rb');
    await openFile(...inner, worker);
    await changeFolders({ added: ['apps/shop'] });
    assert.deepEqual(await severities([...inner, worker], ({ length }) => length > 0), [2]);
    await client.diagnostics(lock, (all) => all.length > 0);
    await changeFolders({ removed: ['apps/shop'] });
    assert.deepEqual(await severities([...inner, worker], ({ length }) => length === 0), []);
    await client.diagnostics(lock, (all) => all.length === 0);
    const locks: { lockUri: string }[] = await client.connection.sendRequest('lintel/lockedGems');
    assert.deepEqual(
      locks.map(({ lockUri }) => lockUri),
      [lock],
    );
  });
});

test('a lock that appears is compared with its base', async () => {
  await Promise.all([copyStorefront(join(root, 'app')), copyStorefront(join(root, 'other'))]);
  const lock = join(root, 'app', 'Gemfile.lock');
  const text = await readFile(lock, 'utf8');
  await rm(lock);
  const isCompared = (all: readonly Diagnostic[]) =>
    all.some(({ message }) => textIn(message).includes('2.5.5 → 3.0.2'));
  await openFolders('.');
  await client.diagnostics(uriOf('other', 'Gemfile.lock'), isCompared);
  await writeFile(lock, text);
  await client.connection.sendNotification('workspace/didChangeWatchedFiles', {
    changes: [{ uri: uriOf('app', 'Gemfile.lock'), type: 1 }],
  });
  await client.diagnostics(uriOf('app', 'Gemfile.lock'), isCompared);
});

test('a commit on the branch that is checked out is a new base', async () => {
  const shop = join(root, 'shop');
  await copyStorefront(shop);
  git(shop, 'init', '-q', '-b', 'main');
  await writeFile(join(shop, '.lintel.yml'), 'base: HEAD\n');
  const lock = await readFile(join(shop, 'Gemfile.lock'), 'utf8');
  await writeFile(join(shop, 'Gemfile.lock'), lock.replaceAll('3.0.2', '2.5.5'));
  git(shop, 'add', '.');
  git(shop, 'commit', '-q', '-m', 'before');
  await writeFile(join(shop, 'Gemfile.lock'), lock);
  const watchers = await openWatched('shop');
  const patterns = watchers.flatMap(({ kind, globPattern }) =>
    kind === undefined && typeof globPattern === 'string' ? [globPattern] : [],
  );
  for (const name of [
    '.git/HEAD',
    '.git/logs/HEAD',
    'shop.gemspec',
    'views/feed.builder',
    'Dangerfile',
    'a/Rakefile',
  ]) {
    assert.ok(
      patterns.some((pattern) => picomatch(pattern, { dot: true })(name)),
      name,
    );
  }
  const crosses = (all: readonly Diagnostic[]) => all.some(({ message }) => textIn(message).includes('2.5.5 → 3.0.2'));
  await client.diagnostics(uriOf('shop', 'Gemfile.lock'), crosses);
  git(shop, 'commit', '-q', '-a', '-m', 'after');
  await client.connection.sendNotification('workspace/didChangeWatchedFiles', {
    changes: [{ uri: uriOf('shop', '.git', 'logs', 'HEAD'), type: 2 }],
  });
  await client.diagnostics(uriOf('shop', 'Gemfile.lock'), (all) => !crosses(all));
});

test('a folder that is deleted takes its files along, though the client tells nothing but the folder', async () => {
  const call = 'KV.keys("*")\n';
  await mkdir(join(root, 'shop', 'config', 'redis'), { recursive: true });
  await writeFile(join(root, 'shop', 'config', 'redis', 'kv.rb'), 'KV = Redis.new\n');
  const watchers = await openWatched('shop');
  assert.ok(watchers.some((one) => isDeepStrictEqual(one, { globPattern: '**/*', kind: 5 })));
  await client.open(uriOf('shop', 'a.rb'), 'ruby', call);
  await client.diagnostics(uriOf('shop', 'a.rb'), ({ length }) => length > 0);
  await rm(join(root, 'shop', 'config'), { recursive: true });
  await client.connection.sendNotification('workspace/didChangeWatchedFiles', {
    changes: [{ uri: uriOf('shop', 'config'), type: 3 }],
  });
  await client.diagnostics(uriOf('shop', 'a.rb'), ({ length }) => length === 0);
});

test('a folder that appears brings its files along, though the client tells nothing but the folder', async () => {
  await mkdir(join(root, 'shop', 'lib'), { recursive: true });
  await openFolders('shop');
  await client.open(uriOf('shop', 'a.rb'), 'ruby', 'KV.keys("*")\nconn = Redis.new\nconn.keys("*")\n');
  await client.diagnostics(uriOf('shop', 'a.rb'), ({ length }) => length === 1);
  await mkdir(join(root, 'shop', 'config', 'redis'), { recursive: true });
  await writeFile(join(root, 'shop', 'config', 'redis', 'kv.rb'), 'KV = Redis.new\n');
  await client.connection.sendNotification('workspace/didChangeWatchedFiles', {
    changes: [{ uri: uriOf('shop', 'config'), type: 1 }],
  });
  await client.diagnostics(uriOf('shop', 'a.rb'), ({ length }) => length === 2);
});

test('what no walk of the folder gets to is none of its files, though it changes or was open', async () => {
  const gem = ['shop', 'vendor', 'bundle', 'ruby', '3.1.0', 'gems', 'kv-1.0', 'lib'];
  const call = 'KV.keys("*")\nconn = Redis.new\nconn.keys("*")\n';
  await mkdir(join(root, ...gem), { recursive: true });
  await mkdir(join(root, 'shop', 'generated'));
  await writeFile(join(root, 'shop', '.gitignore'), '/generated\n');
  const strangers = [uriOf(...gem, 'kv.rb'), uriOf('shop', 'generated', 'kv.rb')];
  for (const uri of strangers) {
    await writeFile(URI.parse(uri).fsPath, 'KV = Redis.new\n');
  }
  await openFolders('shop');
  await client.open(uriOf('shop', 'a.rb'), 'ruby', call);
  await client.diagnostics(uriOf('shop', 'a.rb'), ({ length }) => length === 1);
  await client.connection.sendNotification('workspace/didChangeWatchedFiles', {
    changes: strangers.map((uri) => ({ uri, type: 1 })),
  });
  for (const uri of strangers) {
    await client.open(uri, 'ruby', 'KV = Redis.new\n');
    await client.diagnostics(uriOf('shop', 'a.rb'), ({ length }) => length === 2);
    await client.connection.sendNotification('textDocument/didClose', { textDocument: { uri } });
    await client.diagnostics(uriOf('shop', 'a.rb'), ({ length }) => length === 1);
  }
});

test('a lock that is opened beside another document without any folder is compared too, and leaves nothing when it closes', async () => {
  await copyStorefront(join(root, 'alone'));
  await client.initialize({ workspaceFolders: [], capabilities: {} });
  await openFile('alone', worker);
  await severities(['alone', worker], ({ length }) => length > 0);
  const [text, lock] = [await readFile(join(root, 'alone', 'Gemfile.lock'), 'utf8'), uriOf('alone', 'Gemfile.lock')];
  const besideIt = uriOf('alone', 'extra.rb');
  await client.open(besideIt, 'ruby', 'KV = Redis.new\nKV.keys("*")\n');
  await client.diagnostics(besideIt, ({ length }) => length > 0);
  await client.open(lock, 'gemfile-lock', text);
  await client.diagnostics(lock, (all) => all.some(({ code }) => code === 'lockfile/known-breakage'));
  for (const uri of [besideIt, lock]) {
    await client.connection.sendNotification('textDocument/didClose', { textDocument: { uri } });
  }
  await client.diagnostics(lock, ({ length }) => length === 0);
});

test('a lock that is opened without any folder has its base, its Gemfile and the configuration beside it', async () => {
  await copyStorefront(join(root, 'alone'));
  await writeFile(join(root, 'alone', '.lintel.yml'), 'rules:\n  lockfile/known-breakage: info\n');
  const lock = join(root, 'alone', 'Gemfile.lock');
  await client.initialize({ workspaceFolders: [], capabilities: { workspace: { workspaceFolders: true } } });
  await client.open(uriOf('alone', 'Gemfile.lock'), 'ruby', await readFile(lock, 'utf8'));
  const isFound = ({ code, message, severity }: Diagnostic) =>
    code === 'lockfile/known-breakage' && severity === 3 && textIn(message).includes('2.5.5 → 3.0.2');
  const found = (await client.diagnostics(uriOf('alone', 'Gemfile.lock'), (all) => all.some(isFound))).find(isFound);
  const actions: { title: string; edit?: { changes?: Record<string, unknown> } }[] =
    await client.connection.sendRequest('textDocument/codeAction', {
      textDocument: { uri: uriOf('alone', 'Gemfile.lock') },
      range: found?.range,
      context: { diagnostics: [] },
    });
  assert.ok(
    actions.some(({ edit }) => uriOf('alone', 'Gemfile') in (edit?.changes ?? {})),
    JSON.stringify(actions),
  );
});
