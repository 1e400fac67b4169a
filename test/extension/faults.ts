import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { ConfigurationTarget, commands, workspace } from 'vscode';
import { picture, step, until } from './driver.ts';
import { findingIn, findingsIn, open, replaceText, textOf, uriOf } from './editor.ts';

const worker = 'app/workers/catalog_import_worker.rb';
const unsaved = '\nSidekiq.redis { |conn| conn.keys("catalog:*") }\n';

const serverGone = {
  selector: '.notifications-center .notification-list-item:has-text("The server will not be restarted"):visible',
  frame: 'window',
} as const;

const viewsWithoutServer = {
  selector: '.sidebar .welcome-view-content:has-text("The Lintel server is not running."):visible',
  frame: 'window',
} as const;

/** The server dies. The workspace is afterwards as it was before. */
export async function faultSteps(): Promise<void> {
  await step('a server that is killed comes back with all that was open, unsaved and set', async () => {
    const { document } = await open(worker);
    const before = document.getText();
    const settings = workspace.getConfiguration('lintel');
    await settings.update('rules', { 'redis/prefer-unlink': 'off' }, ConfigurationTarget.Workspace);
    await until('the finding to go', () => (findingsIn(worker, /UNLINK/)[0] ? undefined : true));

    const killed = await kill();
    // It is dead before anybody hears of that: what is sent until then cannot be written.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500);
    const lockUri = uriOf('Gemfile.lock').toString();
    const asked = Array.from({ length: 10 }, () => commands.executeCommand('lintel.showLockChanges', { lockUri }));
    await replaceText(worker, before + unsaved);
    await Promise.allSettled(asked);
    await until('another server', async () => (await servers()).find((server) => server !== killed));
    await answer();
    // Once more while it reads the workspace.
    await kill();
    await findingIn(worker, /KEYS/);
    await findingIn('Gemfile.lock', /^connection_pool .*2\.5\.5 → 3\.0\.2/);
    assert.deepEqual(findingsIn(worker, /UNLINK/), [], 'the setting still counts');

    await settings.update('rules', undefined, ConfigurationTarget.Workspace);
    await findingIn(worker, /UNLINK/);
    await replaceText(worker, before);
    await document.save();
    await until('the finding to go', () => (findingsIn(worker, /KEYS/)[0] ? undefined : true));
  });

  await step('one that dies again and again is left alone, VS Code says so, and a command starts it anew', async () => {
    await open(worker);
    // Deaths are counted from here on.
    await commands.executeCommand('lintel.restart');
    for (let deaths = 0; deaths < 5; deaths++) {
      // Not to wait for its findings keeps all deaths within three minutes, on a slow machine too.
      await until('a server', async () => (await servers())[0]);
      await answer();
      await kill();
    }
    await until('no server', async () => ((await servers()).length === 0 ? true : undefined));
    await commands.executeCommand('notifications.showList');
    await picture('server-gone', serverGone);
    await commands.executeCommand('notifications.clearAll');
    await commands.executeCommand('lintel.majors.focus');
    await picture('views-without-server', viewsWithoutServer);
    await commands.executeCommand('workbench.action.closeSidebar');
    assert.deepEqual(findingsIn(worker, /UNLINK/), [], 'nothing is shown that nobody keeps up to date');
    await commands.executeCommand('lintel.restart');
    await findingIn(worker, /UNLINK/);
    assert.ok((await textOf(worker)).includes('conn.del(SEEN)'));
  });
}

/** Ends the server as the system does that is out of memory. Gives its process id. */
async function kill(): Promise<number> {
  const [server] = await servers();
  assert.ok(server !== undefined, 'no server runs');
  process.kill(server, 'SIGKILL');
  return server;
}

/** Waits until the server has started: one that dies before that has failed to, which the client takes for the end. */
async function answer(): Promise<void> {
  const { uri } = await workspace.openTextDocument(uriOf('Gemfile.lock'));
  await until('an answer', async () => {
    const symbols: unknown[] | undefined = await commands.executeCommand('vscode.executeDocumentSymbolProvider', uri);
    return symbols?.[0];
  });
}

/** The language servers that this VS Code started. */
async function servers(): Promise<readonly number[]> {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pid=,ppid=,stat=,args=']);
  return stdout
    .split('\n')
    .map((line) => /^\s*(\d+)\s+(\d+)\s+(\S+)\s+.*\bdist\/server\.cjs\b/.exec(line))
    .filter((found) => found?.[2] === String(process.pid) && !found[3]?.startsWith('Z'))
    .map((found) => Number(found?.[1]));
}
