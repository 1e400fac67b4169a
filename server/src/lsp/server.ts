import {
  type Connection,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  type InitializeParams,
  type InitializeResult,
  TextDocuments,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { capabilities, registerFeatures } from './features.ts';
import { registerFixes } from './fixes.ts';
import type { Host } from './host.ts';
import { registerPin } from './pin.ts';
import { Session } from './session.ts';
import { registerViews } from './views.ts';

/** What changes the answers: Ruby, Gemfiles, locks, the configuration, and the commit that is checked out. */
const watchedFiles = [
  '**/*.{rb,rake,ru,jbuilder,thor,gemfile,lock}',
  '**/{Gemfile*,gems.rb,gems.locked,Rakefile}',
  '**/.lintel.yml',
  '**/.git/HEAD',
];

/** Answers one client: wires each request to the function that knows, and nothing else. */
export function serve(connection: Connection, host: Host): void {
  const documents = new TextDocuments(TextDocument);
  let params: InitializeParams | undefined;
  let session: Session | undefined;

  connection.onInitialize(async (given): Promise<InitializeResult> => {
    params = given;
    session = new Session(connection, host, await host.loadParser(), given);
    return { serverInfo: { name: 'lintel' }, capabilities };
  });

  connection.onInitialized(async () => {
    const workspace = params?.capabilities.workspace;
    if (workspace?.didChangeWatchedFiles?.dynamicRegistration) {
      const watchers = watchedFiles.map((globPattern) => ({ globPattern }));
      await connection.client.register(DidChangeWatchedFilesNotification.type, { watchers });
    }
    if (workspace?.didChangeConfiguration?.dynamicRegistration) {
      await connection.client.register(DidChangeConfigurationNotification.type, { section: 'lintel' });
    }
    if (workspace?.workspaceFolders) {
      connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => session?.changeFolders(added, removed));
    }
    await session?.start();
  });

  documents.onDidChangeContent(({ document }) => session?.changeText(document.uri, document.getText()));
  documents.onDidClose(({ document }) => session?.close(document.uri));
  documents.onDidSave(({ document }) => session?.refreshBases(document.uri));
  connection.onDidChangeWatchedFiles(({ changes }) => session?.changeFiles(changes.map(({ uri }) => uri)));
  connection.onDidChangeConfiguration(({ settings }) => session?.changeSettings(settings));
  connection.onShutdown(() => session?.dispose());
  registerFeatures(connection, () => session, host);
  registerPin(connection, () => session, host);
  registerViews(connection, () => session);
  registerFixes(connection, () => session);
  documents.listen(connection);
}
