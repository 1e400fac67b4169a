import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { program } from './support/lintel.ts';

const slow = '$redis.sadd("t", x)\n$redis.del("t")\n';

/** A small file system of its own that only these commands see, where the system lets somebody make one. */
const unshare = ['unshare', ...(process.getuid?.() === 0 ? [] : ['--user', '--map-root-user']), '--mount', 'sh', '-ec'];
const possible = run('mount -t tmpfs -o size=64k none "$DISK"', tmpdir()).status === 0;

function run(script: string, disk: string) {
  const [command = '', ...args] = unshare;
  const env = {
    ...process.env,
    DISK: disk,
    NODE: process.execPath,
    LINTEL: program,
    SLOW: slow,
    NO_COLOR: '1',
    CI: '',
  };
  return spawnSync(command, [...args, script], { encoding: 'utf8', env });
}

describe('a full disk', { skip: !possible && 'no file system can be mounted here' }, () => {
  let folder = '';
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'lintel-full-disk-'));
  });
  after(() => rmSync(folder, { recursive: true }));

  /** Runs commands in a project on a disk on which not a byte is left, or for comparison all of it is. */
  const onDisk = (commands: string, full = true) =>
    run(
      `mount -t tmpfs -o size=64k none "$DISK"
      mkdir "$DISK/project"
      cd "$DISK/project"
      printf '%s' "$SLOW" > cart.rb
      printf 'GEM\\n  specs:\\n    redis (5.4.0)\\n\\nDEPENDENCIES\\n  redis\\n' > Gemfile.lock
      ${full ? 'cat /dev/zero > "$DISK/ballast" 2> /dev/null || true' : ''}
      # What was written within the last two seconds is not kept anyway.
      sleep 2.1
      export XDG_CACHE_HOME="$DISK/caches"
      ${commands}`,
      folder,
    );

  test('keeps no cache, and costs no finding', () => {
    const twice = `
      for run in 1 2; do "$NODE" "$LINTEL" check --base none --format json || true; done
      find "$DISK/caches" -type f`;
    const { stdout, stderr } = onDisk(twice);
    const findings = [...stdout.matchAll(/"rule": "([^"]+)"/g)].map(([, rule]) => rule);
    assert.deepEqual(findings, ['redis/prefer-unlink', 'redis/prefer-unlink']);
    assert.equal(stderr, '');
    assert.doesNotMatch(stdout, /\/caches\//);
    assert.match(onDisk(twice, false).stdout, /\/caches\/lintel\//);
  });

  test('ends a run whose result finds no room, and says why', () => {
    const { stdout, stderr } = onDisk(`
      "$NODE" "$LINTEL" check --base none --format sarif 2>&1 > report.sarif || echo "status $?"`);
    assert.match(stdout, /^lintel: the result cannot be written: ENOSPC: .+\nstatus 2\n$/);
    assert.equal(stderr, '');
  });

  test('leaves a file that cannot be fixed as it was, and says why', () => {
    const { stdout, stderr } = onDisk(`
      "$NODE" "$LINTEL" check --base none --unsafe-fixes || echo "status $?"
      echo ---
      cat cart.rb
      ls`);
    assert.match(stdout, /^status 2$/m);
    assert.match(stderr, /^lintel: \S+\/cart\.rb cannot be written: ENOSPC: no space left on device/m);
    assert.equal(stdout.split('---\n')[1], `${slow}Gemfile.lock\ncart.rb\n`);
  });
});
