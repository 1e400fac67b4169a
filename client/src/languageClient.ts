import {
  type CodeAction,
  type Command,
  type ExtensionContext,
  extensions,
  type LogOutputChannel,
  Uri,
  workspace,
} from 'vscode';
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
      provideCodeActions: async (document, range, context, token, next) => {
        const actions = await next(document, range, context, token);
        keepTexts(actions ?? [], document.uri);
        return actions;
      },
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

/**
 * Has VS Code hold the texts of other files that the actions would change, as for a pin from the lock: it undoes an edit of several files as one,
 * but may forget how for a file that it has let go of meanwhile, and would leave the pin in the Gemfile then.
 */
function keepTexts(actions: readonly (Command | CodeAction)[], shown: Uri): void {
  const changed = actions.flatMap((action) => ('edit' in action ? (action.edit?.entries() ?? []) : []));
  const others = new Set(changed.map(([uri]) => uri.toString()).filter((uri) => uri !== shown.toString()));
  for (const uri of others) {
    workspace.openTextDocument(Uri.parse(uri)).then(undefined, () => undefined);
  }
}
