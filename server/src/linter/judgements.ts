import type { Expression } from '../redis/expression.ts';
import type { RedisCall } from '../redis/redisCall.ts';
import { ownText } from '../syntax/ownText.ts';
import { encloses, type TextRange } from '../syntax/textRange.ts';
import type { Diagnostic } from './diagnostic.ts';
import type { Facts } from './facts.ts';

/** A finding before suppressions are applied to it. */
export interface Reported {
  readonly diagnostic: Diagnostic;
  readonly gem: { readonly name: string; readonly version: string } | undefined;
}

/** What rules may look at while they judge a file. */
export interface Evidence {
  readonly snapshot: Facts;
  text(range: TextRange): string;
  /** Whether that is `text`. */
  hasText(range: TextRange, text: string): boolean;
}

/** Whether a question that a rule asked has the answer that it got then. */
type Premise = (now: Reading) => boolean;

type Question<T> = (from: Facts) => T;

// A premise lives on with its judgement. Made here it holds nothing of the reading that it was made in, and so not the workspace as it was then.
const calls = (uri: string) => (from: Facts) => from.index.calls(uri);
const callsOnKey = (template: string) => (from: Facts) => from.index.callsOnKey(template);
const sets = (name: string) => (from: Facts) => from.index.sets(name);
const resolve = (uri: string, expression: Expression) => (from: Facts) => from.index.resolve(uri, expression);
const bundleFor = (uri: string) => (from: Facts) => from.bundleFor(uri);
const textIs =
  ({ range, text }: Quote): Premise =>
  (now) =>
    now.evidence.hasText(range, text);
const answerIs =
  <T>(ask: Question<T>, answer: T): Premise =>
  (now) =>
    ask(now.evidence.snapshot) === answer;
const listIs =
  (ask: Question<readonly RedisCall[]>, list: readonly RedisCall[]): Premise =>
  (now) =>
    now.isSameList(ask, list);

interface Quote {
  readonly range: TextRange;
  readonly text: string;
}

/** What was asked for the sake of one call. Rule after rule asks the same, and all of it is asked again at every keystroke. */
class Premises {
  #quotes: Quote[] = [];
  /** By the words of the question, or the expression that it was about. */
  readonly #answers = new Map<string | Expression, Premise>();

  /** Where a text is the same, so is every part of it. */
  quote(range: TextRange, text: string): void {
    if (!this.#quotes.some((quote) => encloses(quote.range, range))) {
      this.#quotes = this.#quotes.filter((quote) => !encloses(range, quote.range));
      this.#quotes.push({ range, text });
    }
  }

  add(question: string | Expression, premise: () => Premise): void {
    if (!this.#answers.has(question)) {
      this.#answers.set(question, premise());
    }
  }

  get all(): readonly Premise[] {
    return [...this.#quotes.map(textIs), ...this.#answers.values()];
  }
}

interface Judgement {
  readonly reports: readonly Reported[];
  readonly premises: readonly Premise[];
}

/**
 * What rules said of the Redis calls of a file that is being typed in. A call is judged again when it is another, or when a question that
 * was asked for its sake has another answer now.
 */
export class Judgements {
  #basis: readonly unknown[] = [];
  #kept: ReadonlyMap<RedisCall, Judgement> = new Map();

  /** Begins to judge the file as it is now. What `basis` lists decides about every call: where any of it is another, nothing stays. */
  read(evidence: Evidence, basis: readonly unknown[]): Reading {
    const stays = basis.length === this.#basis.length && basis.every((part, index) => part === this.#basis[index]);
    this.#basis = basis;
    const next = new Map<RedisCall, Judgement>();
    const reading = new Reading(evidence, stays ? this.#kept : new Map(), next);
    this.#kept = next;
    return reading;
  }
}

/** One reading of a file: notes what is asked while a call is judged. */
export class Reading {
  readonly snapshot: Facts;
  /** What is read, unwatched. */
  readonly evidence: Evidence;
  readonly #before: ReadonlyMap<RedisCall, Judgement>;
  readonly #next: Map<RedisCall, Judgement>;
  readonly #lists = new Map<readonly RedisCall[], readonly RedisCall[]>();
  readonly #compared = new Map<readonly RedisCall[], boolean>();
  /** Of the call that is being judged; undefined when something was asked whose answer is not compared. */
  #premises: Premises | undefined;

