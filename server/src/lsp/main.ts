import {
  createConnection,
  ProposedFeatures,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import { baseFinder } from '../workspace/findBase.ts';
import { nodeFileSystem } from '../workspace/nodeFileSystem.ts';
import { loadNodeRubyParser } from '../workspace/nodeGrammar.ts';
import { serve } from './server.ts';

/** Serves one client over the transport that the arguments name (`--node-ipc`, `--stdio`), or else over standard input and output. */
export async function startServer(): Promise<void> {
  const transportGiven = process.argv.some((argument) => /^--(?:node-ipc|stdio|socket|pipe)\b/.test(argument));
  const connection = transportGiven
    ? createConnection(ProposedFeatures.all)
    : createConnection(
        ProposedFeatures.all,
        new StreamMessageReader(process.stdin),
        new StreamMessageWriter(process.stdout),
      );
  serve(connection, { fileSystem: nodeFileSystem, loadParser: loadNodeRubyParser, baseFinder });
  connection.listen();
}
