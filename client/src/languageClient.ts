import { type ExtensionContext, extensions, type LogOutputChannel, workspace } from 'vscode';
import type { BaseLanguageClient, LanguageClientOptions } from 'vscode-languageclient';
import { answerFileRequests } from './files.ts';
import { chosenSettings } from './settings.ts';

/** What differs between a machine and a browser. */
export interface Platform {
  /** Whether Gemfile.lock is compared with a commit: that takes git. */
  readonly comparesLocks: boolean;
  /** The connection to the language server, not started yet. */
  createClient(options: LanguageClientOptions): Promise<BaseLanguageClient>;
}

/** Of every kind of workspace. `git:` and other read-only views of a file are left out: their findings would double those of the file. */
const schemes = ['file', 'untitled', 'vscode-vfs'];
const languages = ['ruby', 'gemfile-lock'];
/** Files that are known by their names: VS Code has no language for some of them, and other extensions have one of their own. */
const patterns = [
  '**/.lintel.yml',
  '**/{Gemfile,Gemfile.*,Gemfile_*,Gemfile-*,*.gemfile,*.gemfile.lock,gems.rb,gems.locked}',
];

/** The server names these in code actions, hovers and messages. */
export const ownCommands = [
  'lintel.explainRule',
  'lintel.fixAllInWorkspace',
  'lintel.bundleInstall',
  'lintel.showOutput',
];

/** The connection to the language server. Not started yet. */
export async function createLanguageClient(
  context: ExtensionContext,
  output: LogOutputChannel,
  platform: Platform,
): Promise<BaseLanguageClient> {
  const folders = (workspace.workspaceFolders ?? []).map(({ uri }) => uri.scheme);
  const { ErrorAction } = await import('vscode-languageclient');
  const client: BaseLanguageClient = await platform.createClient({
    documentSelector: [...new Set([...schemes, ...folders])].flatMap((scheme) => [
      ...languages.map((language) => ({ scheme, language })),
      ...patterns.map((pattern) => ({ scheme, pattern })),
    ]),
    outputChannel: output,
    initializationOptions: () => ({
      trusted: workspace.isTrusted,
      commands: ownCommands,
      views: true,
      files: true,
      completesYaml: extensions.getExtension('redhat.vscode-yaml') !== undefined,
    }),
    errorHandler: {
      // What is written to a server that just died fails until its death is heard of. By itself the library gives up for good after three of those.
      error: () => ({ action: ErrorAction.Continue, handled: true }),
      closed: () => deaths.closed(),
    },
    // Hovers link to the documentation of rules.
    markdown: { isTrusted: { enabledCommands: ['lintel.explainRule'] } },
    middleware: {
      workspace: {
        configuration: ({ items }) =>
          items.map((item) => (item.section === 'lintel' ? chosenSettings(context.extension, item.scopeUri) : null)),
      },
    },
  });
  const deaths = client.createDefaultErrorHandler();
  answerFileRequests(client);
  return client;
}
