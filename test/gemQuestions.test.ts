import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { copyStorefront } from '../scripts/storefront.ts';
import { lintel } from './support/lintel.ts';

const examples = fileURLToPath(new URL('../examples', import.meta.url));

test('majors says of a lock that is only read in part that it is', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lintel-part-'));
  const lock = (rack: string) => `GEM\n  specs:\n    rack (${rack})\n\nDEPENDENCIES\n  rack\n`;
  writeFileSync(join(folder, 'before.lock'), lock('2.2'));
  writeFileSync(join(folder, 'Gemfile.lock'), `<<<<<<< HEAD\n${lock('2.2')}=======\n${lock('3.0')}>>>>>>> theirs\n`);
  const { status, stdout, stderr } = lintel(folder, ['majors', 'before.lock', '--format', 'markdown']);
  rmSync(folder, { recursive: true });
  assert.deepEqual([status, stdout], [0, '### Lintel: No gem crossed a major since before.lock.\n']);
  assert.match(stderr, /^lintel: Gemfile\.lock:1: Merge conflict: .+ reads the first side\.\n$/);
});

test('only where it can change the answer are Ruby files read for a question about gems', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'lintel-read-'));
  const copy = join(folder, 'storefront');
  try {
    await copyStorefront(copy);
    writeFileSync(
      join(folder, 'watch.cjs'),
      "const fs = require('node:fs');\nconst { openSync } = fs;\nfs.openSync = (path, ...rest) => {\n  if (String(path).endsWith('.rb')) process.stderr.write('opened\\n');\n  return openSync(path, ...rest);\n};\n",
    );
    const env = { NODE_OPTIONS: `--require ${join(folder, 'watch.cjs')}` };
    const before = join(examples, 'storefront-before-upgrade', 'Gemfile.lock');
    const reads = (...args: string[]) => lintel(copy, args, { env }).stderr.includes('opened');
    assert.equal(reads('why', 'connection_pool'), false);
    assert.equal(reads('majors', 'Gemfile.lock'), false);
    assert.equal(reads('pin', 'minitest', '--base', before, '--dry-run'), false);
    assert.equal(reads('majors', before), true);
    assert.equal(reads('pin', 'connection_pool', '--base', before, '--dry-run'), true);
    assert.equal(reads('check', '--base', 'none'), true);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
