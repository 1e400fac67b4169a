import type { Connection } from 'vscode-languageserver';
import type { Bundle } from '../dependencies/bundle.ts';
import { refreshHints } from './asking.ts';

/** Has the client ask for inlay hints again once what they are made of is another: an editor asks by itself only about what is typed in the same file. */
export class Hints {
  readonly #connection: Connection;
  #bundles: readonly Bundle[] = [];

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async follow(bundles: readonly Bundle[]): Promise<void> {
    const isSame = bundles.length === this.#bundles.length && bundles.every((one, nth) => one === this.#bundles[nth]);
    if (!isSame) {
      this.#bundles = bundles;
      await refreshHints(this.#connection);
    }
  }
}
