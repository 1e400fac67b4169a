import type { Connection, Diagnostic as LspDiagnostic } from 'vscode-languageserver';
import type { UriSpelling } from './uriSpelling.ts';

/** Tells the client what is found, and of each file only what differs from what it was told before. */
export class Publisher {
  readonly #connection: Connection;
  readonly #uris: UriSpelling;
  readonly #published = new Map<string, string>();
  /** The arrays that were last looked at for that: the same one need not be compared. */
  readonly #sent = new Map<string, LspDiagnostic[]>();

  constructor(connection: Connection, uris: UriSpelling) {
    this.#connection = connection;
    this.#uris = uris;
  }

  /** The files of which the client was told something. */
  get told(): Iterable<string> {
    return this.#published.keys();
  }

  send(uri: string, diagnostics: LspDiagnostic[]): void {
    if (this.#sent.get(uri) === diagnostics) {
      return;
    }
    this.#sent.set(uri, diagnostics);
    const text = JSON.stringify(diagnostics);
    if (this.#published.get(uri) !== text && (diagnostics.length > 0 || this.#published.has(uri))) {
      this.#published.set(uri, text);
      void this.#connection.sendDiagnostics({ uri: this.#uris.ofClient(uri), diagnostics });
    }
  }

  /** There is nothing more to say of a file. */
  withdraw(uri: string): void {
    this.send(uri, []);
    this.#published.delete(uri);
    this.#sent.delete(uri);
  }
}
