import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { after, before, describe, test } from 'node:test';
import { readCorpus } from '../fuzz/corpus.ts';
import { runFixes } from '../fuzz/fixes.ts';
import { runChunk } from '../fuzz/runTarget.ts';
import { SyntaxJudge } from '../fuzz/syntaxJudge.ts';
import { readers } from '../fuzz/targets.ts';
import { loadNodeRubyParser } from '../server/src/workspace/nodeGrammar.ts';

const corpus = readCorpus([]);
const parser = await loadNodeRubyParser();
const seed = 20_261_124;
const counts: Readonly<Record<string, number>> = { lockfile: 2_000, requirement: 4_000, gemfile: 800, ruby: 800 };

describe('mutated texts neither throw nor give places outside of them', () => {
  for (const target of readers(corpus, parser)) {
    test(target.name, () => {
      const { tried, failure } = runChunk(target, counts[target.name] ?? 0, seed);
      assert.equal(failure, undefined, `${failure?.reason}\n${JSON.stringify(failure?.text)}`);
      assert.ok(tried > 0 && tried === counts[target.name]);
    });
  }
});

const ruby = spawnSync('ruby', ['-v']).status === 0;
describe('every offered edit of a mutated file', { skip: ruby ? false : 'Ruby is not installed' }, () => {
  let judge: SyntaxJudge;
  before(() => {
    judge = new SyntaxJudge();
  });
  after(() => judge.close());

  test('leaves Ruby that Ruby accepts', async () => {
    const { judged, failure } = await runFixes(corpus, parser, judge, 500, seed);
    assert.equal(failure, undefined, `${failure?.reason}\n${JSON.stringify(failure?.text)}`);
    assert.ok(judged > 200, `${judged}`);
  });

  test('is refused by the judge where it breaks Ruby', async () => {
    assert.equal(await judge.accepts('def a\n  1\nend\n__END__\n(((\n'), true);
    assert.equal(await judge.accepts('def a\n  1\n'), false);
    assert.equal(await judge.accepts(''), true);
  });
});
