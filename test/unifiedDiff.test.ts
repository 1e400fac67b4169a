import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { unifiedDiff } from '../server/src/cli/unifiedDiff.ts';

test('git applies the patch, whatever its last line is', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lintel-patch-'));
  const file = join(folder, 'a.rb');
  try {
    for (const end of ['', '\n', '\n\n', '\n\n\n\n', '\n \n', '\r\n', '\r\n\r\n', '\n# \t\n']) {
      const [before, after] = [`redis.del(1)${end}`, `redis.unlink(1)${end}`];
      writeFileSync(file, before);
      execFileSync('git', ['apply', '-'], { cwd: folder, input: `${unifiedDiff('a.rb', before, after)}\n` });
      assert.equal(readFileSync(file, 'utf8'), after);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});
