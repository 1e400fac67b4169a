import {
  commands,
  type Diagnostic,
  type Hover,
  languages,
  MarkdownString,
  type Position,
  Range,
  Selection,
  type TextEditor,
  TextEditorRevealType,
  Uri,
  WorkspaceEdit,
  window,
  workspace,
} from 'vscode';
import { pictureOnceShown, sights, until } from './driver.ts';

/** Opens a file of the workspace and gives it the focus. */
export async function open(path: string): Promise<TextEditor> {
  return window.showTextDocument(await workspace.openTextDocument(uriOf(path)), { preview: false });
}

/** The text that the editor holds, saved or not. */
export async function textOf(path: string): Promise<string> {
  return (await workspace.openTextDocument(uriOf(path))).getText();
}

/** Puts `text` in the place of all that a file holds. */
export async function replaceText(path: string, text: string): Promise<void> {
  const document = await workspace.openTextDocument(uriOf(path));
  const edit = new WorkspaceEdit();
  edit.replace(document.uri, new Range(0, 0, document.lineCount, 0), text);
  if (!(await workspace.applyEdit(edit))) throw new Error(`The edit of ${path} was refused.`);
}

/** Lintel's findings in a file whose message matches. */
export function findingsIn(path: string, message: RegExp): Diagnostic[] {
  return languages
    .getDiagnostics(uriOf(path))
    .filter((diagnostic) => diagnostic.source === 'lintel' && message.test(diagnostic.message));
}

/** Waits for the first such finding. */
export async function findingIn(path: string, message: RegExp): Promise<Diagnostic> {
  return until(`${message} in ${path}`, () => findingsIn(path, message)[0]);
}

/** What a hover at `position` says, from all who have something to say. */
export async function hoverText(path: string, position: Position): Promise<string> {
  const hovers = await commands.executeCommand<Hover[]>('vscode.executeHoverProvider', uriOf(path), position);
  return hovers
    .flatMap(({ contents }) => contents)
    .map((content) => (content instanceof MarkdownString ? content.value : String(content)))
    .join('\n');
}

/** Puts the cursor at `position`, in the middle of the editor. */
export function showAt(editor: TextEditor, position: Position): void {
  editor.selection = new Selection(position, position);
  editor.revealRange(new Range(position, position), TextEditorRevealType.InCenter);
}

/** Unfolds the finding at `position` below its line, as F8 does. */
export async function showProblem(editor: TextEditor, position: Position): Promise<void> {
  showAt(editor, position.with({ character: 0 }));
  await commands.executeCommand('editor.action.marker.next');
}

/**
 * Opens the lightbulb's menu at a finding, keeps a picture of it, and takes the entry that is selected, the first one. Returns the new
 * text of `changed`.
 */
export async function acceptFirstQuickFix(
  path: string,
  message: RegExp,
  changed: string,
  pictureName: string,
): Promise<string> {
  const before = await textOf(changed);
  const editor = await open(path);
  const { range } = await findingIn(path, message);
  showAt(editor, range.start);
  await pictureOnceShown(pictureName, sights.lightbulbMenu, () => commands.executeCommand('editor.action.quickFix'));
  return until(`a change of ${changed}`, async () => {
    // Does nothing while there is no menu: before it is there, and after it was used.
    await commands.executeCommand('acceptSelectedCodeAction');
    const after = await textOf(changed);
    return after === before ? undefined : after;
  });
}

/** Takes the entry of a quick pick that is selected, the first one. */
export async function acceptQuickPick(): Promise<void> {
  await commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
}

/** A file of the workspace: below its folder, or below the folder of the file that lists several. */
export function uriOf(path: string): Uri {
  const { workspaceFile, workspaceFolders } = workspace;
  const root = workspaceFile === undefined ? workspaceFolders?.[0]?.uri : Uri.joinPath(workspaceFile, '..');
  if (root === undefined) throw new Error('No folder is open.');
  return Uri.joinPath(root, path);
}
