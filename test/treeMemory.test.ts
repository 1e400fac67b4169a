import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { isSameNodes } from '../server/src/syntax/flatNodes.ts';
import { copyByCursor, copyNodes } from '../server/src/syntax/flatTree.ts';
import { treeMemoryOf } from '../server/src/syntax/treeMemory.ts';
import { loadNodeRubyParser } from '../server/src/workspace/nodeGrammar.ts';

const parser = await loadNodeRubyParser();

const words =
  `class module def self. end if unless elsif else case when in then while do |x, (y, z)| begin rescue => e ensure return yield super alias undef
  foo Foo ::Bar @a @@b $c :d "e" 'f' 1 2.5 nil true [ ] { } ( ) , ; . &. :: = ||= == ? : -> ! * ** & # # é😀 %w[ %i[ /r/ <<~T T #{ " ' \\ __END__ =begin =end
  a: nil "b": BEGIN{} defined? not and or .. ... rescue retry`.split(/\s+/);
const text = fc
  .array(fc.tuple(fc.constantFrom(...words), fc.constantFrom(' ', '\n', '', '  ', '\r\n', `${' '.repeat(300)}`)), {
    maxLength: 120,
  })
  .map((parts) => parts.flat().join(''));

describe("trees that are read from the parser's memory", () => {
  it('have the nodes that the parser gives, of whole and of broken texts', () => {
    fc.assert(
      fc.property(text, (source) => {
        const tree = parser.parse(source);
        if (tree === undefined) {
          return;
        }
        assert.notEqual(treeMemoryOf(tree.language), undefined, 'the memory is not read');
        assert.ok(isSameNodes(copyNodes(tree), copyByCursor(tree)), JSON.stringify(source));
        tree.delete();
      }),
      { numRuns: 2_000 },
    );
  });

  it('are as deep as the text is', () => {
    const tree = parser.parse(`${'begin '.repeat(5_000)}${'end '.repeat(5_000)}\n`);
    assert.ok(tree !== undefined);
    const nodes = copyNodes(tree);
    assert.ok(nodes.size > 5_000);
    assert.ok(isSameNodes(nodes, copyByCursor(tree)));
    tree.delete();
  });
});
