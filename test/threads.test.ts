import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { lintel } from './support/lintel.ts';

/** From its sources the program has no summarizer.cjs to start threads with. */
const withoutThreads = fileURLToPath(new URL('../server/src/bin.ts', import.meta.url));

test('threads read a big folder to the same calls as one thread does', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lintel-threads-'));
  mkdirSync(join(folder, 'app'));
  writeFileSync(join(folder, 'app/store.rb'), 'module Store\n  KV = Redis.new\nend\n');
  for (let number = 0; number < 700; number++) {
    const text = `class C${number}\n  def clear\n    Store::KV.del("c:${number}")\n    { a: 1 }.keys\n  end\nend\n`;
    writeFileSync(join(folder, `app/c${number}.rb`), text);
  }
  writeFileSync(join(folder, 'app/binary.rb'), Buffer.from([0, 1, 2]));
  writeFileSync(join(folder, 'app/broken.rb'), `redis "${'=begin\n'.repeat(20_000)}`);
  const args = ['calls', '--format', 'ndjson'];
  const threaded = lintel(folder, args);
  const single = spawnSync(process.execPath, ['--import', import.meta.resolve('tsx'), withoutThreads, ...args], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  rmSync(folder, { recursive: true, force: true });
  assert.equal(threaded.status, 0, threaded.stderr);
  assert.equal(threaded.stdout.trimEnd().split('\n').length, 700);
  assert.equal(threaded.stdout, single.stdout);
  assert.match(threaded.stderr, /app\/broken\.rb: skipped: the Ruby parser gives up on it$/m);
  assert.deepEqual(threaded.stderr.split('\n').sort(), single.stderr.split('\n').sort());
});
