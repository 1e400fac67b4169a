import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { Gemfile } from '../../server/src/dependencies/gemfile.ts';
import { type ReadOther, readGemfile } from '../../server/src/dependencies/readGemfile.ts';
import type { RubyParser } from '../../server/src/syntax/rubyParser.ts';
import { loadNodeRubyParser } from '../../server/src/workspace/nodeGrammar.ts';

const uri = 'file:///app/Gemfile';
let parser: RubyParser;
before(async () => {
  parser = await loadNodeRubyParser();
});

function read(text: string, readOther?: ReadOther): Gemfile {
  return readGemfile(uri, text, parser, readOther);
}

/** `name | requirements | groups | flags` for each declaration: what a test states. */
function facts(text: string, readOther?: ReadOther): string[] {
  return read(text, readOther).declarations.map((gem) => {
    const list = (values: readonly string[] | 'unknown') => (values === 'unknown' ? '?' : values.join(' & '));
    const flags = [gem.conditional && 'conditional', gem.limited && 'limited', gem.source !== 'default' && gem.source];
    return [gem.name, list(gem.requirements), list(gem.groups), ...flags.filter(Boolean)].join(' | ');
  });
}

describe('requirements of a gem statement', () => {
  const rows: [string, string][] = [
    ['gem "a"', 'a |  | default'],
    ['gem "a", ">= 1", "< 3", "!= 2.1"', 'a | >= 1 & < 3 & != 2.1 | default'],
    ['gem "a", ["~> 1.0", ">= 1.0.3"]', 'a | ~> 1.0 & >= 1.0.3 | default'],
    ['gem "a", "1.2"', 'a | 1.2 | default'],
    ['gem "a", nil', 'a |  | default'],
    ["gem('a', '~> 1', require: false)", 'a | ~> 1 | default'],
    ['gem "a", ENV["X"] || "~> 2"', 'a | ? | default'],
    ['gem "a", version_of("a")', 'a | ? | ?'],
    ['gem "a", next? ? "1" : "2"', 'a | ? | default'],
    ['V = "2.1"\ngem "a", "~> #{V}"', 'a | ~> 2.1 | default'],
    ['v = ENV["V"]\ngem "a", "~> #{v}"', 'a | ? | default'],
    ['v = "~> 1".freeze\ngem "a", v', 'a | ~> 1 | default'],
    ['r = ["~> 1", "!= 1.2"]\ngem "a", *r', 'a | ~> 1 & != 1.2 | default'],
    ['gem "a", *r', 'a | ? | ?'],
    ['gem "a", **options', 'a |  | ?'],
    ['o = { group: :test, require: false }\ngem "a", "1", o', 'a | 1 | test'],
    ['gem %q(a), %w[>=1 <3]', 'a | >=1 & <3 | default'],
    ['gem "a",\n  # held back\n  "~> 1"', 'a | ~> 1 | default'],
  ];
  for (const [text, expected] of rows) {
    it(text.replaceAll('\n', ' ⏎ '), () => assert.deepEqual(facts(text), [expected]));
  }

  it('does not fold a name that is assigned twice, conditionally, below, or changed in place', () => {
    assert.deepEqual(facts('v = "1"\nv = "2"\ngem "a", v'), ['a | ? | ?']);
    assert.deepEqual(facts('v = "1" if x\ngem "a", v'), ['a | ? | ?']);
    assert.deepEqual(facts('gem "a", V\nV = "1"'), ['a | ? | default']);
    assert.deepEqual(facts('r = ["~> 1"]\nr << "< 3"\ngem "a", *r'), ['a | ? | ?']);
    assert.deepEqual(facts('r = ["~> 1"]\nr.push "< 3"\ngem "a", *r'), ['a | ? | ?']);
    assert.deepEqual(facts('v = "1"\nv.replace("2")\ngem "a", v'), ['a | ? | ?']);
    assert.deepEqual(facts('v ||= "1"\ngem "a", v'), ['a | ? | ?']);
  });
});

