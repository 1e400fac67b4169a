import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import {
  type CodeAction,
  type CompletionList,
  ConfigurationTarget,
  commands,
  Position,
  type Range,
  TabInputTextDiff,
  tasks,
  Uri,
  WorkspaceEdit,
  window,
  workspace,
} from 'vscode';
import { picture, quickPickRow, sights, step, until } from './driver.ts';
import {
  acceptQuickPick,
  findingIn,
  findingsIn,
  hoverText,
  open,
  replaceText,
  showProblem,
  textOf,
  uriOf,
} from './editor.ts';

const worker = 'app/workers/catalog_import_worker.rb';
const config = '.lintel.yml';

/** What a person does about findings, one step each. The workspace is afterwards as it was before. */
export async function actingSteps(): Promise<void> {
  await fixing();
  await ignoring();
  await comparing();
  await explaining();
  await configuring();
  await pinning();
}

async function fixing(): Promise<void> {
  await step('what is safe is fixed in the whole workspace, after a question', async () => {
    const before = await textOf(worker);
    await open(worker);
    await findingIn(worker, /UNLINK/);
    const done = commands.executeCommand('lintel.fixAllInWorkspace');
    await picture('fix-workspace', sights.quickPick);
    await acceptQuickPick();
    await picture('fix-workspace-safe', quickPickRow('Apply'));
    await acceptQuickPick();
    await done;
    assert.equal(await textOf(worker), before.replace('conn.del(SEEN)', 'conn.unlink(SEEN)'));
    await until('no finding', () => (findingsIn(worker, /UNLINK/)[0] ? undefined : true));
    const changed = await until('the files to be saved', async () => {
      const documents = workspace.textDocuments.filter(({ languageId }) => languageId === 'ruby');
      return documents.some(({ isDirty }) => isDirty) ? undefined : documents;
    });
    assert.ok(changed.length > 1, 'more files than the open one were fixed');
    await restore();
    await findingIn(worker, /UNLINK/);
  });

  await step('unsafe fixes are shown first, and discarding them changes nothing', async () => {
    const path = 'app/services/dispatch_board.rb';
    const before = await textOf(path);
    await open(path);
    await findingIn(path, /ZRANGE/);
    const done = commands.executeCommand('lintel.fixAllInWorkspace', 'redis/zrange-unbounded');
    await picture('fix-preview', sights.refactorPreview);
    await commands.executeCommand('refactorPreview.discard');
    await done;
    assert.equal(await textOf(path), before);
    await commands.executeCommand('workbench.action.closePanel');
  });

  await step('saving fixes what is safe, when the settings say so', async () => {
    const before = await textOf(worker);
    const editor = workspace.getConfiguration('editor');
    await editor.update('codeActionsOnSave', { 'source.fixAll.lintel': 'explicit' }, ConfigurationTarget.Workspace);
    const { document } = await open(worker);
    await findingIn(worker, /UNLINK/);
    const edit = new WorkspaceEdit();
    edit.insert(document.uri, new Position(0, 0), '# frozen\n');
    assert.ok(await workspace.applyEdit(edit));
    await commands.executeCommand('workbench.action.files.save');
    await until('the fix', () => (document.getText().includes('conn.unlink(SEEN)') ? true : undefined));
    assert.equal(document.getText(), `# frozen\n${before.replace('conn.del(SEEN)', 'conn.unlink(SEEN)')}`);
    await editor.update('codeActionsOnSave', undefined, ConfigurationTarget.Workspace);
    await replaceText(worker, before);
    await document.save();
  });

  await step('a suppression waits for its reason', async () => {
    const editor = await open(worker);
    const before = editor.document.getText();
    const { range } = await findingIn(worker, /UNLINK/);
    const action = await actionAt(worker, range, /^Suppress redis\/prefer-unlink/);
    assert.ok(action.edit !== undefined);
    assert.ok(await workspace.applyEdit(action.edit));
    const text = editor.document.getText();
    assert.match(text, /^ *# lintel:disable-next-line redis\/prefer-unlink -- reason$/m);
    await until('the finding to go', () => (findingsIn(worker, /UNLINK/)[0] ? undefined : true));
    await replaceText(worker, before);
    await editor.document.save();
  });
}

async function ignoring(): Promise<void> {
  await step('a gem is ignored until its next version, and the finding goes', async () => {
    const before = await textOf('Gemfile');
    await open('Gemfile.lock');
    const { range } = await findingIn('Gemfile.lock', /^connection_pool /);
    const action = await actionAt('Gemfile.lock', range, /^Ignore connection_pool until version/);
    assert.ok(action.edit !== undefined);
    assert.ok(await workspace.applyEdit(action.edit));
    assert.match(await textOf('Gemfile'), /^# lintel:ignore lockfile\/known-breakage connection_pool 3\S* -- reason$/m);
    await until('the finding to go', () => (findingsIn('Gemfile.lock', /^connection_pool /)[0] ? undefined : true));
    await replaceText('Gemfile', before);
    await findingIn('Gemfile.lock', /^connection_pool /);
  });
}

async function comparing(): Promise<void> {
  await step('what the lock is compared with is picked from a list, and the findings follow', async () => {
    await open('Gemfile.lock');
    await findingIn('Gemfile.lock', /^connection_pool /);
    const done = commands.executeCommand('lintel.chooseBase');
    await picture('choose-base', quickPickRow('Nothing'));
    // The list begins anew behind its end: "Nothing" is the last row.
    await commands.executeCommand('workbench.action.quickOpenSelectPrevious');
    await acceptQuickPick();
    await done;
    const settings = () => workspace.getConfiguration('lintel');
    assert.equal(settings().get('base'), 'none');
    await until('the finding to go', () => (findingsIn('Gemfile.lock', /^connection_pool /)[0] ? undefined : true));
    await settings().update('base', undefined, ConfigurationTarget.Workspace);
    await findingIn('Gemfile.lock', /^connection_pool /);
  });

  await step('the default branch is picked though the settings of all windows name another base', async () => {
    const settings = () => workspace.getConfiguration('lintel');
    await settings().update('base', 'none', ConfigurationTarget.Global);
    await until('the finding to go', () => (findingsIn('Gemfile.lock', /^connection_pool /)[0] ? undefined : true));
    const done = commands.executeCommand('lintel.chooseBase');
    await picture('choose-default-base', quickPickRow('The default branch'));
    await acceptQuickPick();
    await done;
    await findingIn('Gemfile.lock', /^connection_pool /);
    // In this order nothing is compared with `none` in between, which the steps that follow would see.
    await settings().update('base', undefined, ConfigurationTarget.Global);
    await settings().update('base', undefined, ConfigurationTarget.Workspace);
  });
}

async function explaining(): Promise<void> {
  await step('a finding links to its rule and to where its client is made, and its first line is short', async () => {
    await open(worker);
    const { code, message } = await findingIn(worker, /UNLINK/);
    assert.ok(typeof code === 'object');
    assert.equal(code.value, 'redis/prefer-unlink');
    assert.equal(code.target.scheme, 'command');
    assert.ok(message.indexOf('\n') > 0);
    const { relatedInformation = [] } = await findingIn('app/services/dispatch_board.rb', /ZRANGE/);
    assert.deepEqual(
      relatedInformation.map((related) => related.message),
      ['the client is made here'],
    );
  });

  await step('a hover on a Redis call links to the documentation of its rule', async () => {
    const { range } = await findingIn(worker, /UNLINK/);
    assert.match(
      await hoverText(worker, range.start),
      /\(command:lintel\.explainRule\?%5B%22redis%2Fprefer-unlink%22%5D\)/,
    );
  });

  await step('a diff shows what moved in the lock, and nothing else of it', async () => {
    await commands.executeCommand('lintel.showLockChanges');
    const input = await until('the diff', () => {
      const shown = window.tabGroups.activeTabGroup.activeTab?.input;
      return shown instanceof TabInputTextDiff ? shown : undefined;
    });
    const [before, after] = await Promise.all(
      [input.original, input.modified].map(async (uri) => (await workspace.openTextDocument(uri)).getText()),
    );
    assert.match(before ?? '', /^ {4}connection_pool \(2\.5\.5\)$/m);
    assert.match(after ?? '', /^CROSSED A MAJOR AND NOBODY CHOSE IT\n {4}connection_pool \(3\.0\.2\)\n/);
    assert.doesNotMatch(after ?? '', /CHECKSUMS|PLATFORMS/);
    await picture('lock-changes', sights.diff);
    await commands.executeCommand('workbench.action.closeActiveEditor');
  });
}

async function configuring(): Promise<void> {
  await step('.lintel.yml counts as it is typed, completes its keys and shows its mistakes', async () => {
    await open(worker);
    await findingIn(worker, /UNLINK/);
    await workspace.fs.writeFile(uriOf(config), new Uint8Array());
    const editor = await open(config);
    const off = 'rules:\n  redis/prefer-unlink: off\n';
    await replaceText(config, off);
    await until('the finding to go', () => (findingsIn(worker, /UNLINK/)[0] ? undefined : true));
    const keys = await until('completion', async () => {
      const { items } = await commands.executeCommand<CompletionList>(
        'vscode.executeCompletionItemProvider',
        uriOf(config),
        new Position(2, 0),
      );
      const labels = items.map(({ label }) => (typeof label === 'string' ? label : label.label));
      return labels.includes('redis') ? labels : undefined;
    });
    assert.ok(!keys.includes('rules'), keys.join());
    await replaceText(config, `${off}redis:\n  batchSize: lots\n`);
    const mistake = await findingIn(config, /batchSize/);
    assert.equal(mistake.range.start.line, 3);
    assert.deepEqual(findingsIn(worker, /UNLINK/), []);
    await showProblem(editor, mistake.range.start);
    await picture('config-mistake', sights.unfoldedProblem);
    await commands.executeCommand('closeMarkersNavigation');
    await replaceText(config, '');
    await findingIn(worker, /UNLINK/);
    await editor.document.save();
    await commands.executeCommand('workbench.action.closeActiveEditor');
    await workspace.fs.delete(uriOf(config));
  });
}

async function pinning(): Promise<void> {
  const bundler = process.env.LINTEL_SUITE_BUNDLER ?? '';
  const finding = /^connection_pool /;

  await step('a pin that Bundler refuses changes nothing, and what Bundler said is shown', async () => {
    const before = [await textOf('Gemfile'), await textOf('Gemfile.lock')];
    await writeFile(`${bundler}.refuses`, '');
    await open('Gemfile.lock');
    await findingIn('Gemfile.lock', finding);
    await commands.executeCommand('lintel.pin', String(uriOf('Gemfile.lock')), 'connection_pool');
    await commands.executeCommand('notifications.showList');
    await picture('pin-refused', sights.notification);
    assert.deepEqual([await textOf('Gemfile'), await textOf('Gemfile.lock')], before);
    await commands.executeCommand('notifications.clearAll');
    await writeFile(`${bundler}.refuses`, '');
  });

  await step('a pin is written and resolved in one step, and can be installed by a task', async () => {
    const [gemfile, lock] = [await textOf('Gemfile'), await textOf('Gemfile.lock')];
    await workspace.fs.delete(Uri.file(`${bundler}.refuses`));
    await open('Gemfile.lock');
    await commands.executeCommand('lintel.pin', String(uriOf('Gemfile.lock')), 'connection_pool');
    await until('the pin', async () =>
      (await textOf('Gemfile')).includes('gem "connection_pool", "~> 2.5"') ? true : undefined,
    );
    assert.match(await textOf('Gemfile.lock'), /^ {4}connection_pool \(2\.5\.5\)$/m);
    await until('the finding to go', () => (findingsIn('Gemfile.lock', finding)[0] ? undefined : true));
    await commands.executeCommand('notifications.showList');
    await picture('pin-done', sights.notification);
    const ended = new Promise<number | undefined>((resolve) => {
      const listening = tasks.onDidEndTaskProcess(({ exitCode }) => {
        listening.dispose();
        resolve(exitCode);
      });
    });
    await commands.executeCommand('lintel.bundleInstall', String(uriOf('Gemfile')));
    assert.equal(await ended, 0);
    const calls = (await readFile(`${bundler}.calls`, 'utf8')).trim().split('\n');
    assert.deepEqual(calls.slice(-2), ['lock --update connection_pool --conservative', 'install']);
    assert.equal(
      workspace.textDocuments.some(({ isDirty, uri }) => isDirty && uri.path.includes('Gemfile')),
      false,
    );
    await commands.executeCommand('notifications.clearAll');
    await commands.executeCommand('workbench.action.closePanel');
    for (const [path, text] of [
      ['Gemfile', gemfile],
      ['Gemfile.lock', lock],
    ] as const) {
      await replaceText(path, text);
      await (await workspace.openTextDocument(uriOf(path))).save();
    }
    await findingIn('Gemfile.lock', finding);
  });
}

/** The action at a place of a file whose title matches. */
async function actionAt(path: string, range: Range, title: RegExp): Promise<CodeAction> {
  return until(`an action ${title}`, async () => {
    const actions = await commands.executeCommand<CodeAction[]>('vscode.executeCodeActionProvider', uriOf(path), range);
    return actions.find((action) => title.test(action.title));
  });
}

/** Takes the last change back everywhere. */
async function restore(): Promise<void> {
  const changed = workspace.textDocuments.filter(
    ({ uri, languageId }) => uri.scheme === 'file' && languageId === 'ruby',
  );
  for (const { uri } of changed) {
    const path = workspace.asRelativePath(uri);
    const text = originals.get(path);
    if (text !== undefined && (await textOf(path)) !== text) {
      await replaceText(path, text);
      await (await workspace.openTextDocument(uri)).save();
    }
  }
}

const originals = new Map<string, string>();

/** Remembers every Ruby file as it is. */
export async function rememberTexts(): Promise<void> {
  for (const uri of await workspace.findFiles('**/*.rb')) {
    originals.set(workspace.asRelativePath(uri), new TextDecoder().decode(await workspace.fs.readFile(uri)));
  }
}
