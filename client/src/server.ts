import {
  commands,
  type Disposable,
  type Event,
  EventEmitter,
  type ExtensionContext,
  type LogOutputChannel,
  type WorkspaceEdit,
} from 'vscode';
import type { BaseLanguageClient, WorkspaceEdit as ProtocolEdit } from 'vscode-languageclient';
import { createLanguageClient, ownCommands, type Platform } from './languageClient.ts';

export type ServerState = 'stopped' | 'starting' | 'running';

/**
 * The language server as the rest of the client sees it: something that runs or does not. A language client whose start failed can
 * never start again, so each start makes a new one.
 */
export class Server implements Disposable {
  readonly #context: ExtensionContext;
  readonly #output: LogOutputChannel;
  readonly #platform: Platform;
  readonly #stateChange = new EventEmitter<void>();
  readonly #findingsChange = new EventEmitter<void>();
  #client: BaseLanguageClient | undefined;
  #state: ServerState = 'stopped';

  constructor(context: ExtensionContext, output: LogOutputChannel, platform: Platform) {
    this.#context = context;
    this.#output = output;
    this.#platform = platform;
  }

  get onDidChangeState(): Event<void> {
    return this.#stateChange.event;
  }

  /** Something that views show may have changed. */
  get onDidChangeFindings(): Event<void> {
    return this.#findingsChange.event;
  }

  get state(): ServerState {
    return this.#state;
  }

  /** Resolves when the server runs or has failed to; the failure is shown to the user and in the output. */
  async start(): Promise<void> {
    const client = await createLanguageClient(this.#context, this.#output, this.#platform);
    // Loading the library takes longer than all the rest of the activation, so nothing imports it before that is over.
    const { State } = await import('vscode-languageclient');
    this.#client = client;
    client.onDidChangeState(({ newState }) => {
      if (this.#client !== client) return;
      const runs = newState === State.Running;
      this.#enter(runs ? 'running' : newState === State.Starting ? 'starting' : 'stopped');
    });
    client.onNotification('lintel/didChange', () => this.#findingsChange.fire());
    client.onNotification('lintel/run', ({ command, arguments: given }: { command: string; arguments: unknown[] }) => {
      if (ownCommands.includes(command)) void commands.executeCommand(command, ...given);
    });
    await client.start().catch(() => undefined);
  }

  async stop(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    // A client that never ran, or whose server hangs, refuses to stop; its process is killed all the same.
    await client?.dispose().catch(() => undefined);
    this.#enter('stopped');
  }

  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  /** Asks a question of Lintel's own; undefined while the server does not run. */
  async request<T>(method: string, params: object = {}): Promise<T | undefined> {
    return this.state === 'running' ? this.#client?.sendRequest<T>(method, params) : undefined;
  }

  /** An edit of the server's as VS Code makes it. */
  async toEdit(edit: ProtocolEdit | undefined): Promise<WorkspaceEdit | undefined> {
    return this.#client?.protocol2CodeConverter.asWorkspaceEdit(edit);
  }

  #enter(state: ServerState): void {
    this.#state = state;
    // What views say that show nothing depends on it.
    void commands.executeCommand('setContext', 'lintel.server', state);
    this.#stateChange.fire();
  }

  dispose(): void {
    this.#stateChange.dispose();
    this.#findingsChange.dispose();
  }
}
