import { commands, type Disposable, type LogOutputChannel } from 'vscode';
import type { Server } from './server.ts';

/** The commands of the palette, under "Lintel:". */
export function registerCommands(server: Server, output: LogOutputChannel): Disposable[] {
  return [
    commands.registerCommand('lintel.restart', () => server.restart()),
    commands.registerCommand('lintel.showOutput', () => output.show()),
  ];
}
