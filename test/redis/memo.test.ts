import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { Memo } from '../../server/src/redis/memo.ts';

type Answer = readonly number[];

/** Questions that come to their own number and whatever those come to that they ask, as values flow through a program. */
class Questions {
  readonly #asks: readonly (readonly number[])[];
  readonly #memo: Memo<number, Answer>;
  asked = 0;

  constructor(asks: readonly (readonly number[])[], deepest = 150) {
    this.#asks = asks;
    this.#memo = new Memo<number, Answer>([], deepest, isSame);
  }

  /** The answer, found a part at a time. `most` is told how many were asked in one part at the most. */
  answerInParts(question: number, questions: number): { readonly answer: Answer; readonly most: number } {
    for (let most = 0; ; ) {
      const before = this.asked;
      const answer = this.#memo.attempt(questions, () => this.answer(question));
      most = Math.max(most, this.asked - before);
      if (answer !== undefined) {
        return { answer, most };
      }
    }
  }

  answer(question: number): Answer {
    return this.#memo.answer(question, () => {
      this.asked++;
      const found = (this.#asks[question] ?? []).flatMap((other) => this.answer(other));
      return [...new Set([question, ...found])].sort((a, b) => a - b);
    });
  }
}

function isSame(a: Answer, b: Answer): boolean {
  return a.join() === b.join();
}

function reachable(asks: readonly (readonly number[])[], from: number): Answer {
  const found = new Set([from]);
  for (const question of found) {
    for (const other of asks[question] ?? []) {
      found.add(other);
    }
  }
  return [...found].sort((a, b) => a - b);
}

const size = 12;
const graph = fc.array(fc.uniqueArray(fc.nat(size - 1), { maxLength: 4 }), { minLength: size, maxLength: size });
const order = fc.shuffledSubarray([...Array(size).keys()], { minLength: size });

describe('Memo', () => {
  test('answers all that ask one another in full, in whatever order they are asked', () => {
    fc.assert(
      fc.property(graph, order, (asks, questions) => {
        const memo = new Questions(asks);
        for (const question of questions) {
          assert.deepEqual(memo.answer(question), reachable(asks, question));
        }
      }),
      { numRuns: 5_000 },
    );
  });

  test('remembers', () => {
    const memo = new Questions([[1], [0], [0, 1]]);
    for (const question of [2, 1, 0, 2, 1, 0]) {
      memo.answer(question);
    }
    assert.ok(memo.asked <= 6, `${memo.asked}`);
  });

  test('follows what is too deep to be asked at once', () => {
    const length = 1_000;
    const chain = [...Array(length).keys()].map((number) => (number + 1 < length ? [number + 1] : []));
    const ring = [...chain.slice(0, -1), [0]];
    for (const asks of [chain, ring]) {
      const memo = new Questions(asks, 10);
      assert.equal(memo.answer(0).length, length);
      assert.equal(memo.answer(length - 10).length, asks === ring ? length : 10);
    }
  });

  test('answers a large knot in full, and asks each of it a few times', () => {
    for (const count of [100, 1_000]) {
      // Everybody asks a few others, and the first one.
      const asks = [...Array(count).keys()].map((number) =>
        [0, number * 7 + 1, number * 13 + 5, number + 1].map((other) => other % count),
      );
      const memo = new Questions(asks, 300);
      for (let question = 0; question < count; question++) {
        assert.equal(memo.answer(question).length, count);
      }
      assert.ok(memo.asked <= 5 * count, `${memo.asked} for ${count}`);
    }
  });

  test('answers the same when it stops again and again, whoever goes on', () => {
    const stops = fc.array(fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined }), {
      minLength: size,
      maxLength: size,
    });
    fc.assert(
      fc.property(graph, order, stops, (asks, questions, allowed) => {
        const memo = new Questions(asks);
        for (const [at, question] of questions.entries()) {
          const few = allowed[at];
          const answer = few === undefined ? memo.answer(question) : memo.answerInParts(question, few).answer;
          assert.deepEqual(answer, reachable(asks, question));
        }
      }),
      { numRuns: 5_000 },
    );
  });

  test('asks no more of a large knot at once than it may', () => {
    const count = 2_000;
    const asks = [...Array(count).keys()].map((number) =>
      [0, number * 7 + 1, number * 13 + 5, number + 1].map((other) => other % count),
    );
    const { answer, most } = new Questions(asks, 300).answerInParts(5, 100);
    assert.equal(answer.length, count);
    assert.ok(most < 500, `${most}`);
  });

  test('passes on what goes wrong', () => {
    const memo = new Memo<number, Answer>([], 150, isSame);
    assert.throws(() => memo.attempt(5, () => assert.fail('wrong')), /wrong/);
  });

  test('comes to an end where answers do not agree', () => {
    const memo = new Memo<string, Answer>([], 150, isSame);
    let asked = 0;
    const ask = (question: string, others: readonly string[], conclude: (answers: readonly Answer[]) => Answer) =>
      memo.answer(question, () => {
        asked++;
        return conclude(others.map((other) => questions[other]?.() ?? []));
      });
    const questions: Record<string, () => Answer> = {
      denies: () => ask('denies', ['repeats'], ([answer = []]) => (answer.length === 0 ? [1] : [])),
      repeats: () => ask('repeats', ['denies'], ([answer = []]) => answer),
      grows: () => ask('grows', ['grows', 'denies'], ([answer = []]) => [...answer, answer.length]),
    };
    assert.ok((questions.grows?.() ?? []).length > 0);
    assert.ok(asked < 50, `${asked}`);
  });
});
