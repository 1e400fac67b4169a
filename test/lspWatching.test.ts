import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Diagnostic, FileSystemWatcher, Registration } from 'vscode-languageserver-protocol/node';
import { URI } from 'vscode-uri';
import { git } from './gitRepository.ts';
import { client, root, textIn, uriOf, useClientInFolder } from './support/clientInFolder.ts';

const patienceMs = 120_000;
const call = 'KV.keys("*")\nconn = Redis.new\nconn.keys("*")\n';
const crosses = (all: readonly Diagnostic[]) => all.some(({ message }) => textIn(message).includes('2.5.5 → 3.0.2'));

useClientInFolder();

/** Opens a folder in a client that watches what it is asked to, anywhere on the disk; the function resolves to the first watcher that `accept` likes. */
async function openWatching(path: string) {
  const watchers: FileSystemWatcher[] = [];
  let listen: () => void = () => undefined;
  client.connection.onRequest('client/registerCapability', ({ registrations }: { registrations: Registration[] }) => {
    watchers.push(...registrations.flatMap(({ registerOptions }) => registerOptions.watchers ?? []));
    listen();
  });
  const didChangeWatchedFiles = { dynamicRegistration: true, relativePatternSupport: true };
  await client.initialize({
    workspaceFolders: [{ uri: uriOf(path), name: path }],
    initializationOptions: { trusted: true },
    capabilities: { workspace: { workspaceFolders: true, didChangeWatchedFiles } },
  });
  return (accept: (watcher: FileSystemWatcher) => boolean) =>
    new Promise<void>((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`waited in vain for a watcher: ${JSON.stringify(watchers)}`)),
        patienceMs,
      );
      listen = () => {
        if (watchers.some(accept)) {
          clearTimeout(timer);
          resolve();
        }
      };
      listen();
    });
}

function tell(uri: string): Promise<void> {
  return client.connection.sendNotification('workspace/didChangeWatchedFiles', { changes: [{ uri, type: 2 }] });
}

/** Whether a watcher looks at HEAD and its log in the folder at `uri`. */
function watchesHead(uri: string): (watcher: FileSystemWatcher) => boolean {
  return ({ globPattern }) =>
    typeof globPattern === 'object' && globPattern.baseUri === uri && globPattern.pattern === '{HEAD,logs/HEAD}';
}

/** A folder of a repository whose lock, compared with HEAD, has crossed a major. */
async function crossedLock(shop: string): Promise<string> {
  const lock = await readFile(new URL('../examples/storefront/Gemfile.lock', import.meta.url), 'utf8');
  await mkdir(shop, { recursive: true });
  await writeFile(join(shop, '.lintel.yml'), 'base: HEAD\n');
  await writeFile(join(shop, 'Gemfile.lock'), lock.replaceAll('3.0.2', '2.5.5'));
  git(shop, 'add', '.');
  git(shop, 'commit', '-q', '-m', 'before');
  await writeFile(join(shop, 'Gemfile.lock'), lock);
  return URI.file(join(shop, 'Gemfile.lock')).toString();
}

test('a commit is seen where the folder lies within its repository', async () => {
  git(root, 'init', '-q', '-b', 'main', 'mono');
  const shop = join(root, 'mono', 'apps', 'shop');
  const lockUri = await crossedLock(shop);
  const watching = await openWatching('mono/apps/shop');
  await watching(watchesHead(uriOf('mono', '.git')));
  await client.diagnostics(lockUri, crosses);
  git(shop, 'commit', '-q', '-a', '-m', 'after');
  await tell(uriOf('mono', '.git', 'logs', 'HEAD'));
  await client.diagnostics(lockUri, (all) => !crosses(all));
});

test('a commit is seen in a work tree, whose HEAD lies elsewhere', async () => {
  git(root, 'init', '-q', '-b', 'main', 'shop');
  git(join(root, 'shop'), 'commit', '-q', '--allow-empty', '-m', 'nothing');
  git(join(root, 'shop'), 'worktree', 'add', '-q', '-b', 'other', join(root, 'tree'));
  const lockUri = await crossedLock(join(root, 'tree'));
  const watching = await openWatching('tree');
  await watching(watchesHead(uriOf('shop', '.git', 'worktrees', 'tree')));
  await client.diagnostics(lockUri, crosses);
  git(join(root, 'tree'), 'commit', '-q', '-a', '-m', 'after');
  await tell(uriOf('shop', '.git', 'worktrees', 'tree', 'logs', 'HEAD'));
  await client.diagnostics(lockUri, (all) => !crosses(all));
});

test('a folder that is added later has its HEAD watched too', async () => {
  git(root, 'init', '-q', '-b', 'main', 'mono');
  await mkdir(join(root, 'mono', 'shop'));
  await mkdir(join(root, 'first'));
  const watching = await openWatching('first');
  await client.connection.sendNotification('workspace/didChangeWorkspaceFolders', {
    event: { added: [{ uri: uriOf('mono', 'shop'), name: 'shop' }], removed: [] },
  });
  await watching(watchesHead(uriOf('mono', '.git')));
});

test('what .gitignore comes to say counts: files that it names go, and those that it lets in come', async () => {
  await mkdir(join(root, 'shop', 'generated'), { recursive: true });
  await writeFile(join(root, 'shop', 'generated', 'kv.rb'), 'KV = Redis.new\n');
  const watching = await openWatching('shop');
  await watching(({ globPattern }) => globPattern === '**/.gitignore');
  await client.open(uriOf('shop', 'a.rb'), 'ruby', call);
  await client.diagnostics(uriOf('shop', 'a.rb'), ({ length }) => length === 2);
  await writeFile(join(root, 'shop', '.gitignore'), '/generated\n');
  await tell(uriOf('shop', '.gitignore'));
  await client.diagnostics(uriOf('shop', 'a.rb'), ({ length }) => length === 1);
  await writeFile(join(root, 'shop', '.gitignore'), '');
  await tell(uriOf('shop', '.gitignore'));
  await client.diagnostics(uriOf('shop', 'a.rb'), ({ length }) => length === 2);
});
