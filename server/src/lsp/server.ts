import {
  type Connection,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  ErrorCodes,
  type InitializeParams,
  type InitializeResult,
  ResponseError,
  TextDocuments,
  WatchKind,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { rubyExtensions, rubyNames } from '../syntax/fileKind.ts';
import { capabilities, registerFeatures } from './features.ts';
import { registerFixes } from './fixes.ts';
import type { Host } from './host.ts';
import { registerPin } from './pin.ts';
import { Session } from './session.ts';
import type { UriSpelling } from './uriSpelling.ts';
import { registerViews } from './views.ts';

/**
 * What changes the answers: Ruby, Gemfiles, locks, the configuration, and the commit that is checked out; a new one on the same branch is told by
 * the log alone. No wildcard within braces: Eglot 1.9 cannot read that.
 */
const watchedFiles = [
  `**/*.{${[...rubyExtensions, 'gemspec', 'gemfile', 'lock'].join()}}`,
  '**/Gemfile*',
  `**/{${['gems.rb', 'gems.locked', ...rubyNames].join()}}`,
  '**/.lintel.yml',
  '**/.git/HEAD',
  '**/.git/logs/HEAD',
];

/** Asks to be told of changes. A client that cannot read a pattern refuses; it gets findings all the same. */
async function register(
  { client }: Connection,
  workspace: InitializeParams['capabilities']['workspace'],
): Promise<void> {
  if (workspace?.didChangeConfiguration?.dynamicRegistration) {
    await client.register(DidChangeConfigurationNotification.type, { section: 'lintel' });
  }
  if (workspace?.didChangeWatchedFiles?.dynamicRegistration) {
    // Of a folder that comes or goes with all in it many clients tell the folder alone, and its name can be any.
    const folders = { globPattern: '**/*', kind: WatchKind.Create | WatchKind.Delete };
    const watchers = [...watchedFiles.map((globPattern) => ({ globPattern })), folders];
    await client.register(DidChangeWatchedFilesNotification.type, { watchers });
  }
}

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
    session = new Session({ connection, host, uris, parser: await host.loadParser() }, given);
    return { serverInfo: { name: 'lintel' }, capabilities };
  });

  connection.onInitialized(() =>
    take(async (opened) => {
      const workspace = params?.capabilities.workspace;
      await register(connection, workspace).catch((error) => connection.console.warn(String(error)));
      if (workspace?.workspaceFolders) {
        connection.workspace.onDidChangeWorkspaceFolders((change) =>
          take((current) => current.changeFolders(change, documents.all())),
        );
      }
      await opened.start();
    }),
  );

  documents.onDidChangeContent(({ document }) =>
    take((current) => current.changeText(document.uri, document.getText())),
  );
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
    current.giveWay();
    return current;
  };
  registerFeatures(connection, asked, host);
  registerPin(connection, asked, host);
  registerViews(connection, asked);
  registerFixes(connection, asked, host);
  documents.listen(connection);
}
