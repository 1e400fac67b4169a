import { Uri, workspace } from 'vscode';

/** A file's path as VS Code shows it: below its folder, behind the folder's name where the window has several. */
export function shownPath(uri: string): string {
  return workspace.asRelativePath(Uri.parse(uri));
}

/** A file's path below its folder. */
export function pathInFolder(uri: string): string {
  return workspace.asRelativePath(Uri.parse(uri), false);
}

/** The folder that a file is in, by name; undefined where the window has only one. */
export function folderName(uri: string): string | undefined {
  const several = (workspace.workspaceFolders ?? []).length > 1;
  return several ? workspace.getWorkspaceFolder(Uri.parse(uri))?.name : undefined;
}