describe('loops', () => {
  it('unrolls literal lists with a block parameter', () => {
    assert.deepEqual(facts('%w[a b].each { |g| gem g, "~> 1" }'), ['a | ~> 1 | default', 'b | ~> 1 | default']);
    assert.deepEqual(facts('[["a","~> 1"], ["b"]].each { |n, v| gem n, v }'), ['a | ~> 1 | default', 'b |  | default']);
    assert.deepEqual(facts('{ "a" => "1" }.each do |n, v|\n  gem n, v\nend'), ['a | 1 | default']);
    assert.deepEqual(facts('%w[a b].each { gem _1, group: :test }'), ['a |  | test', 'b |  | test']);
    assert.deepEqual(facts('LIBS = %w[core mocks]\nLIBS.each { |l| gem "x-#{l}", git: "u/#{l}" }'), [
      'x-core |  | default | git',
      'x-mocks |  | default | git',
    ]);
  });

  it('has no place to edit for a gem that a loop names', () => {
    const [gem] = read('%w[a].each { |g| gem g, "~> 1" }').declarations;
    assert.deepEqual([gem?.literal, gem?.nameRange], [false, undefined]);
    const [inLoop] = read('%w[a].each { |g| gem "fixed" }').declarations;
    assert.deepEqual([inLoop?.literal, inLoop?.nameRange], [false, undefined]);
  });

  it('is opaque where the list cannot be told', () => {
    for (const text of [
      'names.each { |g| gem g }',
      'for g in %w[a b]\n gem g\nend',
      '%w[a b].each(&method(:gem))',
      'gem name_of(1)',
      'gem "a#{x}"',
      'eval File.read("Gemfile.local")',
      'send(:gem, "a")',
      'def add(n)\n  gem n\nend',
      'add = ->(n) { gem n }',
    ]) {
      const { declarations, opaque } = read(text);
      assert.deepEqual([declarations.length, opaque.length], [0, 1], text);
    }
  });

  it('ends, however often loops are nested', () => {
    const open = '%w[a b c d e f g h i j].each { |x| '.repeat(9);
    const { opaque } = read(`${open} gem x ${'}'.repeat(9)}`);
    assert.ok(opaque.length > 0);
  });
});

describe('groups', () => {
  const rows: [string, string][] = [
    ['group :a, :b do\n  gem "x"\nend', 'x |  | a & b'],
    ['group :test do\n  group :ci do\n    gem "x", group: :dev\n  end\nend', 'x |  | test & ci & dev'],
    ['gem "x", groups: %i[a b]', 'x |  | a & b'],
    ['gem "x", :group => [:a, "b"]', 'x |  | a & b'],
    ['group :a do\n  gem "x", group: :a\nend', 'x |  | a'],
    ['group :docs, optional: true do\n  gem "x"\nend', 'x |  | docs | limited'],
    ['group(*some) { gem "x" }', 'x |  | ?'],
    ['gem "x", group: pick', 'x |  | ?'],
    ['with_extras do\n  gem "x"\nend', 'x |  | ? | conditional'],
  ];
  for (const [text, expected] of rows) {
    it(text.replaceAll('\n', ' ⏎ '), () => assert.deepEqual(facts(text), [expected]));
  }
});

