import assert from 'node:assert/strict';
import { commands, workspace } from 'vscode';
import { done, picture, step, viewRow } from './driver.ts';
import { findingIn, findingsIn, hoverText, open } from './editor.ts';

/** VS Code calls this in its extension host, with the example app open and not trusted. */
export async function run(): Promise<void> {
  await step('Ruby is judged as ever', async () => {
    assert.equal(workspace.isTrusted, false);
    await open('app/workers/catalog_import_worker.rb');
    await findingIn('app/workers/catalog_import_worker.rb', /UNLINK/);
  });

  await step('Gemfile.lock is read but not compared with its base, and a view says so', async () => {
    const { document } = await open('Gemfile.lock');
    const at = document.positionAt(document.getText().indexOf('connection_pool (3.0.2)'));
    assert.match(await hoverText('Gemfile.lock', at), /sidekiq/);
    await commands.executeCommand('lintel.majors.focus');
    await picture('restricted-mode', viewRow('not compared'));
    assert.deepEqual(findingsIn('Gemfile.lock', /→/), []);
  });

  await done();
}
