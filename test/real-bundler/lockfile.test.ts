import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, test } from 'node:test';
import { lockSamples } from '../support/lockSamples.ts';
import { compareLocks, type LockComparison } from './compareLocks.ts';
import { generateLock } from './generateLock.ts';

const hasBundler = spawnSync('ruby', ['-e', 'require "bundler"']).status === 0;

describe('Bundler itself', { skip: hasBundler ? false : 'needs ruby with bundler' }, () => {
  test('reads 1,000 random locks as Lintel does', () => {
    const seeds = Array.from({ length: 1000 }, (_, seed) => seed);
    const comparisons = compareLocks(new Map(seeds.map((seed) => [String(seed), generateLock(seed)])));
    assert.equal(comparisons.length, seeds.length);
    assert.deepEqual(comparisons.filter(isWrong), []);
  });

  test('reads, refuses and misreads the odd locks as Lintel says', () => {
    const samples = Object.entries(lockSamples);
    const comparisons = compareLocks(new Map(samples.map(([name, { text }]) => [name, text])));
    const verdicts = comparisons.map(({ name, raised, differences }) => [
      name,
      raised !== null ? 'raises' : differences.length > 0 ? 'differs' : 'equal',
    ]);
    assert.deepEqual(
      verdicts,
      samples.map(([name, { bundler }]) => [name, bundler]),
    );
  });
});

/** A gem that is named twice in one lock is a problem that Lintel reports and Bundler does not. */
function isWrong({ raised, differences, problems }: LockComparison): boolean {
  return raised !== null || differences.length > 0 || problems.some((problem) => !/ twice: /.test(problem));
}