describe('sources, platforms and conditions', () => {
  const rows: [string, string][] = [
    ['source "https://gems.example" do\n  gem "x"\nend', 'x |  | default | other'],
    ['gem "x", source: "https://gems.example"', 'x |  | default | other'],
    ['gem "x", git: "https://h/x.git", branch: "main"', 'x |  | default | git'],
    ['gem "x", github: "o/x"', 'x |  | default | git'],
    ['gem "x", gist: "1"', 'x |  | default | git'],
    ['gem "x", bitbucket: "o/x"', 'x |  | default | git'],
    ['gem "x", gitlab: "o/x"', 'x |  | default | git'],
    ['gem "x", path: "../x"', 'x |  | default | path'],
    ['git "https://h/x.git" do\n  gem "x"\nend', 'x |  | default | git'],
    ['path "engines" do\n  gem "x"\nend', 'x |  | default | path'],
    ['git_source(:forge) { |r| "https://f/#{r}" }\ngem "x", forge: "o/x"', 'x |  | default | git'],
    ['platforms :jruby do\n  gem "x"\nend', 'x |  | default | limited'],
    ['gem "x", platforms: %i[mri windows]', 'x |  | default | limited'],
    ['gem "x", platform: :mri', 'x |  | default | limited'],
    ['install_if(-> { linux? }) do\n  gem "x"\nend', 'x |  | default | limited'],
    ['gem "x", install_if: linux', 'x |  | default | limited'],
    ['env "CI" do\n  gem "x"\nend', 'x |  | default | limited'],
    ['if ENV["A"]\n  gem "x"\nend', 'x |  | default | conditional'],
    ['gem "x" unless a', 'x |  | default | conditional'],
    ['case a\nwhen 1 then gem "x"\nend', 'x |  | default | conditional'],
    ['a && gem("x")', 'x |  | default | conditional'],
    ['a ? gem("x") : nil', 'x |  | default | conditional'],
    ['source "https://rubygems.org", cooldown: 7\ngem "x"', 'x |  | default'],
    ['ruby file: ".ruby-version"\nplugin "p"\ngem "x"', 'x |  | default'],
    ['self.gem "x"', 'x |  | default'],
  ];
  for (const [text, expected] of rows) {
    it(text.replaceAll('\n', ' ⏎ '), () => {
      assert.deepEqual(facts(text), [expected]);
    });
  }

  it('reads both branches of a condition', () => {
    assert.deepEqual(facts('if next?\n  gem "rails", "~> 8.1"\nelse\n  gem "rails", "~> 8.0"\nend'), [
      'rails | ~> 8.1 | default | conditional',
      'rails | ~> 8.0 | default | conditional',
    ]);
  });
});

describe('other files', () => {
  const files = new Map([
    ['file:///app/Gemfile.common', 'gem "c"\neval_gemfile "gemfiles/more.rb"'],
    ['file:///app/gemfiles/more.rb', 'gem "m", group: :test'],
    ['file:///app/loop.rb', 'gem "l"\neval_gemfile "loop.rb"'],
    [
      'file:///app/engine/engine.gemspec',
      'Gem::Specification.new do |s|\n  s.name = "engine"\n  s.add_dependency "rails"\nend',
    ],
    [
      'file:///app/*.gemspec',
      'Gem::Specification.new do |spec|\n  spec.name = "mine"\n  spec.add_development_dependency "rspec", "~> 3.0"\nend',
    ],
  ]);
  const readOther: ReadOther = (other) => files.get(other);

  it('inlines eval_gemfile, each path relative to its file', () => {
    assert.deepEqual(facts('group :a do\n  eval_gemfile "Gemfile.common"\nend', readOther), [
      'c |  | a',
      'm |  | a & test',
    ]);
    assert.deepEqual(facts('eval_gemfile File.expand_path("../Gemfile.common", __FILE__)', readOther).length, 2);
    assert.deepEqual(facts('eval_gemfile File.join(__dir__, "Gemfile.common")', readOther).length, 2);
    assert.deepEqual(facts('eval_gemfile "#{__dir__}/Gemfile.common"', readOther).length, 2);
    const [gem] = read('eval_gemfile "Gemfile.common"', readOther).declarations;
    assert.equal(gem?.uri, 'file:///app/Gemfile.common');
  });

  it('is opaque for a file that is not there or not named literally, and stops in a circle', () => {
    assert.equal(read('eval_gemfile "gone"', readOther).opaque.length, 1);
    assert.equal(read('eval_gemfile path_of("x")', readOther).opaque.length, 1);
    assert.equal(read('eval_gemfile "Gemfile.common"').opaque.length, 1);
    assert.equal(facts('eval_gemfile "loop.rb"', readOther).length, 10);
  });

  it('declares the gem of a gemspec and its development dependencies', () => {
    assert.deepEqual(facts('gemspec', readOther), ['mine |  | default | path', 'rspec | ~> 3.0 | development']);
    assert.deepEqual(facts('gemspec development_group: :dev', readOther)[1], 'rspec | ~> 3.0 | dev');
    assert.deepEqual(facts('gemspec path: "engine", name: "engine"', readOther), ['engine |  | default | path']);
    assert.deepEqual(read('gemspec', readOther).opaque, []);
  });

  it('knows what it does not know of a gemspec', () => {
    assert.deepEqual(facts('gemspec name: "mine"'), ['mine |  | default | path']);
    assert.equal(read('gemspec name: "mine"').opaque.length, 1);
    assert.equal(read('gemspec path: where', readOther).gemspecs[0]?.name, 'unknown');
  });

  it('does not take a variable called gemspec for the statement', () => {
    assert.deepEqual(read('gemspec = Dir["*.gemspec"].first\nputs gemspec').gemspecs, []);
  });
});

