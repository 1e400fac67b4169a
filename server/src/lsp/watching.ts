import {
  type Connection,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  type Disposable,
  type InitializeParams,
  WatchKind,
} from 'vscode-languageserver';
import { rubyExtensions, rubyNames } from '../syntax/fileKind.ts';
import type { Host } from './host.ts';
import type { Session } from './session.ts';

type WorkspaceAbilities = InitializeParams['capabilities']['workspace'];

/**
 * What changes the answers: Ruby, Gemfiles, locks, the configuration, and the commit that is checked out; a new one on the same branch is told by
 * the log alone. No wildcard within braces: Eglot 1.9 cannot read that.
 */
const watchedFiles = [
  `**/*.{${[...rubyExtensions, 'gemspec', 'gemfile', 'lock'].join()}}`,
  '**/Gemfile*',
  `**/{${['gems.rb', 'gems.locked', ...rubyNames].join()}}`,
  '**/.lintel.yml',
  '**/.gitignore',
  '**/.git/HEAD',
  '**/.git/logs/HEAD',
];

/** Asks to be told of changes of files and of settings. A client that cannot read a pattern refuses; it gets findings all the same. */
export async function watchFiles({ client }: Connection, workspace: WorkspaceAbilities): Promise<void> {
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

/** Watches the HEADs that lie outside of all folders, where the client can watch there. Resolves to what ends it. */
export async function watchHeads(
  { client }: Connection,
  workspace: WorkspaceAbilities,
  { folders, client: { trusted } }: Session,
  { headFolder }: Host,
): Promise<Disposable | undefined> {
  const { dynamicRegistration, relativePatternSupport } = workspace?.didChangeWatchedFiles ?? {};
  if (!dynamicRegistration || !relativePatternSupport || !trusted || headFolder === undefined) {
    return undefined;
  }
  const local = folders.filter(({ uri }) => uri.startsWith('file:'));
  const heads = new Set(await Promise.all(local.map(({ uri }) => headFolder(uri))));
  const watchers = [...heads].flatMap((baseUri) =>
    baseUri === undefined || folders.some((folder) => folder.contains(baseUri))
      ? []
      : [{ globPattern: { baseUri, pattern: '{HEAD,logs/HEAD}' } }],
  );
  return watchers.length === 0 ? undefined : client.register(DidChangeWatchedFilesNotification.type, { watchers });
}
