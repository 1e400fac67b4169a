import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { after, before, describe, test } from 'node:test';
import { runContexts } from '../fuzz/contexts.ts';
import { readCorpus } from '../fuzz/corpus.ts';
import { runFixes } from '../fuzz/fixes.ts';
import { runForms } from '../fuzz/forms.ts';
import { runChunk } from '../fuzz/runTarget.ts';
import { SyntaxJudge, TreeReader } from '../fuzz/syntaxJudge.ts';
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

describe('every edit offered for a call', { skip: ruby ? false : 'Ruby is not installed' }, () => {
  let trees: TreeReader;
  before(() => {
    trees = new TreeReader();
  });
  after(() => trees.close());

  test('makes the same program however the call is written', async () => {
    const { forms, edits, failures } = await runForms(corpus.projects, parser, trees);
    assert.equal(failures.length, 0, `${failures.length} of ${edits}, such as\n${failures[0]}`);
    assert.ok(forms > 2_000 && edits > 10_000, `${forms} forms, ${edits} edits`);
  });

  test('is one expression wherever the call stands', async () => {
    const { edits, failures } = await runContexts(corpus.projects, parser, trees, 23);
    assert.equal(failures.length, 0, `${failures.length} of ${edits}, such as\n${failures[0]}`);
    assert.ok(edits > 300, `${edits} edits`);
  });

  test('is told from another program', async () => {
    const [first, ...others] = await Promise.all(
      ['a(b, 1)', 'a (b), 1', 'a(b) # why', 'a(b == 1)', 'a(b) == 1', 'a(('].map((text) => trees.digest(text)),
    );
    assert.equal(first, others[0]);
    assert.equal(new Set(others).size, others.length);
    assert.equal(others.at(-1), undefined);
  });
});
