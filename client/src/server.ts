import { type Disposable, type Event, EventEmitter, type ExtensionContext, type LogOutputChannel } from 'vscode';
import { type LanguageClient, State } from 'vscode-languageclient/node';
import { createLanguageClient } from './languageClient.ts';

/**
 * The language server as the rest of the client sees it: something that runs or does not. A language client whose start failed can
 * never start again, so each start makes a new one.
 */
export class Server implements Disposable {
  readonly #context: ExtensionContext;
  readonly #output: LogOutputChannel;
  readonly #stateChange = new EventEmitter<State>();
  #client: LanguageClient | undefined;

  constructor(context: ExtensionContext, output: LogOutputChannel) {
    this.#context = context;
    this.#output = output;
  }

  get onDidChangeState(): Event<State> {
    return this.#stateChange.event;
  }

  get state(): State {
    return this.#client?.state ?? State.Stopped;
  }

  /** Resolves when the server runs or has failed to; the failure is shown to the user and in the output. */
  async start(): Promise<void> {
    const client = createLanguageClient(this.#context, this.#output);
    this.#client = client;
    client.onDidChangeState(({ newState }) => this.#stateChange.fire(newState));
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

  /** The documentation of a rule as Markdown, undefined while the server does not run. */
  async documentationOf(rule: string): Promise<string | undefined> {
    return this.#client?.sendRequest<string>('lintel/documentation', { rule });
  }

  dispose(): void {
    this.#stateChange.dispose();
  }
}