describe('override and lockfile', () => {
  const effect = (text: string) => read(text).overrides.map(({ gem, parent, effect: e }) => ({ gem, parent, ...e }));

  it('reads what replaces, loosens, drops and redirects requirements', () => {
    assert.deepEqual(effect('override "a", version: ">= 2"'), [
      { gem: 'a', parent: undefined, kind: 'replace', requirements: ['>= 2'] },
    ]);
    assert.deepEqual(effect('override "a", version: nil'), [
      { gem: 'a', parent: undefined, kind: 'replace', requirements: [] },
    ]);
    assert.deepEqual(effect('override "a", version: :ignore_upper'), [
      { gem: 'a', parent: undefined, kind: 'ignoreUpper' },
    ]);
    for (const [place, other] of [
      ['from', 'to'],
      ['in', 'with'],
    ]) {
      assert.deepEqual(effect(`override "a", ${place}: "p", ${other}: "q"`), [
        { gem: 'a', parent: 'p', kind: 'redirect', to: 'q' },
      ]);
      assert.deepEqual(effect(`override "a", ${place}: "p", ${other}: nil`), [
        { gem: 'a', parent: 'p', kind: 'redirect', to: undefined },
      ]);
    }
    assert.deepEqual(effect('override "a", version: choose'), [{ gem: 'a', parent: undefined, kind: 'unknown' }]);
    assert.deepEqual(effect('override "a", version: "1" if x'), [{ gem: 'a', parent: undefined, kind: 'unknown' }]);
  });

  it('passes over what concerns Ruby alone', () => {
    assert.deepEqual(effect('override :all, required_ruby_version: :ignore_upper'), []);
    assert.deepEqual(effect('override "a", required_rubygems_version: nil'), []);
  });

  it('reads another name for the lock', () => {
    assert.equal(read('lockfile "Gemfile_next.lock"').lockfile, 'Gemfile_next.lock');
    assert.equal(read('lockfile false').lockfile, false);
    assert.equal(read('gem "a"').lockfile, undefined);
  });
});

