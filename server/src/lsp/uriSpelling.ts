import type { Message, MessageStrategy } from 'vscode-languageserver';
import { URI } from 'vscode-uri';

/** Where the deepest URI of a message lies: `params.event.added[0].uri`. What an adversary nests deeper is left alone. */
const deepest = 4;

/**
 * Gives each file one name. What of a URI is escaped is the client's to choose (Neovim and Emacs write `a@b+(c)`, VS Code `a%40b%2B%28c%29`), as is the
 * case of a drive, and a file that is open must be the one that a walk finds. So the server reads every message with the spelling of
 * its own library, and publishes in that of the client.
 */
export class UriSpelling implements MessageStrategy {
  readonly #opened = new Map<string, string>();

  handleMessage(message: Message, next: Parameters<MessageStrategy['handleMessage']>[1]) {
    this.#respell(message, 0);
    return next(message);
  }

  /** A URI as the client wrote it when it opened the document. */
  ofClient(uri: string): string {
    return this.#opened.get(uri) ?? uri;
  }

  #respell(value: object, depth: number): void {
    for (const [key, inner] of Object.entries(value)) {
      if (typeof inner === 'string' && (key === 'uri' || key === 'rootUri')) {
        Object.assign(value, { [key]: this.#ownSpelling(inner, 'text' in value) });
      } else if (typeof inner === 'object' && inner !== null && depth < deepest) {
        this.#respell(inner, depth + 1);
      }
    }
  }

  #ownSpelling(uri: string, isOpened: boolean): string {
    const own = spelling(uri);
    if (isOpened && own !== uri) {
      this.#opened.set(own, uri);
    }
    return own;
  }
}

function spelling(uri: string): string {
  try {
    if (!uri.startsWith('file:')) {
      return uri;
    }
    // Of bytes that are no UTF-8 the library would make the name of another file, which an edit would then be made in.
    decodeURIComponent(uri);
    return URI.parse(uri).toString();
  } catch {
    return uri;
  }
}
