import { nextTurn } from './nextTurn.ts';

/** Questions come in bursts: after so many milliseconds without one nobody waits for the next. */
const quietAfterMs = 50;

/** Who asks again and again does not keep others from what follows from an edit: in milliseconds. */
const longestPauseMs = 250;

/** Who comes first: whoever asks, then what nobody waits for. Every wait rejects when the session is over. */
export class Turns {
  readonly #over: AbortSignal;
  #quietAt = 0;

  constructor(over: AbortSignal) {
    this.#over = over;
  }

  /** Somebody waits for an answer, and may ask again at once: what nobody waits for gives way. */
  giveWay(): void {
    this.#quietAt = performance.now() + quietAfterMs;
  }

  /** Lets in what waits, and waits itself while somebody asks, but not for ever. */
  async pause(): Promise<void> {
    const end = performance.now() + longestPauseMs;
    do {
      await this.letIn(this.#quietAt - performance.now());
    } while (performance.now() < Math.min(this.#quietAt, end));
  }

  /** Lets in what waits. */
  async letIn(wait = 0): Promise<void> {
    await (wait > 0 ? new Promise((resolve) => setTimeout(resolve, wait)) : nextTurn());
    this.#over.throwIfAborted();
  }
}
