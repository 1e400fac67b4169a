import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { DocumentSymbol, InlayHint } from 'vscode-languageserver-protocol/node';
import { URI } from 'vscode-uri';
import { copyStorefront } from '../scripts/storefront.ts';
import { client, root, uriOf, useClientInFolder } from './support/clientInFolder.ts';

const textOf = (path: string) => readFile(join(root, path), 'utf8');

useClientInFolder(copyStorefront);

async function openGemfile(folders: readonly string[]): Promise<void> {
  await client.initialize({
    workspaceFolders: folders.map((name) => ({ uri: URI.file(root).toString(), name })),
    capabilities: { workspace: { workspaceFolders: true, inlayHint: { refreshSupport: true } } },
  });
  await client.open(uriOf('Gemfile'), 'ruby', await textOf('Gemfile'));
}

/** The versions that stand behind the gems of the Gemfile. */
async function versions(): Promise<readonly string[]> {
  const hints: InlayHint[] = await client.connection.sendRequest('textDocument/inlayHint', {
    textDocument: { uri: uriOf('Gemfile') },
    range: { start: { line: 0, character: 0 }, end: { line: 100, character: 0 } },
  });
  return hints.map(({ label }) => (typeof label === 'string' ? label : label.map(({ value }) => value).join('')));
}

for (const folders of [['shop'], []]) {
  test(`a Gemfile that was just opened in ${folders[0] ?? 'no folder'} has what its lock says of it`, async () => {
    await openGemfile(folders);
    const symbols: DocumentSymbol[] = await client.connection.sendRequest('textDocument/documentSymbol', {
      textDocument: { uri: uriOf('Gemfile') },
    });
    assert.ok(symbols.some(({ name }) => name === 'sidekiq'));
    assert.ok((await versions()).includes('7.3.9'));
  });
}

test('a client is told to ask for hints again once a lock is another', async () => {
  const lock = await textOf('Gemfile.lock');
  let refreshed = () => {};
  client.connection.onRequest('workspace/inlayHint/refresh', () => {
    refreshed();
    return null;
  });
  const nextRefresh = () =>
    new Promise<void>((resolve) => {
      refreshed = resolve;
    });
  const first = nextRefresh();
  await openGemfile(['shop']);
  await first;
  const second = nextRefresh();
  await writeFile(join(root, 'Gemfile.lock'), lock.replace('sidekiq (7.3.9)', 'sidekiq (7.3.10)'));
  await client.connection.sendNotification('workspace/didChangeWatchedFiles', {
    changes: [{ uri: uriOf('Gemfile.lock'), type: 2 }],
  });
  await second;
  assert.ok((await versions()).includes('7.3.10'));
});
