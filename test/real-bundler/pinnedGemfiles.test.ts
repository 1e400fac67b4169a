import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type PinAttempt, pinBoth } from '../../scripts/check-pins/pinBoth.ts';
import type { RubyParser } from '../../server/src/syntax/rubyParser.ts';
import { loadNodeRubyParser } from '../../server/src/workspace/nodeGrammar.ts';
import { requireBundler } from './bundlerSandbox.ts';
import { type Evaluation, evaluateGemfiles } from './evaluateGemfiles.ts';

/** Gemfiles in which there is little room for a line: what is pinned must be all that changes for Bundler. */
const gemfiles: Readonly<Record<string, string>> = {
  'a heredoc in an option': 'gem "b", require: <<~X.strip\n  b\nX\ngem "d"\n',
  'a heredoc behind the last gem': 'gem "b"; puts <<~X\n  gem "x"\nX\n',
  'gems in a heredoc': '<<~X\n  #{gem "b"}\n  #{gem "d"}\nX\n',
  'a heredoc with __END__ and nothing else': '<<~X\n__END__\nX\n',
  'text behind __END__': 'eval_gemfile "source.rb"\n__END__\ngem "trash"\n',
  '__END__ alone': 'eval_gemfile "source.rb"\n__END__',
  'a comment of several lines': 'gem "b"\n=begin\ngem "c"\n=end\n',
  'nothing but a comment of several lines': 'eval_gemfile "source.rb"\n\n=begin\nnotes\n=end\n',
  'a chain of calls': 'gem("z")\n  .then { }\ngem("b")\n  .then(&:itself)\n',
  'gems in an array': '[\n  gem("b"),\n  gem("d"),\n]\n',
  'gems as arguments': 'p(gem("b"),\n  gem("d"))\n',
  'several statements on a line': 'gem "b",\n  ">= 1"; gem "d"\n',
  'a statement of several lines behind the last gem': 'gem "b"; gem "a",\n  ">= 1"\n',
  'a block that begins behind the last gem': 'gem "b"; group :ci do\n  gem "d"\nend\n',
  'a block that ends behind its last gem': 'group :test do\n  gem "b" end\n',
  'braces that end behind their last gem': 'group(:test) {\n  gem "b" }\n',
  'a head of two lines with a comment': 'group :test, # do\n      optional: false do\nend\n',
  'a block that begins with a heredoc': 'group :test do <<~X\n  x\nX\nend\n',
  'a backslash': 'gem "b", \\\n  "~> 1"\ngem "d" \\\n  or raise\n',
  'a byte order mark before the first gem': '\ufeffgem "d"\ngem "e"\nsource "https://rubygems.org"\n',
  'a byte order mark before the last gem': '\ufeffgem "b"\nsource "https://rubygems.org"\n',
  'a byte order mark and nothing else': '\ufeffeval_gemfile "source.rb"\n',
};

describe('a Gemfile with a pin is what it was and the pin', () => {
  let folder: string;
  let attempts: readonly (PinAttempt & { readonly name: string })[];
  let was: readonly Evaluation[];
  let is: readonly Evaluation[];
  before(async () => {
    requireBundler();
    folder = mkdtempSync(join(tmpdir(), 'lintel-pinned-'));
    const parser: RubyParser = await loadNodeRubyParser();
    attempts = Object.entries(gemfiles).flatMap(([name, body], index) => {
      const path = join(folder, String(index), 'Gemfile');
      mkdirSync(join(folder, String(index)));
      writeFileSync(join(folder, String(index), 'source.rb'), 'source "https://rubygems.org"\n');
      const text = /^\ufeff|^eval_gemfile/.test(body) ? body : `source "https://rubygems.org"\n\n${body}`;
      return pinBoth({ path, text }, parser).map((attempt) => ({ ...attempt, name }));
    });
    was = evaluateGemfiles(attempts);
    is = evaluateGemfiles(attempts.map(({ path, after: text }) => ({ path, text: text ?? '' })));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  for (const name of Object.keys(gemfiles)) {
    it(name, () => {
      attempts.forEach((attempt, index) => {
        if (attempt.name !== name) {
          return;
        }
        const { gem, reason, after: text, requirement } = attempt;
        const [old, now] = [was[index], is[index]];
        assert.equal(reason, undefined);
        assert.deepEqual([old?.syntaxError, old?.error], [null, null]);
        assert.deepEqual([now?.syntaxError, now?.error], [null, null], text);
        const others = now?.dependencies.filter((dependency) => dependency.name !== gem);
        assert.deepEqual(others, old?.dependencies, text);
        const own = now?.dependencies.filter((dependency) => dependency.name === gem);
        assert.deepEqual(
          own?.map(({ requirements }) => requirements),
          [[requirement]],
          text,
        );
        // In a group for tests stands only what is for tests.
        assert.ok(gem === 'minitest' || String(own?.[0]?.groups) === 'default', text);
      });
    });
  }
});
