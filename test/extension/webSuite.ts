import { commands, env, extensions, UIKind, workspace } from 'vscode';
import { check, done, picture, sights, step, until, viewRow } from './driver.ts';
import {
  acceptFirstQuickFix,
  findingIn,
  findingsIn,
  hoverText,
  open,
  replaceText,
  showAt,
  showProblem,
  textOf,
} from './editor.ts';
import { readingSteps } from './reading.ts';
import type { Sight } from './reporter.ts';

const worker = 'app/workers/catalog_import_worker.rb';
const cleanup = 'app/workers/shopper_cleanup_worker.rb';

/** VS Code calls this in the web worker extension host, with the example app open as a virtual workspace. */
export async function run(): Promise<void> {
  await step('the packaged extension activates in a web worker', async () => {
    check(env.uiKind === UIKind.Web && typeof Reflect.get(globalThis, 'importScripts') === 'function', 'a web worker');
    check(workspace.workspaceFolders?.[0]?.uri.scheme === 'storefront', 'a virtual workspace');
    const extension = extensions.getExtension('lintel.lintel');
    await extension?.activate();
    check(extension?.isActive === true, 'active');
  });

  await step('an open Ruby file shows its slow call', async () => {
    const editor = await open(worker);
    const { range } = await findingIn(worker, /UNLINK/);
    check(editor.document.getText(range).includes('del'), editor.document.getText(range));
    await showProblem(editor, range.start);
    await clearPicture('browser-ruby', sights.unfoldedProblem);
    await commands.executeCommand('closeMarkersNavigation');
  });

  await step('its hover tells what the call costs', async () => {
    const { range } = await findingIn(worker, /UNLINK/);
    const text = await hoverText(worker, range.start);
    check(/O\(/.test(text), text);
  });

  await step('a client that another file defines is known: the workspace is read through the editor', async () => {
    await open(cleanup);
    await findingIn(cleanup, /UNLINK/);
    await commands.executeCommand('lintel.redisCalls.focus');
    await clearPicture('browser-redis-calls', viewRow('Sidekiq.redis'));
  });

  await step('fixes of a kind are shown first, and what is not safe is only made when it is ticked', async () => {
    const paths = ['app/services/cart.rb', worker, cleanup];
    const texts = () => Promise.all(paths.map(textOf));
    const before = await texts();
    await open(worker);
    await findingIn(worker, /UNLINK/);
    const done = commands.executeCommand('lintel.fixAllInWorkspace', 'redis/prefer-unlink');
    await clearPicture('browser-fix-preview', sights.refactorPreview);
    await commands.executeCommand('refactorPreview.apply');
    await done;
    const after = await texts();
    const safe = (text: string) => text.replace('pipe.del(', 'pipe.unlink(').replace('conn.del(', 'conn.unlink(');
    check(after.join() === before.map(safe).join(), after.join());
    check(after[2]?.includes('REDIS.del(key)') === true, 'the unsafe fix was not ticked');
    for (const [index, path] of paths.entries()) await replaceText(path, before[index] ?? '');
    await commands.executeCommand('workbench.action.closePanel');
  });

  await step('all that is safe in a file is fixed at once, and what is not stays', async () => {
    const before = await textOf(cleanup);
    await open(cleanup);
    await findingIn(cleanup, /COUNT/);
    const fixAll = { kind: 'source.fixAll.lintel', apply: 'first' };
    const after = await until('the fix', async () => {
      await commands.executeCommand('editor.action.sourceAction', fixAll);
      const text = await textOf(cleanup);
      return text === before ? undefined : text;
    });
    check(after === before.replace('count: SCAN_COUNT', 'count: 1_000'), after);
    await until('the finding to go', () => (findingsIn(cleanup, /COUNT/)[0] ? undefined : true));
    check(findingsIn(cleanup, /UNLINK/)[0] !== undefined, 'its fix is not safe');
    await replaceText(cleanup, before);
    await findingIn(cleanup, /COUNT/);
  });

  await step('one click fixes the call, and its finding goes', async () => {
    await clear();
    const after = await acceptFirstQuickFix(worker, /UNLINK/, worker, 'browser-quick-fix');
    check(after.includes('conn.unlink(SEEN)'), after);
    await until('the finding to go', () => (findingsIn(worker, /UNLINK/)[0] ? undefined : true));
  });

  await step('Gemfile.lock is read but not compared with its base, and a view says so', async () => {
    const editor = await open('Gemfile.lock');
    const at = editor.document.positionAt(editor.document.getText().indexOf('connection_pool (3.0.2)'));
    const text = await until('the hover', async () => (await hoverText('Gemfile.lock', at)) || undefined);
    for (const parent of ['activesupport', 'sidekiq', '2.3.0']) check(text.includes(parent), text);
    check(findingsIn('Gemfile.lock', /→/).length === 0, 'nothing is compared');
    await commands.executeCommand('lintel.majors.focus');
    showAt(editor, at);
    await clearPicture('browser-lock', viewRow('No git in a browser'));
  });

  await readingSteps();
  await done();
}

async function clearPicture(name: string, of: Sight): Promise<void> {
  await clear();
  await picture(name, of);
}

/** This server has no browser builds of some of VS Code's own extensions, and the window says so. */
async function clear(): Promise<void> {
  await commands.executeCommand('notifications.clearAll');
}
