import {
  commands,
  type Disposable,
  type Event,
  EventEmitter,
  type ExtensionContext,
  type LogOutputChannel,
  type WorkspaceEdit,
} from 'vscode';
import { type BaseLanguageClient, type WorkspaceEdit as ProtocolEdit, State } from 'vscode-languageclient';
import { createLanguageClient, ownCommands, type Platform } from './languageClient.ts';

/**
 * The language server as the rest of the client sees it: something that runs or does not. A language client whose start failed can
 * never start again, so each start makes a new one.
 */
export class Server implements Disposable {
  readonly #context: ExtensionContext;
  readonly #output: LogOutputChannel;
  readonly #platform: Platform;
  readonly #stateChange = new EventEmitter<State>();
  readonly #findingsChange = new EventEmitter<void>();
  #client: BaseLanguageClient | undefined;

  constructor(context: ExtensionContext, output: LogOutputChannel, platform: Platform) {
    this.#context = context;
    this.#output = output;
    this.#platform = platform;
  }

  get onDidChangeState(): Event<State> {
    return this.#stateChange.event;
  }

  /** Something that views show may have changed. */
  get onDidChangeFindings(): Event<void> {
    return this.#findingsChange.event;
  }

  get state(): State {
    return this.#client?.state ?? State.Stopped;
  }

  /** Resolves when the server runs or has failed to; the failure is shown to the user and in the output. */
  async start(): Promise<void> {
    const client = await createLanguageClient(this.#context, this.#output, this.#platform);
    this.#client = client;
    client.onDidChangeState(({ newState }) => this.#stateChange.fire(newState));
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
  }

  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  /** Asks a question of Lintel's own; undefined while the server does not run. */
  async request<T>(method: string, params: object = {}): Promise<T | undefined> {
    return this.state === State.Running ? this.#client?.sendRequest<T>(method, params) : undefined;
  }

  /** An edit of the server's as VS Code makes it. */
  async toEdit(edit: ProtocolEdit | undefined): Promise<WorkspaceEdit | undefined> {
    return this.#client?.protocol2CodeConverter.asWorkspaceEdit(edit);
  }

  dispose(): void {
    this.#stateChange.dispose();
    this.#findingsChange.dispose();
  }
}
