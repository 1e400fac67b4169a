import { commands, Disposable, Uri, window, workspace } from 'vscode';
import type { Server } from './server.ts';

const scheme = 'lintel-rule';

/** `lintel.explainRule`, which the server's code actions name, and the read-only documents that it shows: a rule's documentation. */
export function registerExplainRule(server: Server): Disposable {
  return Disposable.from(
    workspace.registerTextDocumentContentProvider(scheme, {
      provideTextDocumentContent: (uri) =>
        server.request<string>('lintel/documentation', { rule: uri.path.slice(1).replace(/\.md$/, '') }),
    }),
    commands.registerCommand('lintel.explainRule', async (given?: string) => {
      const rule = given ?? (await chooseRule(server));
      if (rule !== undefined) {
        await commands.executeCommand('markdown.showPreview', Uri.from({ scheme, path: `/${rule}.md` }));
      }
    }),
  );
}

async function chooseRule(server: Server): Promise<string | undefined> {
  const rules = (await server.request<readonly { rule: string; finds: string }[]>('lintel/rules')) ?? [];
  const items = rules.map(({ rule, finds }) => ({ label: rule, detail: finds }));
  return (await window.showQuickPick(items, { placeHolder: 'Explain which rule?', matchOnDetail: true }))?.label;
}
