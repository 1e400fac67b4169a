import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { StreamMessageReader } from 'vscode-languageserver-protocol/node';
import { program } from './lintel.ts';

const patienceMs = 120_000;

/** A message of JSON-RPC, as it came. */
export interface RawMessage {
  readonly id?: number | string | null;
  readonly method?: string;
  readonly params?: { readonly uri?: string; readonly diagnostics?: readonly { readonly code?: string }[] };
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string };
}

/** A client that keeps to no rule of the protocol: it writes whatever bytes it is given to the server. */
export class RawClient {
  readonly process: ChildProcess;
  readonly received: RawMessage[] = [];
  /** What the server wrote to standard error. */
  errors = '';
  readonly #exited: Promise<unknown[]>;
  readonly #listeners = new Set<() => void>();

  constructor() {
    const server = spawn(process.execPath, [program, 'lsp', '--stdio'], {
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    this.process = server;
    // By then all that it wrote has arrived, too.
    this.#exited = once(server, 'close');
    server.stdin.on('error', () => undefined);
    server.stderr.on('data', (data) => {
      this.errors += String(data);
    });
    new StreamMessageReader(server.stdout).listen((message) => {
      this.received.push(message as RawMessage);
      for (const listener of this.#listeners) {
        listener();
      }
    });
  }

  /** A message with its header. */
  send(message: object | string): void {
    const body = typeof message === 'string' ? message : JSON.stringify({ jsonrpc: '2.0', ...message });
    this.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  }

  write(bytes: string | Buffer): void {
    this.process.stdin?.write(bytes);
  }

  /** Initializes the session, and sends `initialized`. */
  async initialize(params: object = {}): Promise<void> {
    this.send({
      id: 'init',
      method: 'initialize',
      params: { processId: null, rootUri: null, capabilities: {}, ...params },
    });
    await this.answer('init');
    this.send({ method: 'initialized', params: {} });
  }

  /** The answer to a request. */
  answer(id: number | string): Promise<RawMessage> {
    return this.message((message) => message.id === id && message.method === undefined);
  }

  /** The first message that `accept` likes, of those that came and those that will. */
  message(accept: (message: RawMessage) => boolean): Promise<RawMessage> {
    return new Promise((resolve, reject) => {
      const settle = () => {
        const found = this.received.find(accept);
        if (found !== undefined) {
          stop();
          resolve(found);
        }
      };
      const fail = () => {
        stop();
        const last = JSON.stringify(this.received.slice(-5));
        reject(new Error(`waited in vain; last came ${last}; the server's standard error: ${this.errors}`));
      };
      const stop = () => {
        clearTimeout(timer);
        this.process.off('exit', fail);
        this.#listeners.delete(settle);
      };
      const timer = setTimeout(fail, patienceMs);
      this.process.once('exit', fail);
      this.#listeners.add(settle);
      settle();
    });
  }

  /** The server's exit status as soon as it ends by itself; its signal where one ended it. */
  async exit(): Promise<unknown> {
    const [status, signal] = await this.#exited;
    return status ?? signal;
  }

  kill(): void {
    this.process.kill('SIGKILL');
  }
}
