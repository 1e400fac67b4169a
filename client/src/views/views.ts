import { commands, Disposable, window } from 'vscode';
import type { Server } from '../server.ts';
import { majorsRoots } from './majors.ts';
import type { Node } from './node.ts';
import { type ChosenGem, chooseGem, pullersRoots } from './pullers.ts';
import { redisCallsRoots } from './redisCalls.ts';
import { Tree } from './tree.ts';

/** The three views of Lintel's container, kept fresh by the server. */
export function registerViews(server: Server): Disposable {
  let chosen: ChosenGem | undefined;
  const majors = new Tree(() => majorsRoots(server));
  const pullers = new Tree(() => pullersRoots(server, chosen));
  const redisCalls = new Tree(() => redisCallsRoots(server));
  const refresh = () => {
    for (const tree of [majors, pullers, redisCalls]) tree.refresh();
  };
  return Disposable.from(
    window.registerTreeDataProvider('lintel.majors', majors),
    window.registerTreeDataProvider('lintel.pullers', pullers),
    window.registerTreeDataProvider('lintel.redisCalls', redisCalls),
    commands.registerCommand('lintel.refreshViews', refresh),
    commands.registerCommand('lintel.whoPulls', async (node?: Node) => {
      chosen = node?.gem ?? (await chooseGem(server, 'Who pulls which gem?')) ?? chosen;
      pullers.refresh();
      await commands.executeCommand('lintel.pullers.focus');
    }),
    server.onDidChangeFindings(refresh),
    server.onDidChangeState(refresh),
  );
}
