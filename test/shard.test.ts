import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Log, Result } from 'sarif';
import { shardOf } from '../server/src/cli/shard.ts';
import { lintel } from './support/lintel.ts';

test('every file is in exactly one shard, whatever their number', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.string()), fc.integer({ min: 1, max: 40 }), (uris, count) => {
      const shards = Array.from({ length: count }, (_, at) => shardOf(uris, { index: at + 1, count }));
      assert.deepEqual(shards.flat().sort(), [...uris].sort());
      const sizes = shards.map(({ length }) => length);
      assert.ok(Math.max(...sizes) - Math.min(...sizes) <= 1);
    }),
  );
});

test('the SARIF of all shards together is that of the whole', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lintel-shard-'));
  writeFileSync(join(folder, 'client.rb'), 'module Store\n  KV = Redis.new\nend\n');
  for (let number = 0; number < 7; number++) {
    writeFileSync(join(folder, `file${number}.rb`), `Store::KV.keys("a:${number}:*")\nStore::KV.del("b:${number}")\n`);
  }
  const run = (...options: string[]) => {
    const { status, stdout } = lintel(folder, ['check', '--base', 'none', '--format', 'sarif', ...options]);
    assert.equal(status, 1);
    const [only] = (JSON.parse(stdout) as Log).runs;
    assert.ok(only);
    return only;
  };
  const key = (result: Result) => JSON.stringify(result);
  const whole = run();
  const shards = [1, 2, 3].map((index) => run('--shard', `${index}/3`));
  rmSync(folder, { recursive: true });
  assert.ok((whole.results?.length ?? 0) >= 14);
  assert.deepEqual(
    shards
      .flatMap(({ results }) => results ?? [])
      .map(key)
      .sort(),
    whole.results?.map(key).sort(),
  );
  for (const shard of shards) {
    assert.deepEqual(shard.tool, whole.tool);
  }
  const ids = shards.map(({ automationDetails }) => automationDetails?.id);
  assert.deepEqual(ids, ['lintel/shard-1-of-3/', 'lintel/shard-2-of-3/', 'lintel/shard-3-of-3/']);
});

test('a shard that is no part of a whole is a usage error', () => {
  for (const shard of ['0/3', '4/3', '1', 'a/b', '1/3/5', '-1/2', '1/9999999']) {
    const { status, stdout, stderr } = lintel('/', ['check', `--shard=${shard}`]);
    assert.equal(status, 2, shard);
    assert.equal(stdout, '');
    assert.match(stderr, /which part of how many/);
  }
});
