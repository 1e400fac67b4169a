import assert from 'node:assert/strict';
import { ConfigurationTarget, commands, DiagnosticSeverity, workspace } from 'vscode';
import { picture, sights, step, until } from './driver.ts';
import { findingIn, findingsIn, open, replaceText, showProblem, textOf } from './editor.ts';

const worker = 'app/workers/catalog_import_worker.rb';
const cleanup = 'app/workers/shopper_cleanup_worker.rb';
const board = 'app/services/dispatch_board.rb';
const lock = 'Gemfile.lock';
const pool = /^connection_pool /;

/** A client that Lintel can tell, and one that it cannot. */
const calls = '\nSidekiq.redis { |conn| conn.keys("seen:*") }\nStore.kv.keys("catalog:*")\n';

/** What a person declares in VS Code's settings counts at once. The workspace is afterwards as it was before. */
export async function settingSteps(): Promise<void> {
  await step(
    'a receiver that the settings call a Redis client is one, and one that they call none is none',
    async () => {
      const editor = await open(worker);
      const before = await textOf(worker);
      await replaceText(worker, before + calls);
      await findingIn(worker, /KEYS/);
      assert.equal(findingsIn(worker, /KEYS/).length, 1);
      await set('redis.clients', ['Store.kv']);
      const found = await until('the other finding', () => findingsIn(worker, /KEYS/)[1]);
      assert.equal(editor.document.lineAt(found.range.start).text, 'Store.kv.keys("catalog:*")');
      await showProblem(editor, found.range.start);
      await picture('settings-client', sights.unfoldedProblem);
      await commands.executeCommand('closeMarkersNavigation');
      await set('redis.clients', undefined);
      await until('one finding', () => (findingsIn(worker, /KEYS/).length === 1 ? true : undefined));
      await replaceText(worker, before);
      await editor.document.save();

      await open(cleanup);
      await findingIn(cleanup, /UNLINK/);
      await set('redis.notClients', ['REDIS']);
      await gone(cleanup, /UNLINK/);
      await findingIn(worker, /UNLINK/);
      await set('redis.notClients', undefined);
      await findingIn(cleanup, /UNLINK/);
    },
  );

  await step('a path that the settings ignore has no finding, and every other keeps its own', async () => {
    await open(board);
    await findingIn(board, /ZRANGE/);
    await set('ignore', ['app/workers/**']);
    await gone(worker, /./);
    await gone(cleanup, /./);
    assert.ok(findingsIn(board, /ZRANGE/)[0]);
    await set('ignore', ['**/Gemfile.lock']);
    await findingIn(worker, /UNLINK/);
    await gone(lock, /./);
    await set('ignore', undefined);
    await findingIn(lock, pool);
  });

  await step('the settings make a rule louder, or silence it', async () => {
    await set('rules', { 'redis/prefer-unlink': 'error' });
    await until('the error', () =>
      findingsIn(worker, /UNLINK/)[0]?.severity === DiagnosticSeverity.Error ? true : undefined,
    );
    await set('rules', { 'redis/prefer-unlink': 'off', 'lockfile/known-breakage': 'off' });
    await gone(worker, /UNLINK/);
    await gone(lock, pool);
    assert.ok(findingsIn(lock, /^rdoc /)[0], 'other rules speak on');
    await set('rules', undefined);
    await findingIn(worker, /UNLINK/);
  });

  await step('a breakage that the settings name is told beside those that Lintel knows', async () => {
    const breakage = {
      id: 'minitest-6',
      gem: 'minitest',
      from: ['< 6'],
      to: ['>= 6'],
      affects: [{ gem: 'rspec-rails', versions: ['> 0'], effect: 'our own helpers stop loading' }],
      sources: ['https://example.org/why'],
    };
    await set('knownBreakages', [breakage]);
    await findingIn(lock, /our own helpers stop loading/);
    await set('knownBreakages', undefined);
    await gone(lock, /our own helpers/);
    await findingIn(lock, pool);
  });
}

async function set(name: string, value: unknown): Promise<void> {
  await workspace.getConfiguration('lintel').update(name, value, ConfigurationTarget.Workspace);
}

async function gone(path: string, message: RegExp): Promise<void> {
  await until(`no ${message} in ${path}`, () => (findingsIn(path, message)[0] ? undefined : true));
}
