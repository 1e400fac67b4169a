import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import ignore from 'ignore';
import { ignoreFile, ignoresBelow, isIgnored } from '../../server/src/workspace/skippedFiles.ts';

const parts = [
  'a',
  'b',
  'a.rb',
  'b.RB',
  '*',
  '*.rb',
  '*.log',
  '*.r?',
  'a*',
  '*b',
  '[ab].rb',
  '*.[r]b',
  '**',
  'A',
  '\\*b',
  'a.r*',
  'b.log',
];
const line = fc
  .tuple(
    fc.constantFrom('', '!', '/'),
    fc.array(fc.constantFrom(...parts), { minLength: 1, maxLength: 3 }),
    fc.constantFrom('', '/', ' '),
  )
  .map(([before, names, after]) => `${before}${names.join('/')}${after}`);

test('a walk leaves out the Ruby files that all lines of a .gitignore together leave out', () => {
  let left = 0;
  fc.assert(
    fc.property(
      fc.array(line, { maxLength: 6 }),
      fc.array(fc.constantFrom('a', 'b', 'ab', 'a.rb', 'b.log'), { maxLength: 2 }),
      fc.constantFrom('a.rb', 'b.rb', 'ab.rb', '*b.rb', 'a.log.rb'),
      (lines, folders, name) => {
        const text = lines.join('\n');
        const all = ignore({ ignorecase: false }).add(text);
        const own = [ignoreFile('/p', text)];
        let folder = '';
        for (const part of folders) {
          folder += `${part}/`;
          assert.equal(ignoresBelow(`/p/${folder.slice(0, -1)}`, own) === undefined, all.ignores(folder));
          if (all.ignores(folder)) {
            return;
          }
        }
        left += Number(all.ignores(folder + name));
        assert.equal(isIgnored(`/p/${folder}${name}`, own), all.ignores(folder + name));
      },
    ),
    { numRuns: 5_000 },
  );
  assert.ok(left > 100);
});
