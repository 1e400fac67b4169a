import type { Gemfile } from '../dependencies/gemfile.ts';
import { readGemfile } from '../dependencies/readGemfile.ts';
import type { RubyParser } from '../syntax/rubyParser.ts';

interface Reading {
  readonly text: string;
  /** Every other text that was asked for, by its URI; undefined where there was none. */
  readonly others: ReadonlyMap<string, string | undefined>;
  readonly gemfile: Gemfile;
}

/** The Gemfiles of a workspace. One is read again when its own text or one that it asked for is another, not for an edit of its lock. */
export class GemfileReadings {
  readonly #parser: RubyParser;
  readonly #readings = new Map<string, Reading>();

  constructor(parser: RubyParser) {
    this.#parser = parser;
  }

  read(uri: string, text: string, textOf: (uri: string) => string | undefined): Gemfile {
    const known = this.#readings.get(uri);
    if (known?.text === text && [...known.others].every(([other, before]) => textOf(other) === before)) {
      return known.gemfile;
    }
    const others = new Map<string, string | undefined>();
    const gemfile = readGemfile(uri, text, this.#parser, (other) => {
      const found = textOf(other);
      others.set(other, found);
      return found;
    });
    this.#readings.set(uri, { text, others, gemfile });
    return gemfile;
  }

  delete(uri: string): void {
    this.#readings.delete(uri);
  }
}
