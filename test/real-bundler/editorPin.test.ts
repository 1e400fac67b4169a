import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import type { CodeAction, WorkspaceEdit } from 'vscode-languageserver-protocol/node';
import { URI } from 'vscode-uri';
import { applyEdits } from '../../server/src/linter/applyFixes.ts';
import { LanguageClient } from '../support/languageClient.ts';
import { type BundlerSandbox, openBundlerSandbox } from './bundlerSandbox.ts';

let sandbox: BundlerSandbox;
let client: LanguageClient;
let gemfile = '';
let lock = '';
const edits: WorkspaceEdit[] = [];
const messages: { text: string; offers: readonly string[] }[] = [];
const commands: { command: string; arguments: readonly string[] }[] = [];

const uriOf = (name: string) => URI.file(join(sandbox.folder, name)).toString();

/** An upgrade in which connection_pool floated over its major, of which the base has another platform's variant, so that only Bundler can write the lock. */
async function writeUpgrade(): Promise<void> {
  gemfile = `source "${sandbox.index.url}"\n\ngem "sidekiq", "~> 7.3"\n`;
  sandbox.write('Gemfile', gemfile);
  sandbox.index.showUntil('2026-05-15');
  await sandbox.bundle('lock');
  lock = sandbox.read('Gemfile.lock');
  mkdirSync(join(sandbox.folder, 'base'));
  sandbox.write('base/Gemfile.lock', lock.replace('connection_pool (3.0.2)', 'connection_pool (2.5.5-java)'));
  sandbox.write('.lintel.yml', 'base: base/Gemfile.lock\n');
}

async function openEditor(trusted: boolean): Promise<void> {
  client = new LanguageClient(sandbox.folder);
  client.connection.onRequest('workspace/applyEdit', ({ edit }: { edit: WorkspaceEdit }) => {
    edits.push(edit);
    return { applied: true };
  });
  client.connection.onRequest(
    'window/showMessageRequest',
    ({ message, actions = [] }: { message: string; actions?: readonly { title: string }[] }) => {
      messages.push({ text: message, offers: actions.map(({ title }) => title) });
      return actions[0] ?? null;
    },
  );
  client.connection.onNotification('lintel/run', (asked: (typeof commands)[number]) => {
    commands.push(asked);
  });
  await client.initialize({
    workspaceFolders: [{ uri: URI.file(sandbox.folder).toString(), name: 'app' }],
    capabilities: { workspace: { applyEdit: true, workspaceEdit: { documentChanges: true } } },
    initializationOptions: { trusted, commands: ['lintel.showOutput', 'lintel.bundleInstall'] },
  });
}

async function pinActions(): Promise<CodeAction[]> {
  const lines = lock.split('\n');
  const line = lines.findIndex((text) => text.startsWith('    connection_pool ('));
  await client.diagnostics(uriOf('Gemfile.lock'), (all) => all.some(({ range }) => range.start.line === line));
  const actions: CodeAction[] = await client.connection.sendRequest('textDocument/codeAction', {
    textDocument: { uri: uriOf('Gemfile.lock') },
    range: { start: { line, character: 6 }, end: { line, character: 6 } },
    context: { diagnostics: [] },
  });
  return actions.filter(({ title }) => title.startsWith('Pin connection_pool'));
}

async function pin(): Promise<void> {
  const [action] = await pinActions();
  assert.equal(action?.title, 'Pin connection_pool and resolve with Bundler (an older version runs again)');
  assert.equal(action.edit, undefined);
  await client.connection.sendRequest('workspace/executeCommand', action.command);
}

