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
    const pending = this.#pending.get(question) ?? this.#meet(question, find);
    if (!pending.isFinal && this.#asking !== undefined) {
      this.#asking.leans = Math.min(this.#asking.leans, pending.leans);
      pending.readers.add(this.#asking);
    }
    return pending.answer;
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
    pending.asked++;
    const answer = pending.find();
    this.#depth--;
    this.#asking = outer;
    if (!this.#isSame(answer, pending.answer)) {
      pending.answer = answer;
      for (const reader of pending.readers) {
        reader.isDue = true;
      }
    }
  }

  /** Before anything is asked again: more may be too deep behind it, and each would change all answers on the way there. */
  #askPostponed(): void {
    while (this.#depth === 0) {
      const postponed = this.#postponed.pop();
      if (postponed === undefined) {
        return;
      }
      this.#ask(postponed);
    }
  }

  /** Asks those of the knot again that were told what is no longer so, until all agree. Stops when they turn out to lean on what is outside of it. */
  #agree(outermost: Pending<K, V>): void {
    const met = this.#met;
    const { at } = outermost;
    this.#askPostponed();
    for (let isOver = false; !isOver; ) {
      isOver = true;
      // What was met last is leant on by those before it, more often than not.
      for (let index = met.length - 1; index >= at; index--) {
        const pending = met[index];
        if (pending?.isDue !== true || pending.asked >= mostAsked) {
          continue;
        }
        isOver = false;
        this.#ask(pending);
        this.#askPostponed();
        if (pending.leans < at) {
          outermost.leans = pending.leans;
          return;
        }
      }
    }
    for (const pending of met.splice(at)) {
      pending.isFinal = true;
      this.#pending.delete(pending.question);
      this.#answers.set(pending.question, pending.answer);
    }
  }
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
