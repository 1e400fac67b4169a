import { join } from 'node:path';
import type { ExtensionContext } from 'vscode';
import { start } from './extension.ts';

export { stop as deactivate } from './extension.ts';

/** The extension where there is Node: the language server is a program of its own beside this bundle. */
export function activate(context: ExtensionContext): void {
  const module = join(context.extensionPath, 'dist', 'server.cjs');
  start(context, {
    comparesLocks: true,
    createClient: async (options) => {
      const { LanguageClient, TransportKind } = await import('vscode-languageclient/node');
      return new LanguageClient('lintel', 'Lintel', { module, transport: TransportKind.ipc }, options);
    },
  });
}