describe('positions and comments', () => {
  const text = [
    '# Jobs',
    '# second line',
    'gem "sidekiq", "~> 7.3", ">= 7.3.1" # why; remove-when: x >= 1',
    '',
    '# apart',
    '',
    "gem 'redis'",
  ].join('\n');

  it('gives the ranges of statement, name and requirements', () => {
    const [sidekiq, redis] = read(text).declarations;
    const slice = (range: { start: { line: number; character: number }; end: { character: number } } | undefined) =>
      range && text.split('\n')[range.start.line]?.slice(range.start.character, range.end.character);
    assert.equal(slice(sidekiq?.range), 'gem "sidekiq", "~> 7.3", ">= 7.3.1"');
    assert.equal(slice(sidekiq?.nameRange), '"sidekiq"');
    assert.equal(slice(sidekiq?.requirementRange), '"~> 7.3", ">= 7.3.1"');
    assert.equal(redis?.requirementRange, undefined);
  });

  it('takes the comments directly above and on the line, not those beyond a blank line', () => {
    const [sidekiq, redis] = read(text).declarations;
    assert.equal(sidekiq?.comment, '# Jobs\n# second line\n# why; remove-when: x >= 1');
    assert.equal(redis?.comment, undefined);
  });

  it('takes the comments behind each line of a statement', () => {
    const [pool] = read('gem "pool", "< 4", # 3.0 breaks worker\n    # alone\n    require: false # too\n').declarations;
    assert.equal(pool?.comment, '# 3.0 breaks worker\n# too');
  });

  it('counts UTF-16 units, with CRLF and a byte order mark too', () => {
    const [gem] = read('gem "a" # 😀\r\n"😀"; gem "b", "1"\r\n').declarations.slice(-1);
    assert.deepEqual(gem?.nameRange?.start, { line: 1, character: 10 });
    assert.deepEqual(facts('\uFEFFgem "a"\r\ngroup :t do\r\n  gem "b"\r\nend\r\n'), ['a |  | default', 'b |  | t']);
  });

  it('lists blocks from the outside in, and what comes before the gems', () => {
    const { blocks, preamble } = read('source "x"\nruby "3.3"\ngroup :a do\n  platforms :mri do\n  end\nend\n');
    assert.deepEqual(
      blocks.map(({ kind, groups, topLevel }) => ({ kind, groups, topLevel })),
      [
        { kind: 'group', groups: ['a'], topLevel: true },
        { kind: 'platforms', groups: [], topLevel: false },
      ],
    );
    assert.deepEqual(
      preamble.map(({ start }) => start.line),
      [0, 1],
    );
  });
});

describe('half-typed text', () => {
  it('keeps what can be read and never throws', () => {
    const whole =
      'source "x"\ngem "a", "~> 1", group: :test # c\ngroup :b do\n  %w[c d].each { |g| gem g }\nend\ngemspec\n';
    for (let length = 0; length <= whole.length; length++) {
      read(whole.slice(0, length));
    }
    assert.deepEqual(facts('gem "a"\ngem "b",\ngem "c"'), ['a |  | default', 'b | ? | ?', 'c |  | default']);
    assert.notEqual(read('group :a do\n  gem "x"\n').syntaxError, undefined);
    assert.equal(read(whole).syntaxError, undefined);
  });

  it('reads a bounded number of other files, whatever evaluates what', () => {
    const gemspec = 'Gem::Specification.new { |s| s.name = "mine" }\n';
    const { gemspecs } = read('gemspec\n'.repeat(1_000), () => gemspec);
    assert.equal(gemspecs.filter((gem) => gem.read).length, 200);
    let reads = 0;
    const text = 'eval_gemfile "Gemfile"\n'.repeat(100);
    read(text, () => {
      reads++;
      return text;
    });
    assert.ok(reads <= 200, `${reads}`);
    assert.equal(
      read('gemspec\ngemspec\n', () => gemspec + '#'.repeat(600_000)).gemspecs.filter((gem) => gem.read).length,
      1,
    );
  });

  it('finds no file whose name is half a character', () => {
    assert.equal(read('eval_gemfile "\uD800"\n', () => 'gem "a"').opaque.length, 1);
  });

  it('does not fall over deep nesting', () => {
    const { opaque, syntaxError } = read(`gem ${'['.repeat(5_000)}${']'.repeat(5_000)}`);
    assert.equal(opaque.length, 1);
    assert.notEqual(syntaxError, undefined);
  });
});
