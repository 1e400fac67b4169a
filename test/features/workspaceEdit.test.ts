import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { lineEdits } from '../../server/src/features/workspaceEdit.ts';
import { applyEdits } from '../../server/src/linter/applyFixes.ts';

const line = fc.constantFrom('a', 'b', '', '  c', 'd\u2028e', '😀');
const text = fc
  .tuple(fc.array(fc.tuple(line, fc.constantFrom('\n', '\r\n')), { maxLength: 12 }), fc.constantFrom('', 'last'))
  .map(([lines, rest]) => lines.map((parts) => parts.join('')).join('') + rest);

describe('line edits', () => {
  it('make any text into any other', () => {
    fc.assert(
      fc.property(text, text, (before, after) => {
        const edits = lineEdits(before, after).map((edit) => ({ ...edit, uri: '' }));
        assert.equal(applyEdits(before, edits), after);
      }),
      { numRuns: 5_000 },
    );
  });

  it('replace the whole of a text that differs nearly everywhere', () => {
    const before = Array.from({ length: 9_000 }, (_, number) => `a${number}\n`).join('');
    const after = before.replaceAll('a', 'b');
    const edits = lineEdits(before, after);
    assert.equal(edits.length, 1);
    assert.equal(
      applyEdits(
        before,
        edits.map((edit) => ({ ...edit, uri: '' })),
      ),
      after,
    );
  });

  it('leave the lines alone that stay', () => {
    assert.deepEqual(lineEdits('a\nb\nc\nd\n', 'a\nB\nc\nd\ne\n'), [
      { range: { start: { line: 1, character: 0 }, end: { line: 2, character: 0 } }, newText: 'B\n' },
      { range: { start: { line: 4, character: 0 }, end: { line: 4, character: 0 } }, newText: 'e\n' },
    ]);
  });
});
