import { commands, Disposable, ProcessExecution, Task, TaskScope, tasks, Uri, window, workspace } from 'vscode';
import type { Server } from './server.ts';
import type { Node } from './views/node.ts';
import { chooseGem } from './views/pullers.ts';

/** `lintel.pinGem` asks the server for a pin, and `lintel.bundleInstall` installs what it asks for. */
export function registerPin(server: Server): Disposable {
  return Disposable.from(
    commands.registerCommand('lintel.pinGem', async (node?: Node) => {
      const gem = node?.gem ?? (await chooseGem(server, 'Pin which gem to where the base has it?'));
      if (gem !== undefined) await commands.executeCommand('lintel.pin', gem.lockUri, gem.name);
    }),
    commands.registerCommand('lintel.bundleInstall', (gemfile: string) => bundleInstall(Uri.parse(gemfile))),
  );
}

/** A task of its own in the terminal. Never in restricted mode, for a Gemfile is a program. */
async function bundleInstall(gemfile: Uri): Promise<void> {
  if (!workspace.isTrusted) {
    void window.showErrorMessage('Lintel runs no program in restricted mode.');
    return;
  }
  const lock = gemfile.path.endsWith('gems.rb') ? gemfile.path.replace(/rb$/, 'locked') : `${gemfile.path}.lock`;
  const changed = workspace.textDocuments.filter(
    ({ uri, isDirty }) => isDirty && (uri.toString() === gemfile.toString() || uri.path === lock),
  );
  await Promise.all(changed.map((document) => document.save()));
  const execution = new ProcessExecution('bundle', ['install'], {
    cwd: Uri.joinPath(gemfile, '..').fsPath,
    env: { BUNDLE_GEMFILE: gemfile.fsPath },
  });
  const scope = workspace.getWorkspaceFolder(gemfile) ?? TaskScope.Workspace;
  await tasks.executeTask(new Task({ type: 'process' }, scope, 'bundle install', 'Lintel', execution));
}
