import { Memo } from './memo.ts';
import type { Place } from './place.ts';
import { isSeenTheSame } from './sameFromOutside.ts';
import type { RubySummary } from './summarize.ts';
import { nothing, type Values } from './value.ts';

/** Questions nested deeper than this are left open. */
const deepest = 150;
/** So many files are typed in by turns. */
const mostTyped = 4;

/**
 * The answers of a value flow that outlive an edit. Those that rest on a file that is typed in are forgotten with every edit of it, and all
 * are when an edit changes what other files can see of it.
 */
export class FlowMemory {
  #memo = new Memo<unknown, Values>(nothing, deepest);
  #typed: ReadonlySet<string> = new Set();
  readonly #numbers = new WeakMap<object, number>();
  #last = 0;

  /** Takes note of what a file says now; undefined where there was no such file, or is none any more. */
  replace(uri: string, before: RubySummary | undefined, now: RubySummary | undefined): void {
    if (this.#typed.has(uri) && before !== undefined && now !== undefined && isSeenTheSame(before, now)) {
      this.#memo.forgetTouched();
      return;
    }
    this.#memo = new Memo<unknown, Values>(nothing, deepest);
    this.#typed = new Set([...this.#typed, uri].slice(-mostTyped));
  }

  /** The answer to a question about something that stands at `place`. */
  answerAt(place: Place, question: unknown, find: () => Values): Values {
    const memo = this.#memo;
    return memo.answer(question, () => {
      if (this.#typed.has(place.file.uri)) {
        memo.touch();
      }
      return find();
    });
  }

  answer(question: unknown, find: () => Values): Values {
    return this.#memo.answer(question, find);
  }

  /** A number for an object, to make questions of. */
  numberOf(object: object): number {
    const number = this.#numbers.get(object) ?? ++this.#last;
    this.#numbers.set(object, number);
    return number;
  }
}
