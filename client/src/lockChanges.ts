import { commands, Disposable, EventEmitter, Uri, window, workspace } from 'vscode';
import type { Server } from './server.ts';
import { shownPath } from './shownPath.ts';
import type { Node } from './views/node.ts';

const scheme = 'lintel-lock';

type LockChanges =
  | { readonly label: string; readonly before: string; readonly after: string }
  | { readonly reason: string };

/** `lintel.showLockChanges`: a diff of a lock and its base that holds only gems and versions, in the order of what matters. */
export function registerLockChanges(server: Server): Disposable {
  const change = new EventEmitter<Uri>();
  const ask = (lockUri: string) => server.request<LockChanges>('lintel/lockChanges', { lockUri });
  return Disposable.from(
    change,
    workspace.registerTextDocumentContentProvider(scheme, {
      onDidChange: change.event,
      async provideTextDocumentContent({ query, fragment }) {
        const changes = await ask(query);
        if (changes === undefined || 'reason' in changes) return '';
        return fragment === 'before' ? changes.before : changes.after;
      },
    }),
    server.onDidChangeFindings(() => {
      for (const { uri } of workspace.textDocuments) if (uri.scheme === scheme) change.fire(uri);
    }),
    commands.registerCommand('lintel.showLockChanges', async (node?: Node) => {
      const lockUri = node?.lockUri ?? (await chooseLock(server));
      const changes = lockUri === undefined ? undefined : await ask(lockUri);
      if (lockUri === undefined || changes === undefined) return;
      const path = shownPath(lockUri);
      if ('reason' in changes) {
        void window.showInformationMessage(`Lintel: nothing to compare in ${path}: ${changes.reason}.`);
        return;
      }
      const [before, after] = ['before', 'after'].map((fragment) =>
        Uri.from({ scheme, path: `/${path}`, query: lockUri, fragment }),
      );
      await commands.executeCommand('vscode.diff', before, after, `${path} since ${changes.label}: what moved`);
    }),
  );
}

async function chooseLock(server: Server): Promise<string | undefined> {
  const locks = (await server.request<readonly { readonly lockUri: string }[]>('lintel/lockedGems')) ?? [];
  if (locks.length < 2) return locks[0]?.lockUri;
  const items = locks.map(({ lockUri }) => ({ label: shownPath(lockUri), lockUri }));
  return (await window.showQuickPick(items, { placeHolder: 'Which lock?' }))?.lockUri;
}
