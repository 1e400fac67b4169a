import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { withoutOverlaps } from '../server/src/linter/applyFixes.ts';
import type { Edit, Fix } from '../server/src/linter/fix.ts';
import { rangesOverlap } from '../server/src/syntax/textRange.ts';

const position = fc.record({ line: fc.nat(2), character: fc.nat(4) });
const edit: fc.Arbitrary<Edit> = fc
  .tuple(fc.constantFrom('file:///a.rb', 'file:///b.rb'), position, position)
  .map(([uri, a, b]) => {
    const isInOrder = a.line - b.line || a.character - b.character;
    return { uri, range: isInOrder <= 0 ? { start: a, end: b } : { start: b, end: a }, newText: '' };
  });
const fix: fc.Arbitrary<Fix> = fc
  .array(edit, { minLength: 1, maxLength: 3 })
  .filter((edits) => edits.every((one, index) => !edits.slice(0, index).some((other) => overlap(one, other))))
  .map((edits) => ({ title: '', applicability: 'safe', edits }));

function overlap(a: Edit, b: Edit): boolean {
  return a.uri === b.uri && rangesOverlap(a.range, b.range);
}

test('of fixes that touch the same text only the first is taken', () => {
  fc.assert(
    fc.property(fc.array(fix, { maxLength: 12 }), (fixes) => {
      const taken: Edit[] = [];
      const expected = fixes.filter(({ edits }) => {
        const isFree = !edits.some((one) => taken.some((other) => overlap(one, other)));
        taken.push(...(isFree ? edits : []));
        return isFree;
      });
      assert.deepEqual(withoutOverlaps(fixes), expected);
    }),
    { numRuns: 5_000 },
  );
});
