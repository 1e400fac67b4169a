import assert from 'node:assert/strict';
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { CodeAction } from 'vscode-languageserver-protocol/node';
import { URI } from 'vscode-uri';
import { copyStorefront } from '../scripts/storefront.ts';
import type { WorkspaceFixes } from '../server/src/features/fixAll.ts';
import { editedUris } from '../server/src/lsp/linksOut.ts';
import { LanguageClient } from './support/languageClient.ts';
import { lintel } from './support/lintel.ts';

const lockBefore = fileURLToPath(new URL('../examples/storefront-before-upgrade/Gemfile.lock', import.meta.url));
const slow = '$redis.sadd("t", x)\n$redis.del("t")\n';

let parent: string;
let project: string;
beforeEach(async () => {
  parent = mkdtempSync(join(tmpdir(), 'lintel-links-'));
  project = join(parent, 'project');
  await copyStorefront(project);
});
afterEach(() => rmSync(parent, { recursive: true, force: true }));

/** Puts a file of the project elsewhere, and a link in its place. Gives where it is. */
function moveAway(name: string, target: string): string {
  mkdirSync(dirname(target), { recursive: true });
  renameSync(join(project, name), target);
  symlinkSync(target, join(project, name));
  return target;
}

describe('the command line writes through a link', () => {
  // Without Bundler the lock is edited by hand.
  const pin = (...more: string[]) =>
    lintel(project, ['pin', 'connection_pool', '--base', lockBefore, ...more], { env: { PATH: '/nowhere' } });

  test('that stays in the repository', () => {
    const target = moveAway('Gemfile', join(project, 'config/Gemfile.shared'));
    assert.equal(pin().status, 0);
    assert.ok(lstatSync(join(project, 'Gemfile')).isSymbolicLink());
    assert.match(readFileSync(target, 'utf8'), /^gem "connection_pool", "~> 2\.5"/m);
  });

  test('that leaves the folder of a part, but not its repository', () => {
    const part = join(project, 'engines/shop');
    mkdirSync(part, { recursive: true });
    symlinkSync('../../Gemfile', join(part, 'Gemfile'));
    symlinkSync('../../Gemfile.lock', join(part, 'Gemfile.lock'));
    const { status } = lintel(part, ['pin', 'connection_pool', '--base', lockBefore], { env: { PATH: '/nowhere' } });
    assert.equal(status, 0);
    assert.match(readFileSync(join(project, 'Gemfile'), 'utf8'), /^gem "connection_pool", "~> 2\.5"/m);
  });

  test('that leads out of it for a pin never', () => {
    for (const name of ['Gemfile', 'Gemfile.lock']) {
      const target = moveAway(name, join(parent, 'elsewhere', name));
      const before = [readFileSync(join(project, 'Gemfile')), readFileSync(join(project, 'Gemfile.lock'))];
      assert.equal(pin('--dry-run').status, 0);
      const { status, stderr, stdout } = pin();
      assert.equal(status, 2);
      assert.equal(stdout, '');
      assert.match(stderr, /^lintel: nothing was changed: .+ is a link that leads out of the repository, to .+\n$/);
      assert.ok(stderr.includes(target), stderr);
      assert.deepEqual([readFileSync(join(project, 'Gemfile')), readFileSync(join(project, 'Gemfile.lock'))], before);
      rmSync(join(project, name));
      renameSync(target, join(project, name));
    }
  });

  test('that leads out of it for a fix never, and fixes the other files', () => {
    const outside = join(parent, 'outside.rb');
    writeFileSync(outside, slow);
    symlinkSync(outside, join(project, 'linked.rb'));
    writeFileSync(join(project, 'own.rb'), slow);
    const { status, stderr } = lintel(project, ['check', '--unsafe-fixes', '--base', 'none', 'linked.rb', 'own.rb']);
    assert.equal(status, 2);
    assert.match(stderr, /linked\.rb is a link that leads out of the repository/);
    assert.equal(readFileSync(outside, 'utf8'), slow);
    assert.match(readFileSync(join(project, 'own.rb'), 'utf8'), /unlink/);
  });
});

describe('the language server', () => {
  let client: LanguageClient;
  afterEach(() => client.kill());
  const uriOf = (name: string) => URI.file(join(project, name)).toString();

  /** The Gemfile is a link that leads out, and open: links are not followed otherwise. Without `applyEdit` no Bundler resolves pins. */
  async function open(applyEdit: boolean): Promise<void> {
    const target = moveAway('Gemfile', join(parent, 'elsewhere/Gemfile'));
    client = new LanguageClient(project);
    writeFileSync(join(project, '.lintel.yml'), `base: ${lockBefore}\n`);
    await client.initialize({
      workspaceFolders: [{ uri: URI.file(project).toString(), name: 'project' }],
      capabilities: { textDocument: { codeAction: { disabledSupport: true } }, workspace: { applyEdit } },
    });
    await client.open(uriOf('Gemfile'), 'ruby', readFileSync(target, 'utf8'));
  }

  test('pins nothing in a Gemfile that is elsewhere, and says so', async () => {
    await open(true);
    const said = new Promise<string>((resolve) => {
      client.connection.onRequest('window/showMessageRequest', ({ message }) => {
        resolve(message);
        return null;
      });
    });
    await client.diagnostics(uriOf('Gemfile.lock'), (all) => all.length > 0);
    await client.connection.sendRequest('workspace/executeCommand', {
      command: 'lintel.pin',
      arguments: [uriOf('Gemfile.lock'), 'connection_pool'],
    });
    assert.match(
      await said,
      /^connection_pool gets no pin: .+ leads out of the repository, to .+ Nothing was changed\.$/,
    );
  });

  test('offers no change of another file that is elsewhere, and says why; of the one that is open it does', async () => {
    await open(false);
    const lines = readFileSync(join(project, 'Gemfile.lock'), 'utf8').split('\n');
    const line = lines.findIndex((text) => text.startsWith('    connection_pool ('));
    await client.diagnostics(uriOf('Gemfile.lock'), (all) => all.some(({ range }) => range.start.line === line));
    const actions: CodeAction[] = await client.connection.sendRequest('textDocument/codeAction', {
      textDocument: { uri: uriOf('Gemfile.lock') },
      range: { start: { line, character: 6 }, end: { line, character: 6 } },
      context: { diagnostics: [] },
    });
    const pin = actions.find(({ title }) => title.startsWith('Pin connection_pool'));
    assert.match(pin?.disabled?.reason ?? '', /Gemfile is a link that leads out of the repository/);
    assert.equal(pin?.edit, undefined);
  });

  test('fixes no file that is elsewhere along with the whole workspace', async () => {
    const outside = join(parent, 'outside.rb');
    writeFileSync(outside, slow);
    symlinkSync(outside, join(project, 'linked.rb'));
    writeFileSync(join(project, 'own.rb'), slow);
    await open(true);
    for (const name of ['linked.rb', 'own.rb']) {
      await client.open(uriOf(name), 'ruby', slow);
      await client.diagnostics(uriOf(name), (all) => all.length > 0);
    }
    const { edit }: WorkspaceFixes = await client.connection.sendRequest('lintel/fixWorkspace', {
      rule: 'redis/prefer-unlink',
    });
    const edited = editedUris(edit);
    assert.ok(edited.includes(uriOf('own.rb')));
    assert.ok(!edited.includes(uriOf('linked.rb')));
  });
});
