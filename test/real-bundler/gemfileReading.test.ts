import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { RubyParser } from '../../server/src/syntax/rubyParser.ts';
import { loadNodeRubyParser } from '../../server/src/workspace/nodeGrammar.ts';
import { requireBundler } from './bundlerSandbox.ts';
import { compareGemfiles, type GemfileComparison } from './compareGemfiles.ts';

describe('a Gemfile is read as Bundler runs it', () => {
  let parser: RubyParser;
  let folder: string;
  before(async () => {
    requireBundler();
    parser = await loadNodeRubyParser();
    folder = mkdtempSync(join(tmpdir(), 'lintel-gemfile-'));
    mkdirSync(join(folder, 'engine'));
    mkdirSync(join(folder, 'gemfiles'));
    writeFileSync(
      join(folder, 'engine', 'engine.gemspec'),
      'Gem::Specification.new do |s|\n  s.name = "engine"\n  s.version = "1"\n  s.summary = "s"\n  s.authors = ["a"]\n' +
        '  s.add_dependency "rack", ">= 2"\n  s.add_development_dependency("rspec", "~> 3.0", ">= 3.1")\nend\n',
    );
    writeFileSync(join(folder, 'gemfiles', 'common.rb'), 'gem "shared", "~> 1.0"\neval_gemfile "more.rb"\n');
    writeFileSync(join(folder, 'gemfiles', 'more.rb'), 'group(:more) { gem "deep" }\n');
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  function compare(...lines: string[]): GemfileComparison {
    const text = ['source "https://rubygems.org"', ...lines, ''].join('\n');
    const [comparison] = compareGemfiles([{ path: join(folder, 'Gemfile'), text }], parser);
    assert.ok(comparison);
    assert.equal(comparison.error, null);
    return comparison;
  }

  const gemfiles: Record<string, { lines: string[]; gems: number }> = {
    requirements: {
      lines: [
        'gem "a"',
        'gem "b", "1.2"',
        'gem "c", ">= 1", "< 3", "!= 2.1"',
        'gem "d", ["~> 1.0", ">= 1.0.3"]',
        'gem "e", nil',
      ],
      gems: 5,
    },
    'folded values': {
      lines: [
        'V = "2.1"',
        'r = ["~> 1", "!= 1.2"].freeze',
        'gem "a", "~> #{V}"',
        'gem "b", *r',
        'o = { group: :test }',
        'gem "c", "1", o',
      ],
      gems: 3,
    },
    loops: {
      lines: [
        '%w[a b].each { |g| gem g, "~> 1" }',
        '[["c", "~> 1"], ["d"]].each { |n, v| gem n, v }',
        '{ "e" => "1" }.each do |n, v|',
        '  gem n, v, group: :e',
        'end',
        '%w[f].each { gem _1 }',
      ],
      gems: 6,
    },
    groups: {
      lines: [
        'group :a, "b" do',
        '  gem "x"',
        '  group :c, optional: true do',
        '    gem "y", groups: %i[d e]',
        '    gem "z", :group => "f"',
        '  end',
        'end',
        'gem "w", group: [:g, "h"]',
      ],
      gems: 4,
    },
    sources: {
      lines: [
        'git_source(:forge) { |r| "https://forge.example/#{r}.git" }',
        'gem "a", forge: "o/a"',
        'gem "b", github: "o/b", branch: "main"',
        'git "https://h.example/c.git" do',
        '  gem "c"',
        'end',
        'source "https://gems.example" do',
        '  gem "d", "~> 1"',
        'end',
        'gem "e", path: "engine"',
        'platforms :mri do',
        '  gem "f"',
        'end',
        'install_if(-> { false }) { gem "g" }',
        'env("NOWHERE") { gem "h" }',
      ],
      gems: 8,
    },
    conditions: {
      lines: [
        'if ENV["NOWHERE"]',
        '  gem "a", "~> 1"',
        'else',
        '  gem "a", "~> 2"',
        'end',
        'gem "b" unless ENV["NOWHERE"]',
        'ENV["NOWHERE"] && gem("c")',
      ],
      gems: 2,
    },
    'other files': {
      lines: [
        'gemspec path: "engine", development_group: :dev',
        'group(:outer) { eval_gemfile "gemfiles/common.rb" }',
        'eval_gemfile File.expand_path("../gemfiles/more.rb", __FILE__) if false',
      ],
      gems: 4,
    },
  };
  for (const [name, { lines, gems }] of Object.entries(gemfiles)) {
    it(name, () => {
      const { differences, dependencies, unknown } = compare(...lines);
      assert.deepEqual({ differences, dependencies, unknown }, { differences: [], dependencies: gems, unknown: 0 });
    });
  }

  it('and the comparison sees what Lintel cannot', () => {
    assert.deepEqual(compare('Bundler::Dsl.alias_method :jewel, :gem', 'jewel "a"').differences, ['a is not seen']);
    assert.deepEqual(compare('gem "a"', 'dependencies.clear').differences, ['a is read, but not declared']);
    assert.match(
      compare('gem "a", "~> 1"', 'dependencies.map! { |d| Bundler::Dependency.new(d.name, "~> 2") }').differences[0] ??
        '',
      /^a is ~> 2 in default, read as ~> 1 in default$/,
    );
  });
});
