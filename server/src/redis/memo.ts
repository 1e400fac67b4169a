/**
 * Remembers answers to questions that may ask themselves again. Whoever asks a question that is being answered is told what it has come to so far,
 * `unknown` at first, and is asked again when it comes to something else. Questions that lean on one another are a knot, a strongly connected
 * component as Tarjan finds them: its answers are kept once they all agree. Where answers only grow as those grow that they lean on, they are what
 * follows from all of the knot, in whatever order it was asked.
 */
export class Memo<K, V> {
  readonly #answers = new Map<K, V>();
  readonly #pending = new Map<K, Pending<K, V>>();
  /** What has no final answer yet, in the order in which it was met: the questions of a knot stand together, its outermost first. */
  readonly #met: Pending<K, V>[] = [];
  /** Met too deep to be asked there: of one knot with the outermost that is being answered. */
  readonly #postponed: Pending<K, V>[] = [];
  readonly #unknown: V;
  readonly #deepest: number;
  readonly #isSame: (a: V, b: V) => boolean;
  #asking: Pending<K, V> | undefined;
  #depth = 0;
  /** How many questions may still be asked before the rest is left for later. */
  #allowed = Number.POSITIVE_INFINITY;
  /** What was being asked when that was spent, the innermost last. */
  readonly #broken: Pending<K, V>[] = [];
  /** Who of the outermost knot is looked at next, while it comes to agree. */
  #next: number | undefined;

  /** Questions nested more than `deepest` deep wait until the outermost has a first answer, so that the stack holds. */
  constructor(unknown: V, deepest: number, isSame: (a: V, b: V) => boolean) {
    this.#unknown = unknown;
    this.#deepest = deepest;
    this.#isSame = isSame;
  }

  answer(question: K, find: () => V): V {
    const known = this.#answers.get(question);
    if (known !== undefined) {
      return known;
    }
    const [left] = this.#met;
    if (left !== undefined && this.#asking === undefined) {
      this.#agree(left);
      return this.answer(question, find);
    }
    const pending = this.#pending.get(question) ?? this.#meet(question, find);
    if (!pending.isFinal && this.#asking !== undefined) {
      this.#asking.leans = Math.min(this.#asking.leans, pending.leans);
      pending.readers.add(this.#asking);
    }
    return pending.answer;
  }

  /**
   * Does work that asks, but no more than about so many questions. Undefined where that does not do: what was found stays, and the next who asks
   * goes on with it. Answers are the same as if it had been done at once.
   */
  attempt<T>(questions: number, work: () => T): T | undefined {
    this.#allowed = questions;
    try {
      return work();
    } catch (error) {
      if (error instanceof Interrupted) {
        this.#broken.push(...error.broken.reverse());
        return undefined;
      }
      throw error;
    } finally {
      this.#allowed = Number.POSITIVE_INFINITY;
    }
  }

  #stopWhenSpent(): void {
    if (this.#allowed <= 0) {
      throw new Interrupted();
    }
  }

  #meet(question: K, find: () => V): Pending<K, V> {
    const at = this.#met.length;
    const isTooDeep = this.#depth >= this.#deepest;
    const pending: Pending<K, V> = {
      question,
      find,
      at,
      leans: isTooDeep ? 0 : at,
      readers: new Set(),
      answer: this.#unknown,
      asked: 0,
      isDue: false,
      isFinal: false,
    };
    this.#pending.set(question, pending);
    this.#met.push(pending);
    if (isTooDeep) {
      this.#postponed.push(pending);
    } else {
      this.#ask(pending);
      if (pending.leans === at) {
        this.#agree(pending);
      }
    }
    return pending;
  }

  #ask(pending: Pending<K, V>): void {
    const outer = this.#asking;
    this.#asking = pending;
    this.#depth++;
    pending.isDue = false;
    let answer: V;
    try {
      this.#stopWhenSpent();
      this.#allowed--;
      answer = pending.find();
    } catch (error) {
      if (error instanceof Interrupted) {
        error.broken.push(pending);
      }
      throw error;
    } finally {
      this.#depth--;
      this.#asking = outer;
    }
    pending.asked++;
    if (!this.#isSame(answer, pending.answer)) {
      pending.answer = answer;
      for (const reader of pending.readers) {
        reader.isDue = true;
      }
    }
  }

  /** What was broken off or postponed, before anything is asked again: more may be too deep behind it, and each would change all answers on the way there. */
  #askWaiting(): void {
    while (this.#depth === 0) {
      const waiting = this.#broken.pop() ?? this.#postponed.pop();
      if (waiting === undefined) {
        return;
      }
      this.#ask(waiting);
    }
  }

  /** Asks those of the knot again that were told what is no longer so, until all agree. Stops when they turn out to lean on what is outside of it. */
  #agree(outermost: Pending<K, V>): void {
    const met = this.#met;
    const { at } = outermost;
    this.#askWaiting();
    for (let isOver = false; !isOver; ) {
      const isOutermost = this.#depth === 0;
      const left = isOutermost ? this.#next : undefined;
      isOver = left === undefined;
      // What was met last is leant on by those before it, more often than not.
      for (let index = left ?? met.length - 1; index >= at; index--) {
        const pending = met[index];
        if (pending?.isDue !== true || pending.asked >= mostAsked) {
          continue;
        }
        isOver = false;
        if (isOutermost) {
          this.#next = index - 1;
        }
        this.#ask(pending);
        this.#askWaiting();
        if (pending.leans < at) {
          outermost.leans = pending.leans;
          return;
        }
      }
      if (isOutermost) {
        this.#next = undefined;
      }
    }
    for (const pending of met.splice(at)) {
      pending.isFinal = true;
      this.#pending.delete(pending.question);
      this.#answers.set(pending.question, pending.answer);
    }
  }
}

/** The work that was allowed is done. */
class Interrupted<K, V> extends Error {
  /** What was being asked, the innermost first. */
  readonly broken: Pending<K, V>[] = [];
}

interface Pending<K, V> {
  readonly question: K;
  readonly find: () => V;
  /** Its place in the order in which they were met. */
  readonly at: number;
  /** The place of the first that it is known to lean on. */
  leans: number;
  /** Who was told its answer. */
  readonly readers: Set<Pending<K, V>>;
  answer: V;
  asked: number;
  /** Whether somebody that it asked has come to something else since. */
  isDue: boolean;
  isFinal: boolean;
}

/** Answers that never agree, because one grows with itself or denies what it leans on, are left as they are. */
const mostAsked = 8;
