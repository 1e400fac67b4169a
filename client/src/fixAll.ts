import { commands, type Disposable, type QuickPickItem, window, workspace } from 'vscode';
import type { WorkspaceEdit } from 'vscode-languageclient/node';
import type { Server } from './server.ts';

interface WorkspaceFixes {
  readonly edit: WorkspaceEdit;
  readonly safe: number;
  readonly unsafe: number;
  readonly files: number;
}

interface FixableRule {
  readonly rule: string;
  readonly safe: number;
  readonly unsafe: number;
}

/**
 * `lintel.fixAllInWorkspace`: all fixes of one rule, or what is safe of all. Unsafe ones are shown in the refactor preview, unticked; safe ones
 * when a person wants to see them.
 */
export function registerFixAll(server: Server): Disposable {
  return commands.registerCommand('lintel.fixAllInWorkspace', async (given?: string) => {
    const choice = given === undefined ? await chooseRule(server) : { rule: given };
    if (choice === undefined) return;
    const fixes = await server.request<WorkspaceFixes>('lintel/fixWorkspace', choice);
    if (fixes === undefined) return;
    if (fixes.safe + fixes.unsafe === 0) {
      void window.showInformationMessage(
        `Lintel: nothing to fix${choice.rule === undefined ? '' : ` for ${choice.rule}`}.`,
      );
      return;
    }
    const confirmSafe = fixes.unsafe === 0 ? await wantsPreview(fixes) : false;
    if (confirmSafe === undefined) return;
    const chosen = confirmSafe
      ? await server.request<WorkspaceFixes>('lintel/fixWorkspace', { ...choice, confirmSafe })
      : fixes;
    const edit = await server.toEdit(chosen?.edit);
    // A refactoring is saved as `files.refactoring.autoSave` says: nobody wants a hundred unsaved files.
    if (edit !== undefined) await workspace.applyEdit(edit, { isRefactoring: true });
  });
}

async function chooseRule(server: Server): Promise<{ rule?: string } | undefined> {
  const rules = (await server.request<readonly FixableRule[]>('lintel/fixableRules')) ?? [];
  const safe = rules.reduce((sum, rule) => sum + rule.safe, 0);
  const items: (QuickPickItem & { choice: { rule?: string } })[] = [
    ...(safe > 0 ? [{ label: 'Everything that is safe', description: plural(safe, 'fix', 'fixes'), choice: {} }] : []),
    ...rules.map((one) => ({ label: one.rule, description: counted(one), choice: { rule: one.rule } })),
  ];
  if (items.length === 0) {
    void window.showInformationMessage('Lintel: nothing to fix in this workspace.');
    return undefined;
  }
  return (await window.showQuickPick(items, { placeHolder: 'Fix what in the whole workspace?' }))?.choice;
}

async function wantsPreview({ safe, files }: WorkspaceFixes): Promise<boolean | undefined> {
  const items = [
    { label: 'Apply', description: 'safe: same values, errors and data for every input', preview: false },
    { label: 'Preview', description: 'tick what to apply', preview: true },
  ];
  const placeHolder = `${plural(safe, 'safe fix', 'safe fixes')} in ${plural(files, 'file', 'files')}`;
  return (await window.showQuickPick(items, { placeHolder }))?.preview;
}

function counted({ safe, unsafe }: { safe: number; unsafe: number }): string {
  return [safe > 0 ? `${safe} safe` : '', unsafe > 0 ? `${unsafe} unsafe` : ''].filter(Boolean).join(', ');
}

function plural(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}
