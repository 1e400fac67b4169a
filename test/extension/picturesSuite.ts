import assert from 'node:assert/strict';
import { ColorThemeKind, ConfigurationTarget, commands, extensions, window, workspace } from 'vscode';
import { done, picture, pictureOnceShown, sights, step, until, viewRow } from './driver.ts';
import { findingIn, open, showAt, showProblem } from './editor.ts';

const worker = 'app/workers/catalog_import_worker.rb';

/** Each kind of theme that a person may have, with the name that its pictures end in. */
const themes = [
  { name: 'dark', id: 'Default Dark Modern', kind: ColorThemeKind.Dark },
  { name: 'light', id: 'Default Light Modern', kind: ColorThemeKind.Light },
  { name: 'contrast', id: 'Default High Contrast', kind: ColorThemeKind.HighContrast },
] as const;

/** VS Code calls this in its extension host, with the example app open: keeps a picture of all that Lintel shows, in every kind of theme. */
export async function run(): Promise<void> {
  await commands.executeCommand('workbench.action.closeSidebar');

  await step('the packaged extension finds what there is to show', async () => {
    const extension = extensions.getExtension('lintel.lintel');
    assert.ok(extension);
    await extension.activate();
    await findingIn('Gemfile.lock', /^connection_pool /);
  });

  for (const theme of themes) {
    await step(`in the theme ${theme.id}`, async () => {
      const settings = workspace.getConfiguration('workbench');
      await settings.update('colorTheme', theme.id, ConfigurationTarget.Workspace);
      await until('the theme', () => (window.activeColorTheme.kind === theme.kind ? true : undefined));
      await picturesOf(theme.name);
    });
  }

  await done();
}

async function picturesOf(theme: string): Promise<void> {
  const lock = await open('Gemfile.lock');
  const { range } = await findingIn('Gemfile.lock', /^connection_pool /);
  await showProblem(lock, range.start);
  await picture(`walkthrough-lock-${theme}`, sights.unfoldedProblem);
  await commands.executeCommand('closeMarkersNavigation');

  const gemfile = await open('Gemfile');
  showAt(gemfile, gemfile.document.positionAt(gemfile.document.getText().indexOf('sidekiq')));
  await picture(`gemfile-${theme}`, sights.editor);

  const ruby = await open(worker);
  const call = await findingIn(worker, /UNLINK/);
  await showProblem(ruby, call.range.start);
  await picture(`walkthrough-ruby-${theme}`, sights.unfoldedProblem);
  await commands.executeCommand('closeMarkersNavigation');
  showAt(ruby, call.range.start);
  const showFixes = () => commands.executeCommand('editor.action.quickFix');
  await pictureOnceShown(`walkthrough-fix-${theme}`, sights.lightbulbMenu, showFixes);
  await commands.executeCommand('hideCodeActionWidget');

  await open('Gemfile.lock');
  await commands.executeCommand('lintel.majors.focus');
  await picture(`views-${theme}`, viewRow('connection_pool'));
  await commands.executeCommand('workbench.action.closeSidebar');

  await commands.executeCommand('workbench.action.openWalkthrough', 'lintel.lintel#start', false);
  await picture(`getting-started-${theme}`, sights.walkthrough);
  await commands.executeCommand('workbench.action.closeActiveEditor');
}
