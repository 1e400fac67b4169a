import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import type { ClientCapabilities, CodeAction } from 'vscode-languageserver-protocol/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { URI } from 'vscode-uri';
import { copyStorefront } from '../scripts/storefront.ts';
import { client, root, uriOf, useClientInFolder } from './support/clientInFolder.ts';

const worker = 'app/workers/catalog_import_worker.rb';

const onDisk = (path: string) => readFile(join(root, path), 'utf8');

useClientInFolder(copyStorefront);

async function openFolder(workspace: ClientCapabilities['workspace'] = {}): Promise<void> {
  await client.initialize({
    workspaceFolders: [{ uri: URI.file(root).toString(), name: 'shop' }],
    capabilities: { workspace: { workspaceFolders: true, ...workspace } },
  });
}

/** The actions where `text` stands in a file. */
async function actionsAt(path: string, text: string): Promise<readonly CodeAction[]> {
  const lines = (await onDisk(path)).split('\n');
  const line = lines.findIndex((one) => one.includes(text));
  const position = { line, character: lines[line]?.indexOf(text) ?? 0 };
  return client.connection.sendRequest('textDocument/codeAction', {
    textDocument: { uri: uriOf(path) },
    range: { start: position, end: position },
    context: { diagnostics: [] },
  });
}

/** Opens a file, and waits for a finding in it. */
async function openFile(path: string, accept: RegExp): Promise<void> {
  await client.open(uriOf(path), 'ruby', await onDisk(path));
  await client.diagnostics(uriOf(path), (all) => all.some(({ message }) => accept.test(String(message))));
}

const titled = (actions: readonly CodeAction[], title: RegExp) => actions.find((action) => title.test(action.title));

describe('a client that does not tell what happens on the disk', () => {
  test('pins in the Gemfile as it is there', async () => {
    await openFolder();
    await openFile('Gemfile.lock', /2\.5\.5 → 3\.0\.2/);
    const gemfile = `# Pulled\n# meanwhile.\n${await onDisk('Gemfile')}`;
    await writeFile(join(root, 'Gemfile'), gemfile);
    const pin = titled(await actionsAt('Gemfile.lock', 'connection_pool (3.0.2)'), /^Pin connection_pool/);
    const edits = pin?.edit?.changes?.[uriOf('Gemfile')] ?? [];
    const pinned = TextDocument.applyEdits(TextDocument.create('', '', 0, gemfile), edits);
    const lines =
      '# 3.0 stops the scheduler thread of sidekiq 7.3.9; remove-when: sidekiq >= 8.1.0\ngem "connection_pool", "~> 2.5", require: false\n\n';
    assert.equal(pinned, gemfile.replace('# Pages.', `${lines}# Pages.`));
  });

  test('declares a receiver in .lintel.yml as it is there', async () => {
    await openFolder({ workspaceEdit: { documentChanges: true, resourceOperations: ['create'] } });
    await openFile(worker, /UNLINK/);
    await writeFile(join(root, '.lintel.yml'), 'redis:\n  clients: [Store.kv]\n');
    const declared = titled(await actionsAt(worker, 'conn.del'), /is no Redis client/);
    assert.match(JSON.stringify(declared?.edit), /Store\.kv/);
  });
});

test('an edit of open files names the versions that it was made for, so that an editor refuses it in another text', async () => {
  await openFolder({ workspaceEdit: { documentChanges: true } });
  await openFile('Gemfile.lock', /2\.5\.5 → 3\.0\.2/);
  const title = /^Pin connection_pool/;
  const versions = async () =>
    titled(await actionsAt('Gemfile.lock', 'connection_pool (3.0.2)'), title)?.edit?.documentChanges?.map((change) =>
      'textDocument' in change ? [change.textDocument.uri, change.textDocument.version] : [],
    );
  assert.deepEqual(await versions(), [
    [uriOf('Gemfile'), null],
    [uriOf('Gemfile.lock'), 1],
  ]);
  await client.open(uriOf('Gemfile'), 'ruby', await onDisk('Gemfile'));
  await client.change(uriOf('Gemfile'), 5, `# Not saved.\n${await onDisk('Gemfile')}`);
  assert.deepEqual(await versions(), [
    [uriOf('Gemfile'), 5],
    [uriOf('Gemfile.lock'), 1],
  ]);
});
