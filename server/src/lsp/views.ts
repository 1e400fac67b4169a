import type { Connection } from 'vscode-languageserver';
import { findings } from '../features/findings.ts';
import { type LockChangesView, lockChanges } from '../features/lockChanges.ts';
import { type MajorsView, majorsView } from '../features/majorsView.ts';
import { lockedGems, pullersView } from '../features/pullersView.ts';
import { redisCallsView } from '../features/redisCallsView.ts';
import { registry } from '../rules/registry.ts';
import type { Session } from './session.ts';

/** A gem in a lock, and which way to go from it. */
interface PullersParams {
  readonly lockUri: string;
  readonly gem: string;
  readonly direction: 'pullers' | 'pulled';
}

/**
 * Requests of Lintel's own, for the client's tree views. `lintel/didChange` tells the client to ask anew. What is about the whole workspace waits until
 * that is read: a view that shows nothing says that there is nothing.
 */
export function registerViews(connection: Connection, session: () => Session): void {
  const workspaces = async () => {
    const current = session();
    await current.whole;
    return current.folders.map(({ workspace }) => workspace);
  };

  connection.onRequest('lintel/majors', async () =>
    (await workspaces()).flatMap((workspace) =>
      workspace.lockUris.flatMap((lockUri): { lockUri: string; view: MajorsView }[] => {
        const view = majorsView(workspace.snapshot(), lockUri);
        return view === undefined ? [] : [{ lockUri, view }];
      }),
    ),
  );
  connection.onRequest('lintel/bases', ({ folder }: { folder: string }) => session().bases(folder));
  connection.onRequest('lintel/lockedGems', async () =>
    (await workspaces()).flatMap((workspace) =>
      workspace.lockUris.map((lockUri) => ({
        lockUri,
        gems: lockedGems(workspace.snapshot(), lockUri),
      })),
    ),
  );
  connection.onRequest('lintel/pullers', ({ lockUri, gem, direction }: PullersParams) => {
    const { workspace } = session().folderOf(lockUri);
    return pullersView(workspace.snapshot(), lockUri, gem, direction);
  });
  connection.onRequest<LockChangesView, void>('lintel/lockChanges', ({ lockUri }: { lockUri: string }) => {
    const { workspace } = session().folderOf(lockUri);
    return lockChanges(workspace.snapshot(), lockUri);
  });
  connection.onRequest('lintel/redisCalls', async () =>
    (await workspaces()).flatMap((workspace) => {
      const snapshot = workspace.snapshot();
      return redisCallsView(snapshot, (uri) => findings(snapshot, uri, registry, workspace.config));
    }),
  );
}
