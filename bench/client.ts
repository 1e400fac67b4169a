import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  createProtocolConnection,
  type ProtocolConnection,
  PublishDiagnosticsNotification,
  StreamMessageReader,
  StreamMessageWriter,
  type TextDocumentContentChangeEvent,
} from 'vscode-languageserver-protocol/node';
import { URI } from 'vscode-uri';

const program = fileURLToPath(new URL('../dist/lintel.cjs', import.meta.url));

/** The built server over standard input and output, and how long its answers take. */
export class TimedClient {
  readonly #process: ChildProcess;
  readonly #connection: ProtocolConnection;
  readonly #waiting = new Map<string, () => void>();
  #version = 1;

  constructor(folder: string, options: readonly string[] = []) {
    const server = spawn(process.execPath, [...options, program, 'lsp', '--stdio'], {
      cwd: folder,
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.#process = server;
    this.#connection = createProtocolConnection(
      new StreamMessageReader(server.stdout),
      new StreamMessageWriter(server.stdin),
    );
    this.#connection.onNotification(PublishDiagnosticsNotification.type, ({ uri }) => {
      const resolve = this.#waiting.get(uri);
      this.#waiting.delete(uri);
      resolve?.();
    });
    this.#connection.listen();
  }

  async start(folder: string): Promise<void> {
    const uri = URI.file(folder).toString();
    await this.request('initialize', {
      processId: process.pid,
      rootUri: uri,
      capabilities: {},
      workspaceFolders: [{ uri, name: 'bench' }],
    });
    await this.#connection.sendNotification('initialized', {});
  }

  /** Milliseconds until the answer is there. */
  async request(method: string, params: object): Promise<number> {
    const started = performance.now();
    await this.#connection.sendRequest(method, params);
    return performance.now() - started;
  }

  /** Opens a document; resolves with its first diagnostics. */
  async open(uri: string, languageId: string, text: string): Promise<number> {
    const started = performance.now();
    const published = this.#published(uri);
    await this.#connection.sendNotification('textDocument/didOpen', {
      textDocument: { uri, languageId, version: 1, text },
    });
    await published;
    return performance.now() - started;
  }

  /** Changes a document so that its diagnostics change; resolves when they came. */
  async change(uri: string, contentChanges: readonly TextDocumentContentChangeEvent[]): Promise<number> {
    const started = performance.now();
    const published = this.#published(uri);
    await this.notifyChange(uri, contentChanges);
    await published;
    return performance.now() - started;
  }

  async notifyChange(uri: string, contentChanges: readonly TextDocumentContentChangeEvent[]): Promise<void> {
    await this.#connection.sendNotification('textDocument/didChange', {
      textDocument: { uri, version: ++this.#version },
      contentChanges,
    });
  }

  /** Resolves when the server has had nothing to do for a second: the folder is indexed. Rejects after 15 minutes, which a machine that others use may need. */
  async idle(): Promise<void> {
    const end = performance.now() + 15 * 60_000;
    for (let before = -1, now = this.#processorTicks; now !== before; now = this.#processorTicks) {
      if (performance.now() > end) {
        throw new Error('the server is still busy after 15 minutes');
      }
      before = now;
      await new Promise((resolve) => setTimeout(resolve, 1_000));
    }
  }

  /** Time on the processor so far, of all threads, in hundredths of a second. */
  get #processorTicks(): number {
    const [user, system] =
      readFileSync(`/proc/${this.#process.pid}/stat`, 'utf8').split(') ')[1]?.split(' ').slice(11) ?? [];
    return Number(user) + Number(system);
  }

  /** Resident memory of the server now, in MB. */
  get memory(): number {
    const status = readFileSync(`/proc/${this.#process.pid}/status`, 'utf8');
    return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
  }

  stop(): void {
    this.#connection.dispose();
    this.#process.kill();
  }

  #published(uri: string): Promise<void> {
    return new Promise((resolve) => this.#waiting.set(uri, resolve));
  }
}
