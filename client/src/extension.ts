import { type ExtensionContext, window, workspace } from 'vscode';
import { registerChooseBase } from './chooseBase.ts';
import { registerCommands } from './commands.ts';
import { registerExplainRule } from './explainRule.ts';
import { registerFixAll } from './fixAll.ts';
import type { Platform } from './languageClient.ts';
import { registerLockChanges } from './lockChanges.ts';
import { registerPin } from './pin.ts';
import { Server } from './server.ts';
import { StatusBar } from './statusBar.ts';
import { registerViews } from './views/views.ts';

let server: Server | undefined;

/** Starts the language server of `platform`. Every finding, hover and fix is the server's; the client only shows them. */
export function start(context: ExtensionContext, platform: Platform): void {
  const output = window.createOutputChannel('Lintel', { log: true });
  server = new Server(context, output, platform);
  context.subscriptions.push(
    output,
    server,
    new StatusBar(server, platform.comparesLocks),
    ...registerCommands(server, output),
    registerExplainRule(server),
    registerFixAll(server),
    registerLockChanges(server),
    registerPin(server),
    registerViews(server),
    registerChooseBase(server),
    // The server learns at its start whether it may run git; trust, once granted, is never withdrawn.
    workspace.onDidGrantWorkspaceTrust(() => server?.restart()),
  );
  void server.start();
}

/** Stops the server; VS Code waits for it. */
export function stop(): Promise<void> | undefined {
  return server?.stop();
}
