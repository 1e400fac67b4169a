import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { walkFolder } from '../server/src/workspace/nodeFileSystem.ts';

const files = [
  'a.rb',
  'B.rb',
  'icons/a.rb',
  'icons/sub/a.rb',
  'lib/a.rb',
  'lib/ab.rb',
  'lib/sub/B.rb',
  'lib/sub/Gemfile',
];
const pattern = fc
  .tuple(
    fc.constantFrom('', '', '!', '!', '/'),
    fc.constantFrom(
      'a.rb',
      '*.rb',
      'A.RB',
      '*',
      'sub',
      'lib',
      'Icon?',
      'icons',
      '*b.rb',
      '[ab].rb',
      '**/sub',
      'lib/sub',
      '*/*',
      'Gemfile',
      '#a',
    ),
    fc.constantFrom('', '', '/', ' ', '/*', '/**'),
  )
  .map((parts) => parts.join(''));
const list = fc.array(pattern, { maxLength: 3 });

test('a walk finds the files that git does not ignore', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lintel-ignored-'));
  const git = (...args: string[]) => execFileSync('git', args, { cwd: folder, encoding: 'utf8' });
  try {
    git('init', '--quiet');
    for (const file of files) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), '');
    }
    fc.assert(
      fc.property(list, list, list, (root, lib, sub) => {
        for (const [place, lines] of Object.entries({ '': root, lib, 'lib/sub': sub })) {
          writeFileSync(join(folder, place, '.gitignore'), lines.join('\n'));
        }
        const kept = git('ls-files', '--others', '--exclude-standard', '-z').split('\0');
        const walked = [...walkFolder(folder, {})].map((path) => path.slice(folder.length + 1));
        assert.deepEqual(walked.sort(), files.filter((file) => kept.includes(file)).sort());
      }),
      { numRuns: 300, examples: [[['lib/**'], ['!sub'], []]] },
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});