/** Messages come after the command is done. */
async function answers<Answer>(list: readonly Answer[]): Promise<Answer> {
  for (const end = Date.now() + 120_000; Date.now() < end; ) {
    const [first] = list;
    if (first !== undefined) {
      return first;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error('waited in vain for what the server says');
}

/** The text of a file after an edit, and the version that the edit was made for. */
function edited(edit: WorkspaceEdit | undefined, name: string, before: string): readonly [string, number | null] {
  const changes = edit?.documentChanges?.filter((change) => 'textDocument' in change) ?? [];
  const change = changes.find(({ textDocument }) => textDocument.uri === uriOf(name));
  const edits = change?.edits.filter((one) => 'newText' in one) ?? [];
  return [
    applyEdits(
      before,
      edits.map((one) => ({ ...one, uri: '' })),
    ),
    change?.textDocument.version ?? null,
  ];
}

before(async () => {
  sandbox = await openBundlerSandbox();
  await writeUpgrade();
});
beforeEach(() => {
  for (const list of [edits, messages, commands]) list.length = 0;
});
after(() => sandbox?.close());

describe('pinning in an editor', () => {
  before(() => openEditor(true));
  after(() => client.kill());

  it('has Bundler resolve the lock, changes both files in one edit, and offers to install', async () => {
    await client.open(uriOf('Gemfile'), 'ruby', gemfile);
    await pin();
    assert.equal(edits.length, 1);
    assert.deepEqual(edited(edits[0], 'Gemfile', gemfile), [
      `${gemfile}
# 3.0 stops the scheduler thread of sidekiq 7.3.9; remove-when: sidekiq >= 8.1.0
gem "connection_pool", "~> 2.5", require: false
`,
      1,
    ]);
    const [locked, version] = edited(edits[0], 'Gemfile.lock', lock);
    assert.match(locked, /^ {4}connection_pool \(2\.5\.\d+\)$/m);
    assert.equal(version, null);
    assert.deepEqual([sandbox.read('Gemfile'), sandbox.read('Gemfile.lock')], [gemfile, lock]);
    assert.match((await answers(messages)).text, /^connection_pool is pinned, and locked at 2\.5\.\d+\.$/);
    assert.deepEqual(messages[0]?.offers, ['Run bundle install']);
    await answers(commands);
    assert.deepEqual(commands, [{ command: 'lintel.bundleInstall', arguments: [uriOf('Gemfile')] }]);
  });

  it('says what Bundler said and what to do when it fails, and changes nothing', async () => {
    await client.change(uriOf('Gemfile'), 2, `${gemfile}raise "TOKEN is not set"\n`);
    await pin();
    assert.deepEqual(edits, []);
    assert.deepEqual([sandbox.read('Gemfile'), sandbox.read('Gemfile.lock')], [gemfile, lock]);
    assert.match(
      (await answers(messages)).text,
      /^connection_pool gets no pin: Bundler refused \(.*TOKEN is not set.*\): run `bundle lock` .+\. Nothing was changed\.$/s,
    );
    assert.deepEqual(messages[0]?.offers, ['Show output']);
    await answers(commands);
    assert.deepEqual(commands, [{ command: 'lintel.showOutput', arguments: [] }]);
  });

  it('refuses a gem that is not in the lock', async () => {
    const pinned = client.connection.sendRequest('workspace/executeCommand', {
      command: 'lintel.pin',
      arguments: [uriOf('Gemfile.lock'), 'nothing'],
    });
    assert.equal(await pinned, null);
    assert.deepEqual(edits, []);
    assert.match((await answers(messages)).text, /^nothing gets no pin: nothing is not in the lock/);
  });
});

describe('pinning in a folder that is not trusted', () => {
  before(() => openEditor(false));
  after(() => client.kill());

  it('runs nothing: the lock has no base, and no action is offered', async () => {
    // Whether the folder was read yet is not what is asked.
    await client.open(uriOf('Gemfile'), 'ruby', gemfile);
    await client.open(uriOf('Gemfile.lock'), 'gemfile-lock', lock);
    await client.connection.sendRequest('workspace/executeCommand', {
      command: 'lintel.pin',
      arguments: [uriOf('Gemfile.lock'), 'connection_pool'],
    });
    assert.deepEqual(edits, []);
    assert.match((await answers(messages)).text, /^connection_pool gets no pin: there is no base to go back to/);
    assert.deepEqual(messages[0]?.offers, []);
  });
});
