import assert from 'node:assert/strict';
import { ConfigurationTarget, commands, DiagnosticSeverity, workspace } from 'vscode';
import { done, picture, quickPickRow, sights, step, until, viewRow } from './driver.ts';
import { acceptQuickPick, findingIn, findingsIn, open, textOf, uriOf } from './editor.ts';

const pool = /^connection_pool 2\.5\.5 → 3\.0\.2/;
const rack = /^rack 2\.2\.9 → 3\.1\.8/;

/** VS Code calls this in its extension host, with two apps open in one window. */
export async function run(): Promise<void> {
  await commands.executeCommand('workbench.action.closeSidebar');

  await step('each folder is compared with a base of its own', async () => {
    await open('billing/Gemfile.lock');
    await open('dispatch/Gemfile.lock');
    await findingIn('billing/Gemfile.lock', pool);
    await findingIn('dispatch/Gemfile.lock', rack);
  });

  await step('the same Ruby is judged by the Redis client and the configuration of its folder', async () => {
    await open('billing/app/carts.rb');
    await open('dispatch/app/carts.rb');
    assert.match((await findingIn('dispatch/app/carts.rb', /exists\?/)).message, /3\.3\.5/);
    assert.deepEqual(findingsIn('billing/app/carts.rb', /exists\?/), []);
    assert.equal((await findingIn('billing/app/carts.rb', /UNLINK/)).severity, DiagnosticSeverity.Hint);
    assert.equal((await findingIn('dispatch/app/carts.rb', /UNLINK/)).severity, DiagnosticSeverity.Warning);
  });

  await step('a setting of one folder is none of the other', async () => {
    const settings = workspace.getConfiguration('lintel', uriOf('dispatch'));
    await settings.update('ignore', ['app/**'], ConfigurationTarget.WorkspaceFolder);
    await until('the findings to go', () => (findingsIn('dispatch/app/carts.rb', /./)[0] ? undefined : true));
    assert.ok(findingsIn('billing/app/carts.rb', /UNLINK/)[0]);
    await settings.update('ignore', undefined, ConfigurationTarget.WorkspaceFolder);
    await findingIn('dispatch/app/carts.rb', /UNLINK/);
  });

  await step('the views say which folder is meant', async () => {
    await open('billing/Gemfile.lock');
    await commands.executeCommand('lintel.majors.focus');
    await picture('folders', viewRow('billing, since main', 'dispatch, since release'));
    await commands.executeCommand('lintel.redisCalls.focus');
    await picture(
      'folders-redis-calls',
      viewRow('REDIS, billing · redis-rb 5.4.1', 'REDIS, dispatch · redis-rb 3.3.5'),
    );
    await commands.executeCommand('workbench.action.closeSidebar');
  });

  await step('a base is picked for one folder', async () => {
    const done = commands.executeCommand('lintel.chooseBase');
    await picture('folders-choose-base', quickPickRow('dispatch'));
    await commands.executeCommand('workbench.action.quickOpenSelectNext');
    await acceptQuickPick();
    await picture('folders-choose-ref', quickPickRow('as .lintel.yml says'));
    await commands.executeCommand('workbench.action.quickOpenSelectPrevious');
    await acceptQuickPick();
    await done;
    await until('the finding to go', () => (findingsIn('dispatch/Gemfile.lock', rack)[0] ? undefined : true));
    assert.ok(findingsIn('billing/Gemfile.lock', pool)[0]);
    const settings = workspace.getConfiguration('lintel', uriOf('dispatch'));
    assert.equal(settings.inspect('base')?.workspaceFolderValue, 'none');
    await settings.update('base', undefined, ConfigurationTarget.WorkspaceFolder);
    await findingIn('dispatch/Gemfile.lock', rack);
  });

  await step('a folder that is added is judged, and what was open of it follows its configuration', async () => {
    await open('reports/app/carts.rb');
    assert.equal((await findingIn('reports/app/carts.rb', /UNLINK/)).severity, DiagnosticSeverity.Warning);
    assert.ok(workspace.updateWorkspaceFolders(2, 0, { uri: uriOf('reports') }));
    await until('the folder', () =>
      findingsIn('reports/app/carts.rb', /UNLINK/)[0]?.severity === DiagnosticSeverity.Error ? true : undefined,
    );
    await commands.executeCommand('workbench.action.closeActiveEditor');
  });

  await step('a folder that is removed takes its findings along, and the others keep theirs', async () => {
    assert.ok(workspace.updateWorkspaceFolders(1, 2));
    await until('the findings to go', () => (findingsIn('dispatch/Gemfile.lock', /./)[0] ? undefined : true));
    assert.ok(findingsIn('billing/Gemfile.lock', pool)[0]);
    assert.ok(workspace.updateWorkspaceFolders(1, 0, { uri: uriOf('dispatch') }));
    await findingIn('dispatch/Gemfile.lock', rack);
  });

  await step('Bundler itself pins a gem in the folder that it is pinned in', async () => {
    const [gemfile, lock] = [await textOf('billing/Gemfile'), await textOf('billing/Gemfile.lock')];
    const others = () => Promise.all(['dispatch/Gemfile', 'dispatch/Gemfile.lock'].map(textOf));
    const before = await others();
    const done = commands.executeCommand('lintel.pinGem');
    await picture('folders-choose-gem', quickPickRow('connection_pool'));
    await commands.executeCommand('workbench.action.quickOpenSelectNext');
    await acceptQuickPick();
    await done;
    const pin = `# 3.0 stops the scheduler thread of sidekiq 7.3.9; remove-when: sidekiq >= 8.1.0
gem "connection_pool", "~> 2.5", require: false
`;
    assert.equal(await textOf('billing/Gemfile'), gemfile.replace('gem "redis"', `${pin}gem "redis"`));
    assert.equal(
      await textOf('billing/Gemfile.lock'),
      lock
        .replace('    connection_pool (3.0.2)', '    connection_pool (2.5.5)')
        .replace('DEPENDENCIES\n', 'DEPENDENCIES\n  connection_pool (~> 2.5)\n'),
    );
    await until('the finding to go', () => (findingsIn('billing/Gemfile.lock', pool)[0] ? undefined : true));
    await commands.executeCommand('notifications.showList');
    await picture('folders-pinned', sights.notification);
    assert.deepEqual(await others(), before);
    await findingIn('dispatch/Gemfile.lock', rack);
  });

  await done();
}
