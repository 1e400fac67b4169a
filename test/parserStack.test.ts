import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { Language, Parser } from 'web-tree-sitter';
import { loadNodeRubyParser } from '../server/src/workspace/nodeGrammar.ts';

test('the parser recurses as deep as two thousand broken blocks need, and parses on', async () => {
  await loadNodeRubyParser();
  // As Lintel's own parser is, but for the limit on brackets.
  const language = await Language.load(
    readFileSync(createRequire(import.meta.url).resolve('tree-sitter-ruby/tree-sitter-ruby.wasm')),
  );
  const parser = new Parser().setLanguage(language);
  const deep = `->$re${'.multi { '.repeat(2_357)}dis.lpush("list", a)$redis.lpush("list", b)\n\n\n1.times.to_a)\n\n\n`;
  parser.parse(deep)?.delete();
  const next = parser.parse('a.del\n');
  assert.equal(next?.rootNode.toString(), '(program (call receiver: (identifier) method: (identifier)))');
  next?.delete();
  parser.delete();
});
