/**
 * Remembers answers to questions that may ask themselves again. A question met while it is being answered is answered by
 * `unknown`, and what was concluded from that is not remembered: it may look different from elsewhere.
 */
export class Memo<K, V> {
  readonly #answers = new Map<K, V>();
  readonly #open = new Map<K, number>();
  readonly #unknown: V;
  readonly #deepest: number;
  /** The outermost open question that an answer since then leaned on. */
  #leaned = Number.POSITIVE_INFINITY;
  #spent = 0;

  constructor(unknown: V, deepest: number) {
    this.#unknown = unknown;
    this.#deepest = deepest;
  }

  answer(question: K, find: () => V): V {
    const known = this.#answers.get(question);
    if (known !== undefined) {
      return known;
    }
    const level = this.#open.get(question);
    if (level !== undefined) {
      this.#leaned = Math.min(this.#leaned, level);
      return this.#unknown;
    }
    const depth = this.#open.size;
    if (depth >= this.#deepest) {
      this.#leaned = -1;
      return this.#unknown;
    }
    const outer = this.#leaned;
    this.#leaned = Number.POSITIVE_INFINITY;
    this.#open.set(question, depth);
    this.#spent = depth === 0 ? 0 : this.#spent + 1;
    const found = find();
    this.#open.delete(question);
    // Knots that would be untied again and again are remembered as they are.
    if (this.#leaned >= depth || this.#spent > mostSpent) {
      this.#answers.set(question, found);
      this.#leaned = outer;
    } else {
      this.#leaned = Math.min(outer, this.#leaned);
    }
    return found;
  }
}

/** Questions asked for the sake of one outermost question. */
const mostSpent = 20_000;
