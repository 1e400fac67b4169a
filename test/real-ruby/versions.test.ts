import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { compareVersionsWithRuby } from './compareVersionsWithRuby.ts';

const hasRuby = spawnSync('ruby', ['--version']).status === 0;

test('versions and requirements mean what they mean in Ruby', { skip: hasRuby ? false : 'needs ruby' }, async () => {
  const { tried, differences } = await compareVersionsWithRuby(100_000, 7);
  assert.equal(tried, 100_000);
  assert.deepEqual(differences, []);
});
