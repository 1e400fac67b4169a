import {
  type Connection,
  type Disposable,
  ErrorCodes,
  type InitializeParams,
  type InitializeResult,
  ResponseError,
  TextDocuments,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { isUntitled } from '../syntax/fileKind.ts';
import { capabilities, registerFeatures } from './features.ts';
import { registerFixes } from './fixes.ts';
import type { Host } from './host.ts';
import { registerPin } from './pin.ts';
import { Session } from './session.ts';
import type { UriSpelling } from './uriSpelling.ts';
import { registerViews } from './views.ts';
import { watchFiles, watchHeads } from './watching.ts';

/** Answers one client: wires each request to the function that knows, and nothing else. */
export function serve(connection: Connection, host: Host, uris: UriSpelling): void {
  const documents = new TextDocuments(TextDocument);
  let params: InitializeParams | undefined;
  let session: Session | undefined;
  let over = false;

  const running = (): Session => {
    if (session === undefined) {
      throw new ResponseError(ErrorCodes.ServerNotInitialized, 'the server is not initialized');
    }
    if (over) {
      throw new ResponseError(ErrorCodes.InvalidRequest, 'the server was shut down');
    }
    return session;
  };
  /** A notification has no answer: what goes wrong is logged, and the server goes on. */
  const take = async (work: (session: Session) => void | Promise<void>): Promise<void> => {
    try {
      if (session !== undefined && !over) {
        await work(session);
      }
    } catch (error) {
      if (!over) {
        connection.console.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
      }
    }
  };

  connection.onInitialize(async (given): Promise<InitializeResult> => {
    if (params !== undefined) {
      throw new ResponseError(ErrorCodes.InvalidRequest, 'the server is initialized already');
    }
    params = given;
    const versionOf = (uri: string) => documents.get(uri)?.version;
    session = new Session({ connection, host, uris, parser: await host.loadParser(), versionOf }, given);
    return { serverInfo: { name: 'lintel' }, capabilities };
  });

  let heads: Promise<Disposable | undefined> | undefined;
  const followHeads = async (current: Session): Promise<void> => {
    (await heads)?.dispose();
    heads = watchHeads(connection, params?.capabilities.workspace, current, host).catch((error) => {
      connection.console.warn(String(error));
      return undefined;
    });
    await heads;
  };

  connection.onInitialized(() =>
    take(async (opened) => {
      const workspace = params?.capabilities.workspace;
      // Before anything is waited for: a change that nobody listens to is lost.
      if (workspace?.workspaceFolders) {
        connection.workspace.onDidChangeWorkspaceFolders((change) =>
          take(async (current) => {
            await current.changeFolders(change, documents.all().filter(isOurs));
            await followHeads(current);
          }),
        );
      }
      await watchFiles(connection, workspace).catch((error) => connection.console.warn(String(error)));
      await Promise.all([opened.start(), followHeads(opened)]);
    }),
  );

  documents.onDidChangeContent(({ document }) => {
    if (isOurs(document)) {
      void take((current) => current.changeText(document.uri, document.getText()));
    }
  });
  documents.onDidClose(({ document }) => take((current) => current.close(document.uri)));
  documents.onDidSave(({ document }) => take((current) => current.refreshBases(document.uri)));
  connection.onDidChangeWatchedFiles(({ changes }) => take((current) => current.changeFiles(changes)));
  connection.onDidChangeConfiguration(({ settings }) => take((current) => current.changeSettings(settings)));
  connection.onShutdown(() => {
    over = true;
    session?.dispose();
  });
  const asked = (): Session => {
    const current = running();
    current.turns.giveWay();
    return current;
  };
  registerFeatures(connection, asked, host);
  registerPin(connection, asked, host);
  registerViews(connection, asked);
  registerFixes(connection, asked, host);
  documents.listen(connection);
}

/** What a text is that was never saved its language tells, of all others their names do. */
function isOurs({ uri, languageId }: TextDocument): boolean {
  return !isUntitled(uri) || languageId === 'ruby';
}
