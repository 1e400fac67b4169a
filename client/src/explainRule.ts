import { commands, Disposable, Uri, workspace } from 'vscode';
import type { Server } from './server.ts';

const scheme = 'lintel-rule';

/** `lintel.explainRule`, which the server's code actions name, and the read-only documents that it shows: a rule's documentation. */
export function registerExplainRule(server: Server): Disposable {
  return Disposable.from(
    workspace.registerTextDocumentContentProvider(scheme, {
      provideTextDocumentContent: (uri) =>
        server.request<string>('lintel/documentation', { rule: uri.path.slice(1).replace(/\.md$/, '') }),
    }),
    commands.registerCommand('lintel.explainRule', (rule: string) =>
      commands.executeCommand('markdown.showPreview', Uri.from({ scheme, path: `/${rule}.md` })),
    ),
  );
}
