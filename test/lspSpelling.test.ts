import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { URI } from 'vscode-uri';
import { LanguageClient } from './support/languageClient.ts';

const name = "a.b@corp, (x)+&=;it's [ü]";
const slow = 'class Reports\n  def all = KV.keys("*")\nend\n';

/** As `vim.uri_from_fname` of Neovim 0.7 and `eglot--path-to-uri` of Eglot 1.9 write a path, and as VS Code does. */
const spellings: Readonly<Record<string, (path: string) => string>> = {
  neovim: (path) =>
    `file://${encodeURI(path)
      .replace(/[[\]]/g, encodeURIComponent)
      .replace(/%../g, (code) => code.toLowerCase())}`,
  eglot: (path) => `file://${encodeURI(path)}`,
  vscode: (path) => URI.file(path).toString(),
};

for (const [editor, spell] of Object.entries(spellings)) {
  describe(`a folder with strange characters, spelled as ${editor} does`, () => {
    let root: string;
    let client: LanguageClient;
    const uriOf = (path: string) => spell(join(root, name, path));

    before(async () => {
      root = await mkdtemp(join(tmpdir(), 'lintel-spelling-'));
      await mkdir(join(root, name, 'config'), { recursive: true });
      await writeFile(join(root, name, 'config', 'redis+1.rb'), 'KV = Redis.new\n');
      await writeFile(join(root, name, 'reports.rb'), slow);
      client = new LanguageClient(root);
      await client.initialize({
        workspaceFolders: [{ uri: spell(join(root, name)), name: 'strange' }],
        capabilities: { workspace: { workspaceFolders: true } },
      });
      await client.open(uriOf('reports.rb'), 'ruby', slow);
    });
    after(async () => {
      client.kill();
      await rm(root, { recursive: true, force: true });
    });

    test('has its findings, by the name that the client gave', async () => {
      const found = await client.diagnostics(uriOf('reports.rb'), ({ length }) => length > 0);
      assert.deepEqual(
        found.map(({ code }) => code),
        ['redis/keys-command'],
      );
    });

    test('follows what is typed in another file of it, which is one with that on the disk', async () => {
      await client.open(uriOf('config/redis+1.rb'), 'ruby', 'KV = Hash.new\n');
      await client.diagnostics(uriOf('reports.rb'), ({ length }) => length === 0);
      await client.change(uriOf('config/redis+1.rb'), 2, 'KV = Redis.new\n');
      await client.diagnostics(uriOf('reports.rb'), ({ length }) => length > 0);
    });

    test('and what happens on the disk', async () => {
      await rm(join(root, name, 'config', 'redis+1.rb'));
      const closed = { textDocument: { uri: uriOf('config/redis+1.rb') } };
      await client.connection.sendNotification('textDocument/didClose', closed);
      await client.diagnostics(uriOf('reports.rb'), ({ length }) => length === 0);
      await writeFile(join(root, name, 'config', 'redis+1.rb'), 'KV = Redis.new\n');
      await client.connection.sendNotification('workspace/didChangeWatchedFiles', {
        changes: [{ uri: uriOf('config/redis+1.rb'), type: 1 }],
      });
      await client.diagnostics(uriOf('reports.rb'), ({ length }) => length > 0);
    });
  });
}

test('a file whose name is no UTF-8 is edited by the name that the client gave', async () => {
  const client = new LanguageClient(tmpdir());
  await client.initialize({});
  const uri = 'file:///somewhere/caf%E9.rb';
  await client.open(uri, 'ruby', 'KV = Redis.new\nKV.sadd("t", x)\nKV.del("t")\n');
  const [action]: { edit?: { changes?: object } }[] = await client.connection.sendRequest('textDocument/codeAction', {
    textDocument: { uri },
    range: { start: { line: 2, character: 3 }, end: { line: 2, character: 6 } },
    context: { diagnostics: [] },
  });
  client.kill();
  assert.deepEqual(Object.keys(action?.edit?.changes ?? {}), [uri]);
});
