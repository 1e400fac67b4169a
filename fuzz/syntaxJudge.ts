import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('judgeSyntax.rb', import.meta.url));

/** A Ruby that stays up and says of texts whether it accepts them. */
export class SyntaxJudge {
  readonly #ruby: ChildProcess & { stdin: NodeJS.WritableStream };
  readonly #waiting: { resolve: (accepted: boolean) => void; reject: (error: Error) => void }[] = [];

  constructor() {
    this.#ruby = spawn('ruby', [program], { stdio: ['pipe', 'pipe', 'ignore'] });
    createInterface({ input: this.#ruby.stdout ?? process.stdin }).on('line', (line) => {
      this.#waiting.shift()?.resolve(line === '1');
    });
    this.#ruby.once('exit', () => {
      for (const { reject } of this.#waiting) {
        reject(new Error('Ruby ended'));
      }
    });
  }

  /** Whether `ruby -c` would accept the text. */
  accepts(text: string): Promise<boolean> {
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
