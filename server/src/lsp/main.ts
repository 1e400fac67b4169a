import { existsSync } from 'node:fs';
import {
  type ConnectionStrategy,
  createConnection,
  LSPErrorCodes,
  ProposedFeatures,
  type ResponseMessage,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import { URI } from 'vscode-uri';
import { resolveWithBundler } from '../workspace/bundler.ts';
import { baseFinder } from '../workspace/findBase.ts';
import { headFolder, listRefs, openRepository } from '../workspace/git.ts';
import { expectLongRun } from '../workspace/nodeEngine.ts';
import { describeError, nodeFileSystem } from '../workspace/nodeFileSystem.ts';
import { loadNodeRubyParser } from '../workspace/nodeGrammar.ts';
import { writableTarget } from '../workspace/nodeLinks.ts';
import { readSummariesBehind } from '../workspace/nodeSummaries.ts';
import { MessageBounds } from './messageBounds.ts';
import { serve } from './server.ts';
import { UriSpelling } from './uriSpelling.ts';

/** A request that is cancelled while it waits is answered at once: the library would work it off all the same. */
const strategy: ConnectionStrategy = {
  cancelUndispatched(message) {
    const id =
      'id' in message && (typeof message.id === 'number' || typeof message.id === 'string') ? message.id : null;
    return {
      jsonrpc: '2.0',
      id,
      error: { code: LSPErrorCodes.RequestCancelled, message: 'cancelled' },
    } as ResponseMessage;
  },
};

/** Serves one client over the transport that the arguments name (`--node-ipc`, `--stdio`), or else over standard input and output. */
export async function startServer(): Promise<void> {
  expectLongRun();
  const transportGiven = process.argv.some((argument) => /^--(?:node-ipc|stdio|socket|pipe)\b/.test(argument));
  const uris = new UriSpelling();
  const options = { connectionStrategy: strategy, messageStrategy: uris };
  const connection = transportGiven
    ? createConnection(ProposedFeatures.all, options)
    : createConnection(
        ProposedFeatures.all,
        new StreamMessageReader(process.stdin),
        new StreamMessageWriter(process.stdout),
        options,
      );
  const host = {
    fileSystem: nodeFileSystem,
    readBehind: readSummariesBehind,
    loadParser: loadNodeRubyParser,
    baseFinder,
    listRefs: refsOf,
    headFolder: headFolderOf,
    linkOut,
    resolveBundle: resolveWithBundler,
  };
  serve(connection, host, uris);
  if (!process.argv.some((argument) => /^--(?:node-ipc|socket|pipe)\b/.test(argument))) {
    endOnUnreadableInput();
  }
  connection.listen();
}

/**
 * Ends the process, with a word, where a header does not tell how long its message is: nobody knows then where the next one begins, and a
 * guess could lose an edit of a document. A client starts another server and sends it what is open.
 */
function endOnUnreadableInput(): void {
  const bounds = new MessageBounds();
  process.stdin.on('data', (bytes: Buffer) => {
    const problem = bounds.take(bytes);
    if (problem !== undefined) {
      process.stderr.write(`lintel: what the client sends cannot be read any further: ${problem}\n`, () =>
        process.exit(2),
      );
    }
  });
}

async function refsOf(folderUri: string, signal: AbortSignal): Promise<readonly string[]> {
  const repository = await openRepository(URI.parse(folderUri).fsPath, signal);
  return repository.ok ? listRefs(repository.value.root, signal) : [];
}

async function headFolderOf(folderUri: string): Promise<string | undefined> {
  const folder = await headFolder(URI.parse(folderUri).fsPath);
  return folder && URI.file(folder).toString();
}

async function linkOut(uri: string, folderUri: string): Promise<string | undefined> {
  const [path, folder] = [URI.parse(uri).fsPath, URI.parse(folderUri).fsPath];
  // What is not on the disk is no link.
  if (!uri.startsWith('file:') || !existsSync(path)) {
    return undefined;
  }
  return writableTarget(path, folder).then(() => undefined, describeError);
}
