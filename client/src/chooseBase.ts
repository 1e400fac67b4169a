import {
  ConfigurationTarget,
  commands,
  type Disposable,
  type QuickPickItem,
  type WorkspaceFolder,
  window,
  workspace,
} from 'vscode';
import type { Server } from './server.ts';

interface Bases {
  readonly refs: readonly string[];
  /** What `.lintel.yml` names. */
  readonly inFile?: string;
}

/** `lintel.chooseBase`: a person picks what Gemfile.lock is compared with; the settings of its folder keep it. */
export function registerChooseBase(server: Server): Disposable {
  return commands.registerCommand('lintel.chooseBase', async () => {
    const folder = await chooseFolder();
    if (folder === undefined) return;
    const settings = workspace.getConfiguration('lintel', folder);
    const bases = await server.request<Bases>('lintel/bases', { folder: folder.uri.toString() });
    const { refs, inFile } = bases ?? { refs: [] };
    const current = settings.get<string | null>('base') ?? undefined;
    const items: (QuickPickItem & { readonly base: string | undefined })[] = [
      inFile === undefined
        ? { label: 'The default branch', description: 'where this work began: the merge base', base: undefined }
        : { label: inFile, description: 'as .lintel.yml says', base: undefined },
      ...refs.filter((ref) => ref !== inFile).map((ref) => ({ label: ref, base: ref })),
      { label: 'Nothing', description: 'no comparison', base: 'none' },
    ];
    const picked = await window.showQuickPick(
      items.map((item) => (item.base === current ? { ...item, picked: true, label: `$(check) ${item.label}` } : item)),
      { placeHolder: 'Compare Gemfile.lock with…', matchOnDescription: true },
    );
    if (picked === undefined) return;
    // Where settings for more than this folder name a base, only null says that here none is meant.
    const { globalValue, workspaceValue } = settings.inspect<string | null>('base') ?? {};
    const inherited = workspace.workspaceFile === undefined ? globalValue : (workspaceValue ?? globalValue);
    const value = picked.base ?? (inherited ? null : undefined);
    await settings.update('base', value, ConfigurationTarget.WorkspaceFolder);
  });
}

/** Each folder of a window is a repository of its own, most often. */
async function chooseFolder(): Promise<WorkspaceFolder | undefined> {
  const folders = workspace.workspaceFolders ?? [];
  return folders.length > 1 ? window.showWorkspaceFolderPick({ placeHolder: 'In which folder?' }) : folders[0];
}
