import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** A Ruby that stays up and answers each text with a line. */
class RubyReader {
  readonly #ruby: ChildProcess & { stdin: NodeJS.WritableStream };
  readonly #waiting: { resolve: (answer: string) => void; reject: (error: Error) => void }[] = [];

  constructor(program: string) {
    const path = fileURLToPath(new URL(program, import.meta.url));
    this.#ruby = spawn('ruby', [path], { stdio: ['pipe', 'pipe', 'ignore'] });
    createInterface({ input: this.#ruby.stdout ?? process.stdin }).on('line', (line) => {
      this.#waiting.shift()?.resolve(line);
    });
    this.#ruby.once('exit', () => {
      for (const { reject } of this.#waiting) {
        reject(new Error('Ruby ended'));
      }
    });
  }

  ask(text: string): Promise<string> {
    const bytes = Buffer.from(text);
    this.#ruby.stdin.write(`${bytes.length}\n`);
    this.#ruby.stdin.write(bytes);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
    });
  }

  async close(): Promise<void> {
    this.#ruby.stdin.end();
    await once(this.#ruby, 'exit');
  }
}

/** Says of texts whether Ruby accepts them. */
export class SyntaxJudge extends RubyReader {
  constructor() {
    super('judgeSyntax.rb');
  }

  /** Whether `ruby -c` would accept the text. */
  async accepts(text: string): Promise<boolean> {
    return (await this.ask(text)) === '1';
  }
}

/** Tells what Ruby makes of texts. */
export class TreeReader extends RubyReader {
  constructor() {
    super('treesOf.rb');
  }

  /** The same for texts that are the same but for their layout and parentheses; undefined where Ruby refuses the text. */
  async digest(text: string): Promise<string | undefined> {
    const answer = await this.ask(text);
    return answer === '0' ? undefined : answer;
  }
}
