import {
  BrowserMessageReader,
  BrowserMessageWriter,
  createConnection,
  ProposedFeatures,
} from 'vscode-languageserver/browser';
import { loadRubyParser, type RubyGrammar } from '../syntax/rubyParser.ts';
import { fileBaseFinder } from '../workspace/baseFinder.ts';
import type { Host } from './host.ts';
import { serve } from './server.ts';
import { UriSpelling } from './uriSpelling.ts';

const noGit = 'no git in a browser';

/** A worker's own end of the channel to whoever started it. TypeScript's library of it would make all sources look like a browser's. */
interface WorkerScope {
  addEventListener(type: 'message', listener: (event: { readonly data: RubyGrammar }) => void, options: object): void;
}

/**
 * Serves the client that started this web worker. Its first message holds the grammar, since a worker cannot know where its own files
 * are; all later ones are of the protocol.
 */
export function startBrowserServer(scope: WorkerScope): void {
  scope.addEventListener('message', ({ data: grammar }) => listen(scope, grammar), { once: true });
}

function listen(scope: WorkerScope, grammar: RubyGrammar): void {
  const uris = new UriSpelling();
  const connection = createConnection(
    ProposedFeatures.all,
    new BrowserMessageReader(scope),
    new BrowserMessageWriter(scope),
    { messageStrategy: uris },
  );
  const host: Host = {
    loadParser: () => loadRubyParser(grammar, () => performance.now()),
    baseFinder: (fileSystem, parser) => fileBaseFinder(fileSystem, parser, noGit),
  };
  serve(connection, host, uris);
  connection.listen();
}
