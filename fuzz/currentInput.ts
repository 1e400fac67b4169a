import { longestText } from './mutations.ts';

const headBytes = 8;

/** The input that a thread tries, in memory that another thread can read while the first one hangs. */
export class CurrentInput {
  readonly memory: SharedArrayBuffer;
  readonly #head: Int32Array;

  constructor(memory = new SharedArrayBuffer(headBytes + 8 * longestText)) {
    this.memory = memory;
    this.#head = new Int32Array(memory, 0, 2);
  }

  /** How many inputs were tried, the current one included. */
  get ordinal(): number {
    return Atomics.load(this.#head, 0);
  }

  get text(): string {
    return Buffer.from(this.memory, headBytes, Atomics.load(this.#head, 1)).toString('utf8');
  }

  set(text: string): void {
    Atomics.store(this.#head, 1, Buffer.from(this.memory, headBytes).write(text));
    Atomics.add(this.#head, 0, 1);
  }
}
