/**
 * Remembers answers to questions that may ask themselves again. A question met while it is being answered is answered by `unknown`, and with it all
 * that lean on one another: a knot. Within a knot each is answered once. When the outermost of it is answered, the others are forgotten: asked
 * again, they find its answer. That may take the square of their number; once much was forgotten, a large knot is gone through once more instead, with
 * what its questions came to the first time in the place of `unknown`, and what comes of it is kept.
 */
export class Memo<K, V> {
  readonly #answers = new Map<K, V>();
  /** The level of each question that is being answered: how many were open before it. */
  readonly #open = new Map<K, number>();
  readonly #provisional = new Map<K, Provisional<K, V>>();
  /** What has a provisional answer, in the order in which they were found: the questions of one knot stand together. */
  readonly #knotted: Provisional<K, V>[] = [];
  readonly #parts: Part[] = [];
  /** What the questions of the knot that is gone through once more came to the first time. */
  readonly #before = new Map<K, V>();
  /** What was too deep to be asked where it was met: it is asked beside the outermost question, and is of one knot with it. */
  readonly #postponed: { readonly question: K; readonly find: () => V }[] = [];
  readonly #unknown: V;
  readonly #deepest: number;
  /** The outermost of the open questions that the answer being found leans on, by its level. */
  #leaned = nothing;
  #forgotten = 0;

  constructor(unknown: V, deepest: number) {
    this.#unknown = unknown;
    this.#deepest = deepest;
  }

  answer(question: K, find: () => V): V {
    const known = this.#answers.get(question);
    if (known !== undefined) {
      return known;
    }
    const provisional = this.#provisional.get(question);
    if (provisional !== undefined) {
      this.#leaned = Math.min(this.#leaned, leanedOf(provisional));
      return provisional.answer;
    }
    const level = this.#open.get(question);
    if (level === undefined && this.#open.size < this.#deepest) {
      return this.#find(question, find);
    }
    if (level === undefined && this.#before.size === 0) {
      this.#postponed.push({ question, find });
    }
    this.#leaned = Math.min(this.#leaned, level ?? 0);
    return this.#before.get(question) ?? this.#unknown;
  }

  #find(question: K, find: () => V): V {
    const outer = this.#leaned;
    const depth = this.#open.size;
    const from = this.#knotted.length;
    this.#open.set(question, depth);
    const found = this.#ask(find);
    if (found.leaned < depth) {
      this.#knot(question, found.answer, found.leaned, from);
      this.#open.delete(question);
      this.#leaned = Math.min(outer, found.leaned);
      return found.answer;
    }
    const answer = this.#untie(question, found.answer, find, from);
    this.#answers.set(question, answer);
    this.#open.delete(question);
    this.#leaned = outer;
    return answer;
  }

  #ask(find: () => V): { readonly answer: V; readonly leaned: number } {
    this.#leaned = nothing;
    const answer = find();
    return { answer, leaned: this.#leaned };
  }

  /** Keeps an answer that leans on an outer question, as long as that is open. Whatever leaned on this question does so too. */
  #knot(question: K, answer: V, leaned: number, from: number): void {
    const part: Part = { from, leaned, within: undefined };
    for (const inner of this.#partsFrom(from)) {
      inner.within = part;
    }
    this.#parts.push(part);
    const provisional = { question, answer, part };
    this.#provisional.set(question, provisional);
    this.#knotted.push(provisional);
  }

  /** Ends the parts that begin there or behind, and gives them. */
  #partsFrom(from: number): readonly Part[] {
    let start = this.#parts.length;
    while ((this.#parts[start - 1]?.from ?? -1) >= from) {
      start--;
    }
    return this.#parts.splice(start);
  }

  /** The answer of a knot's outermost question, whose others begin at `from`: those are forgotten or kept. */
  #untie(question: K, first: V, find: () => V, from: number): V {
    const isRepeated = this.#before.size > 0;
    const postponed = this.#open.size === 1 && !isRepeated ? this.#postponed : [];
    for (const deep of postponed) {
      this.answer(deep.question, deep.find);
    }
    const size = this.#knotted.length - from;
    const isForgotten = !isRepeated && (size < small || this.#forgotten + size <= mostForgotten);
    let answer = first;
    if (!isRepeated && (!isForgotten || postponed.length > 0)) {
      this.#before.set(question, first);
      for (const knotted of this.#take(from)) {
        this.#before.set(knotted.question, knotted.answer);
      }
      // The last one that was met leads the furthest.
      for (const deep of postponed.splice(0).reverse()) {
        this.answer(deep.question, deep.find);
      }
      answer = this.#ask(find).answer;
      this.#before.clear();
    }
    const others = this.#take(from);
    if (isForgotten) {
      this.#forgotten += size < small ? 0 : size;
    } else {
      for (const knotted of others) {
        this.#answers.set(knotted.question, knotted.answer);
      }
    }
    return answer;
  }

  /** Ends the provisional answers from `from` on, and gives them. */
  #take(from: number): readonly Provisional<K, V>[] {
    this.#partsFrom(from);
    const ended = this.#knotted.splice(from);
    for (const { question } of ended) {
      this.#provisional.delete(question);
    }
    return ended;
  }
}

/** Questions of a knot that lean on the same. */
interface Part {
  /** Where they begin in the order in which they were answered. */
  readonly from: number;
  readonly leaned: number;
  /** The part that they became part of. */
  within: Part | undefined;
}

interface Provisional<K, V> {
  readonly question: K;
  readonly answer: V;
  part: Part;
}

function leanedOf(provisional: Provisional<unknown, unknown>): number {
  let { part } = provisional;
  while (part.within !== undefined) {
    part = part.within;
  }
  // The way there is not gone twice.
  provisional.part = part;
  return part.leaned;
}

/** The level that an answer leans on which leans on none. */
const nothing = Number.POSITIVE_INFINITY;

/** A knot of fewer questions is quick to untie, whatever was forgotten before. */
const small = 100;

/** How many questions of larger knots are forgotten before the time counts more than what may be missed. */
const mostForgotten = 5_000;
