import assert from 'node:assert/strict';
import { extensions, Uri, version, workspace } from 'vscode';
import { done, note, step } from './driver.ts';

/** VS Code calls this in its extension host, with the example app open. */
export async function run(): Promise<void> {
  await note(`VS Code ${version}`);
  await step('the packaged extension activates', async () => {
    const extension = extensions.getExtension('lintel.lintel');
    assert.ok(extension);
    await extension.activate();
  });
  await step('Gemfile.lock has a language of its own', async () => {
    const root = workspace.workspaceFolders?.[0]?.uri;
    assert.ok(root);
    const lock = await workspace.openTextDocument(Uri.joinPath(root, 'Gemfile.lock'));
    assert.equal(lock.languageId, 'gemfile-lock');
  });
  await done();
}
