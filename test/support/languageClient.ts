import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  createProtocolConnection,
  type Diagnostic,
  type InitializeParams,
  type InitializeResult,
  type ProtocolConnection,
  PublishDiagnosticsNotification,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver-protocol/node';
import { program } from './lintel.ts';

const patienceMs = 120_000;

/** A language client of its own over stdio: what an editor other than VS Code is to the server. */
export class LanguageClient {
  readonly connection: ProtocolConnection;
  readonly process: ChildProcess;
  readonly #diagnostics = new Map<string, readonly Diagnostic[]>();
  readonly #listeners = new Set<() => void>();

  constructor(cwd: string) {
    const server = spawn(process.execPath, [program, 'lsp', '--stdio'], {
      cwd,
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.process = server;
    this.connection = createProtocolConnection(
      new StreamMessageReader(server.stdout),
      new StreamMessageWriter(server.stdin),
    );
    this.connection.onNotification(PublishDiagnosticsNotification.type, ({ uri, diagnostics }) => {
      this.#diagnostics.set(uri, diagnostics);
      for (const listener of this.#listeners) {
        listener();
      }
    });
    this.connection.listen();
  }

  async initialize(params: Partial<InitializeParams>): Promise<InitializeResult> {
    const result = await this.connection.sendRequest('initialize', {
      processId: process.pid,
      rootUri: null,
      capabilities: {},
      ...params,
    });
    await this.connection.sendNotification('initialized', {});
    return result as InitializeResult;
  }

  async open(uri: string, languageId: string, text: string): Promise<void> {
    await this.connection.sendNotification('textDocument/didOpen', {
      textDocument: { uri, languageId, version: 1, text },
    });
  }

  /** Replaces the whole text. */
  async change(uri: string, version: number, text: string): Promise<void> {
    await this.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri, version },
      contentChanges: [{ text }],
    });
  }

  /** What was last published about a file. */
  published(uri: string): readonly Diagnostic[] | undefined {
    return this.#diagnostics.get(uri);
  }

  /** The findings of a file as soon as `accept` likes them. Rejects after a while, telling what there was. */
  async diagnostics(
    uri: string,
    accept: (diagnostics: readonly Diagnostic[]) => boolean,
  ): Promise<readonly Diagnostic[]> {
    return new Promise((resolve, reject) => {
      const settle = () => {
        const found = this.#diagnostics.get(uri);
        if (found !== undefined && accept(found)) {
          clearTimeout(timer);
          this.#listeners.delete(settle);
          resolve(found);
        }
      };
      const timer = setTimeout(() => {
        this.#listeners.delete(settle);
        reject(new Error(`waited in vain for findings of ${uri}; last: ${JSON.stringify(this.#diagnostics.get(uri))}`));
      }, patienceMs);
      this.#listeners.add(settle);
      settle();
    });
  }

  /** Ends the session as the protocol asks, and gives the server's exit status. */
  async exit(): Promise<number | null> {
    await this.connection.sendRequest('shutdown');
    const exited = once(this.process, 'exit');
    await this.connection.sendNotification('exit');
    const [status] = await exited;
    this.connection.dispose();
    return status;
  }

  kill(): void {
    this.connection.dispose();
    this.process.kill('SIGKILL');
  }
}
