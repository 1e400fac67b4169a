import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { loadRubyParser } from '../../server/src/syntax/rubyParser.ts';

const grammar = {
  runtime: readFileSync(new URL(import.meta.resolve('web-tree-sitter/web-tree-sitter.wasm'))),
  ruby: readFileSync(new URL(import.meta.resolve('tree-sitter-ruby/tree-sitter-ruby.wasm'))),
};

/** A parser for which an hour passes whenever it looks at the clock. */
async function parserOnSlowMachine() {
  let hours = 0;
  return loadRubyParser(grammar, () => ++hours * 3_600_000);
}

const method = 'def clear(key)\n  redis.del(key, "é") if key =~ /^a+/\nend\n';

test('whole code is read on however slow a machine', async () => {
  const parser = await parserOnSlowMachine();
  const tree = parser.parse(method.repeat(2_000));
  assert.equal(tree?.rootNode.hasError, false);
  assert.equal(tree?.rootNode.namedChildCount, 2_000);
  tree?.delete();
});

test('recovery from errors ends when its time is over', async () => {
  const parser = await parserOnSlowMachine();
  assert.equal(
    parser.parse(`describe "redis" do\n  it do\n    a.t${'\n=end\n'.repeat(1_000)}\n  end\nend\n`),
    undefined,
  );
});
