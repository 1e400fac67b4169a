import assert from 'node:assert/strict';
import { appendFileSync, cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { lintel } from './support/lintel.ts';

const examples = fileURLToPath(new URL('../examples', import.meta.url));
const lockBefore = '../storefront-before-upgrade/Gemfile.lock';

describe('the status of majors is that of check for what crossed', () => {
  let scratch = '';
  let folder = '';
  before(() => {
    scratch = mkdtempSync(join(tmpdir(), 'lintel-majors-'));
    folder = join(scratch, 'storefront');
  });
  after(() => rmSync(scratch, { recursive: true, force: true }));

  const cases: readonly [what: string, status: number, change: () => void][] = [
    ['a breakage that nobody silenced', 1, () => {}],
    [
      'one that a comment in the Gemfile silences',
      0,
      () =>
        appendFileSync(
          join(folder, 'Gemfile'),
          '# lintel:ignore lockfile/known-breakage connection_pool 3 -- the scheduler runs elsewhere\n',
        ),
    ],
    ['one whose rule is off', 0, () => configure('lockfile/known-breakage: off')],
    [
      'a major of a test tool that the project takes for a warning',
      1,
      () => configure('lockfile/known-breakage: info\n  lockfile/floated-major: warning'),
    ],
  ];
  for (const [what, status, change] of cases) {
    test(what, () => {
      cpSync(examples, scratch, { recursive: true });
      rmSync(join(folder, '.lintel.yml'), { force: true });
      change();
      const majors = lintel(folder, ['majors', lockBefore]);
      assert.match(majors.stdout, /^connection_pool 2\.5\.5 -> 3\.0\.2 /m);
      assert.equal(majors.status, status);
      assert.equal(lintel(folder, ['check', 'Gemfile.lock', '--base', lockBefore]).status, status);
    });
  }

  function configure(rules: string): void {
    writeFileSync(join(folder, '.lintel.yml'), `rules:\n  ${rules}\n`);
  }
});
