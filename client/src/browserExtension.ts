import { type ExtensionContext, Uri, workspace } from 'vscode';
import type { LanguageClient, LanguageClientOptions } from 'vscode-languageclient/browser';
import { start } from './extension.ts';

export { stop as deactivate } from './extension.ts';

/** A browser's worker, as far as it is used here. TypeScript's library of it would make all sources look like a browser's. */
declare const Worker: new (url: string) => { postMessage(message: object): void; terminate(): void };

/** The extension in a browser: the language server is a web worker. */
export function activate(context: ExtensionContext): void {
  const dist = Uri.joinPath(context.extensionUri, 'dist');
  start(context, { comparesLocks: false, createClient: (options) => createClient(dist, options) });
}

async function createClient(dist: Uri, options: LanguageClientOptions): Promise<LanguageClient> {
  const library = await import('vscode-languageclient/browser');
  const { BrowserMessageReader, BrowserMessageWriter, LanguageClient, State } = library;
  const [runtime, ruby] = await Promise.all(
    ['web-tree-sitter.wasm', 'tree-sitter-ruby.wasm'].map((name) => workspace.fs.readFile(Uri.joinPath(dist, name))),
  );
  const startWorker = async () => {
    const worker = new Worker(Uri.joinPath(dist, 'browser/server.js').toString(true));
    // A worker cannot know where its own files are, so it is given them before it is spoken to.
    worker.postMessage({ runtime, ruby });
    client.onDidChangeState(({ newState }) => newState === State.Stopped && worker.terminate());
    // Not the worker itself: VS Code's own stand-in for one is none to the client's `instanceof`.
    return { reader: new BrowserMessageReader(worker), writer: new BrowserMessageWriter(worker) };
  };
  const client = new LanguageClient('lintel', 'Lintel', startWorker, options);
  return client;
}
