import { join } from 'node:path';
import type { ExtensionContext } from 'vscode';
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';
import { start } from './extension.ts';

export { stop as deactivate } from './extension.ts';

/** The extension where there is Node: the language server is a program of its own beside this bundle. */
export function activate(context: ExtensionContext): void {
  const server = { module: join(context.extensionPath, 'dist', 'server.cjs'), transport: TransportKind.ipc };
  start(context, {
    comparesLocks: true,
    createClient: async (options) => new LanguageClient('lintel', 'Lintel', server, options),
  });
}
