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
import type { Host } from './host.ts';
import { Session } from './session.ts';
import { registerViews } from './views.ts';

/**
 * What changes the answers: Ruby, Gemfiles, locks, the configuration, and the commit that is checked out. No wildcard within braces: Eglot
 * 1.9 cannot read that.
 */
const watchedFiles = [
  '**/*.{rb,rake,ru,jbuilder,thor,gemfile,lock}',
  '**/Gemfile*',
  '**/{gems.rb,gems.locked,Rakefile}',
  '**/.lintel.yml',
  '**/.git/HEAD',
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
    const watchers = watchedFiles.map((globPattern) => ({ globPattern }));
    await client.register(DidChangeWatchedFilesNotification.type, { watchers });
  }
}

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
    await register(connection, workspace).catch((error) => connection.console.warn(String(error)));
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
  registerFeatures(connection, () => session);
  registerViews(connection, () => session);
  documents.listen(connection);
}