  constructor(evidence: Evidence, before: ReadonlyMap<RedisCall, Judgement>, next: Map<RedisCall, Judgement>) {
    this.evidence = evidence;
    this.#before = before;
    this.#next = next;
    this.snapshot = this.#watched(evidence.snapshot);
  }

  text(range: TextRange): string {
    const answer = ownText(this.evidence.text(range));
    this.#premises?.quote(range, answer);
    return answer;
  }

  /** What the rules said of the call, or say when `judge` makes them. */
  reports(call: RedisCall, judge: () => readonly Reported[]): readonly Reported[] {
    const known = this.#before.get(call);
    if (known?.premises.every((holds) => holds(this))) {
      this.#next.set(call, known);
      return known.reports;
    }
    const premises = new Premises();
    this.#premises = premises;
    const reports = judge();
    // A fix may be left out for what another file holds.
    const isOwn = reports.every(({ diagnostic: { fixes, uri } }) =>
      fixes.every(({ edits }) => edits.every((edit) => edit.uri === uri)),
    );
    if (this.#premises !== undefined && isOwn) {
      this.#next.set(call, { reports, premises: premises.all });
    }
    this.#premises = undefined;
    return reports;
  }

  #watched(snapshot: Facts): Facts {
    const { index } = snapshot;
    const unknown = <T>(answer: T): T => {
      this.#premises = undefined;
      return answer;
    };
    const same = <T>(question: string | Expression, ask: Question<T>): T => {
      const answer = ask(snapshot);
      this.#premises?.add(question, () => answerIs(ask, answer));
      return answer;
    };
    return {
      index: {
        calls: (uri) => this.#sameCalls(`calls ${uri}`, calls(uri)),
        callsOnKey: (template) => this.#sameCalls(`callsOnKey ${template}`, callsOnKey(template)),
        sets: (name) => same(`sets ${name}`, sets(name)),
        // An expression stands in one file.
        resolve: (uri, expression) => same(expression, resolve(uri, expression)),
        allCalls: () => unknown(index.allCalls()),
        libraryCalls: (uri) => unknown(index.libraryCalls(uri)),
        answersItself: (uri, call) => unknown(index.answersItself(uri, call)),
        assigned: (attribute) => unknown(index.assigned(attribute)),
        directives: (uri) => unknown(index.directives(uri)),
      },
      bundleFor: (uri) => same(`bundleFor ${uri}`, bundleFor(uri)),
      text: (uri) => unknown(snapshot.text(uri)),
      path: (uri) => snapshot.path(uri),
    };
  }

  #sameCalls(question: string, ask: Question<readonly RedisCall[]>): readonly RedisCall[] {
    const answer = ask(this.evidence.snapshot);
    this.#premises?.add(question, () => {
      // The index goes on with its lists after an edit.
      const then = this.#lists.get(answer) ?? [...answer];
      this.#lists.set(answer, then);
      return listIs(ask, then);
    });
    return answer;
  }

  /** Whether the list that is asked for holds the calls that it held `then`. Many calls ask for the same one. */
  isSameList(ask: Question<readonly RedisCall[]>, then: readonly RedisCall[]): boolean {
    const known = this.#compared.get(then);
    if (known !== undefined) {
      return known;
    }
    const answer = ask(this.evidence.snapshot);
    const isSame = answer.length === then.length && answer.every((call, index) => call === then[index]);
    this.#compared.set(then, isSame);
    return isSame;
  }
}
