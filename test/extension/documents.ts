import assert from 'node:assert/strict';
import { commands, languages, type Uri, window, workspace } from 'vscode';
import { step, until } from './driver.ts';
import { findingIn, hoverText, open, replaceText, uriOf } from './editor.ts';

/** Documents that are none of the project's usual files. The workspace is afterwards as it was before. */
export async function documentSteps(): Promise<void> {
  await step('a Gemfile with another name is judged as it is typed', async () => {
    const names = ['Gemfile_next', 'Gemfile_next.lock'];
    for (const name of names) {
      await workspace.fs.copy(uriOf(name.replace('_next', '')), uriOf(name));
    }
    const { document } = await open('Gemfile_next');
    const before = document.getText();
    await replaceText('Gemfile_next', `${before}\ngem "connection_pool", "< 2"\n`);
    await findingIn('Gemfile_next', /^No version of connection_pool is < 2 and >= 2\.3\.0/);
    // The file may be saved by now; who is asked about it is told by VS Code what was typed.
    const at = document.positionAt(before.length + '\ngem "con'.length);
    const text = await until('the hover', async () => (await hoverText('Gemfile_next', at)) || undefined);
    assert.match(text, /connection_pool/);
    await commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    for (const name of names) {
      await workspace.fs.delete(uriOf(name));
      await noFindings(uriOf(name));
    }
  });

  await step('Ruby that was never saved is judged as a file of the folder', async () => {
    const content = 'Store.keys("*")\nStore = Redis.new\n';
    const document = await workspace.openTextDocument({ language: 'ruby', content });
    await window.showTextDocument(document);
    assert.equal(document.uri.scheme, 'untitled');
    await until('a finding', () => findings(document.uri).find(({ message }) => /KEYS/.test(message)));
    await commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await noFindings(document.uri);
  });
}

function findings(uri: Uri) {
  return languages.getDiagnostics(uri).filter(({ source }) => source === 'lintel');
}

async function noFindings(uri: Uri): Promise<void> {
  await until(`no finding in ${uri}`, () => (findings(uri).length === 0 ? true : undefined));
}
