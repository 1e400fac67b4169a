import { commands, env, extensions, UIKind, workspace } from 'vscode';
import { check, done, picture, quickPickRow, sights, step, until, viewRow } from './driver.ts';
import {
  acceptFirstQuickFix,
  acceptQuickPick,
  findingIn,
  findingsIn,
  hoverText,
  open,
  replaceText,
  showAt,
  showProblem,
  textOf,
  uriOf,
} from './editor.ts';
import { readingSteps } from './reading.ts';
import type { Sight } from './reporter.ts';

const worker = 'app/workers/catalog_import_worker.rb';

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
    const path = 'app/workers/shopper_cleanup_worker.rb';
    await open(path);
    await findingIn(path, /UNLINK/);
    await commands.executeCommand('lintel.redisCalls.focus');
    await clearPicture('browser-redis-calls', viewRow('Sidekiq.redis'));
  });

  await step(
    'fixes of a kind are shown for the whole workspace first; what is ticked is made, and nothing else',
    async () => {
      const before = await rubyTexts();
      await open(worker);
      await findingIn(worker, /UNLINK/);
      const done = commands.executeCommand('lintel.fixAllInWorkspace', 'redis/prefer-unlink');
      await clearPicture('browser-fix-workspace', quickPickRow('Preview'));
      await commands.executeCommand('workbench.action.quickOpenSelectNext');
      await acceptQuickPick();
      await clearPicture('browser-fix-preview', sights.refactorPreview);
      await commands.executeCommand('list.focusFirst');
      await commands.executeCommand('refactorPreview.toggleCheckedState');
      await picture('browser-fix-ticked', sights.refactorPreview);
      await commands.executeCommand('refactorPreview.apply');
      await done;
      const changed = changedSince(before, await rubyTexts());
      check(changed.join() === 'x', changed.join());
      await restore(before);
      await commands.executeCommand('workbench.action.closePanel');
    },
  );

  await step('all that is safe in a file is fixed at once, what is not safe stays', async () => {
    const path = 'app/workers/shopper_cleanup_worker.rb';
    const before = await textOf(path);
    await open(path);
    await findingIn(path, /UNLINK/);
    const fixAll = { kind: 'source.fixAll.lintel', apply: 'first' };
    await until('the fix', async () => {
      await commands.executeCommand('editor.action.sourceAction', fixAll);
      return (await textOf(path)) === before ? undefined : true;
    });
    check((await textOf(path)) === before.replace('REDIS.del(key)', 'REDIS.unlink(key)'), await textOf(path));
    await until('the finding to go', () => (findingsIn(path, /UNLINK/)[0] ? undefined : true));
    await replaceText(path, before);
    await findingIn(path, /UNLINK/);
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

async function rubyTexts(): Promise<ReadonlyMap<string, string>> {
  const paths = (await workspace.findFiles('**/*.rb')).map((uri) => workspace.asRelativePath(uri));
  return new Map(await Promise.all(paths.map(async (path) => [path, await textOf(path)] as const)));
}

function changedSince(before: ReadonlyMap<string, string>, now: ReadonlyMap<string, string>): string[] {
  return [...now].filter(([path, text]) => before.get(path) !== text).map(([path]) => path);
}

async function restore(texts: ReadonlyMap<string, string>): Promise<void> {
  for (const path of changedSince(texts, await rubyTexts())) {
    await replaceText(path, texts.get(path) ?? '');
    await (await workspace.openTextDocument(uriOf(path))).save();
  }
}

async function clearPicture(name: string, of: Sight): Promise<void> {
  await clear();
  await picture(name, of);
}

/** This server has no browser builds of some of VS Code's own extensions, and the window says so. */
async function clear(): Promise<void> {
  await commands.executeCommand('notifications.clearAll');
}
