import { ConfigurationTarget, commands, type Disposable, type QuickPickItem, window, workspace } from 'vscode';
import type { Server } from './server.ts';

/** `lintel.chooseBase`: a person picks what Gemfile.lock is compared with; the workspace's settings keep it. */
export function registerChooseBase(server: Server): Disposable {
  return commands.registerCommand('lintel.chooseBase', async () => {
    const refs = (await server.request<readonly string[]>('lintel/refs')) ?? [];
    const current = workspace.getConfiguration('lintel').get<string | null>('base') ?? undefined;
    const items: (QuickPickItem & { readonly base: string | undefined })[] = [
      { label: 'The default branch', description: 'where this work began: the merge base', base: undefined },
      ...refs.map((ref) => ({ label: ref, base: ref })),
      { label: 'Nothing', description: 'no comparison', base: 'none' },
    ];
    const picked = await window.showQuickPick(
      items.map((item) => (item.base === current ? { ...item, picked: true, label: `$(check) ${item.label}` } : item)),
      { placeHolder: 'Compare Gemfile.lock with…', matchOnDescription: true },
    );
    if (picked !== undefined) {
      await workspace.getConfiguration('lintel').update('base', picked.base, ConfigurationTarget.Workspace);
    }
  });
}
