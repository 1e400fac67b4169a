import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Diagnostic, Hover, Registration } from 'vscode-languageserver-protocol/node';
import { client, root, uriOf, useClientInFolder } from './support/clientInFolder.ts';
import { lockText } from './support/lockText.ts';

const hasRule =
  (rule: string) =>
  (all: readonly Diagnostic[]): boolean =>
    all.some(({ code }) => code === rule);

useClientInFolder();

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
