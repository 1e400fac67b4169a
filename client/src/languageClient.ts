import { join } from 'node:path';
import { type ExtensionContext, extensions, type LogOutputChannel, workspace } from 'vscode';
import { LanguageClient, type LanguageClientOptions, TransportKind } from 'vscode-languageclient/node';
import { chosenSettings } from './settings.ts';

/** `git:` and other read-only views of a file are left out: their findings would double those of the file itself. */
const schemes = ['file', 'untitled', 'vscode-vfs'];
const languages = ['ruby', 'gemfile-lock'];

/** The server names these in code actions, hovers and messages. */
export const ownCommands = [
  'lintel.explainRule',
  'lintel.fixAllInWorkspace',
  'lintel.bundleInstall',
  'lintel.showOutput',
];

/** The connection to the language server, which is a Node program of its own beside this bundle. Not started yet. */
export function createLanguageClient(context: ExtensionContext, output: LogOutputChannel): LanguageClient {
  const server = { module: join(context.extensionPath, 'dist', 'server.cjs'), transport: TransportKind.ipc };
  const options: LanguageClientOptions = {
    documentSelector: schemes.flatMap((scheme) => [
      ...languages.map((language) => ({ scheme, language })),
      { scheme, pattern: '**/.lintel.yml' },
    ]),
    outputChannel: output,
    initializationOptions: () => ({
      trusted: workspace.isTrusted,
      commands: ownCommands,
      views: true,
      completesYaml: extensions.getExtension('redhat.vscode-yaml') !== undefined,
    }),
    // Hovers link to the documentation of rules.
    markdown: { isTrusted: { enabledCommands: ['lintel.explainRule'] } },
    middleware: {
      workspace: {
        configuration: ({ items }) =>
          items.map((item) => (item.section === 'lintel' ? chosenSettings(context.extension, item.scopeUri) : null)),
      },
    },
  };
  return new LanguageClient('lintel', 'Lintel', server, options);
}
