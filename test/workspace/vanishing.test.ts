import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { URI } from 'vscode-uri';
import { locateProject } from '../../server/src/cli/locateProject.ts';
import { findProject } from '../../server/src/cli/openProject.ts';
import { Folder } from '../../server/src/lsp/folder.ts';
import { nodeFileSystem } from '../../server/src/workspace/nodeFileSystem.ts';
import { loadNodeRubyParser } from '../../server/src/workspace/nodeGrammar.ts';

const keys = 'R = Redis.new\nR.keys("a*")\n';

describe('what vanishes while it is read', () => {
  let root: string;
  const path = (name: string) => join(root, name);
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'lintel-vanishing-'));
    for (const name of ['a', 'b', 'c']) {
      mkdirSync(path(name));
      writeFileSync(path(`${name}/one.rb`), keys);
      writeFileSync(path(`${name}/two.rb`), keys);
    }
  });
  afterEach(() => rmSync(root, { recursive: true }));

  test('is told, and holds up nothing else', async () => {
    const { project, readRuby } = await findProject(await locateProject([root]), { readsAhead: false });
    rmSync(path('a'), { recursive: true });
    rmSync(path('b/one.rb'));
    mkdirSync(path('b/one.rb'));
    rmSync(path('b/two.rb'));
    symlinkSync('two.rb', path('b/two.rb'));
    await readRuby();
    assert.deepEqual(project.uris.map((uri) => URI.parse(uri).fsPath).sort(), [path('c/one.rb'), path('c/two.rb')]);
    assert.deepEqual(project.notes.map((note) => note.replace(/^.*?vanishing-\w+\//, '')).sort(), [
      'a/one.rb: skipped: no such file',
      'a/two.rb: skipped: no such file',
      'b/one.rb: skipped: not a regular file',
      `b/two.rb: skipped: ELOOP: too many symbolic links encountered, open '${path('b/two.rb')}'`,
    ]);
  });

  test('may be a folder that the walk is about to enter', async () => {
    const found: string[] = [];
    const unread: string[] = [];
    const walk = nodeFileSystem.walk(URI.file(root).toString(), undefined, (uri, reason) =>
      unread.push(`${URI.parse(uri).fsPath}: ${reason}`),
    );
    for await (const uri of walk) {
      found.push(URI.parse(uri).fsPath);
      rmSync(path('b'), { recursive: true, force: true });
    }
    assert.deepEqual(found, ['a/one.rb', 'a/two.rb', 'c/one.rb', 'c/two.rb'].map(path));
    assert.deepEqual(unread, [`${path('b')}: no such file`]);
  });

  test('is forgotten by a server that indexes the folder', async () => {
    const folder = new Folder(URI.file(root).toString(), await loadNodeRubyParser(), {
      read: nodeFileSystem.read,
      async *walk(...args) {
        for await (const uri of nodeFileSystem.walk(...args)) {
          yield uri;
          rmSync(path('a'), { recursive: true, force: true });
          rmSync(path('b/one.rb'), { force: true });
        }
      },
    });
    await folder.index(new AbortController().signal, () => undefined);
    assert.deepEqual(
      folder.workspace.uris.map((uri) => URI.parse(uri).fsPath),
      ['b/two.rb', 'c/one.rb', 'c/two.rb'].map(path),
    );
  });
});
