import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { Pin, PinEdits } from '../../server/src/dependencies/pin.ts';
import { pinEdit } from '../../server/src/dependencies/pinEdit.ts';
import { pinRemoval } from '../../server/src/dependencies/pinRemoval.ts';
import { readGemfile } from '../../server/src/dependencies/readGemfile.ts';
import { applyEdits } from '../../server/src/linter/applyFixes.ts';
import { parseLockfile } from '../../server/src/syntax/lockfile/parseLockfile.ts';
import type { RubyParser } from '../../server/src/syntax/rubyParser.ts';
import { loadNodeRubyParser } from '../../server/src/workspace/nodeGrammar.ts';

const uri = 'file:///app/Gemfile';
let parser: RubyParser;
before(async () => {
  parser = await loadNodeRubyParser();
});

const pool: Pin = {
  gem: 'connection_pool',
  requirements: ['~> 2.5'],
  reason: '3.0 breaks sidekiq',
  removeWhen: 'sidekiq >= 8.1.0',
  groups: ['default'],
  testTool: false,
  parents: ['activesupport', 'sidekiq'],
};
const comment = '# 3.0 breaks sidekiq; remove-when: sidekiq >= 8.1.0';
const line = `gem "connection_pool", "~> 2.5", require: false ${comment}`;

/** The lock that Bundler would have written for the declarations that can be read. */
function lockOf(text: string, more: readonly string[] = []): string {
  const { declarations } = readGemfile(uri, text, parser);
  const names = declarations.map(({ name, requirements }) =>
    requirements === 'unknown' || requirements.length === 0 ? name : `${name} (${requirements.join(', ')})`,
  );
  return `DEPENDENCIES\n${[...new Set([...names, ...more])].map((name) => `  ${name}\n`).join('')}`;
}

function edit(text: string, pin: Partial<Pin> = {}, at = uri, lock = lockOf(text)): PinEdits {
  return pinEdit(text, readGemfile(at, text, parser), parseLockfile(lock), { ...pool, ...pin });
}

function pinned(text: string, pin: Partial<Pin> = {}): string {
  const result = edit(text, pin);
  assert.ok(result.ok, result.ok ? '' : result.reason);
  return applyEdits(text, result.edits);
}

function refused(text: string, pin: Partial<Pin> = {}, at = uri, lock = lockOf(text)): string {
  const result = edit(text, pin, at, lock);
  assert.ok(!result.ok);
  return result.reason;
}

describe('a new pin', () => {
  it('goes to its sorted place, beside a parent, in the style around it', () => {
    assert.equal(
      pinned('source "x"\n\ngem "pg"\ngem "puma"\ngem "redis"\n\ngem "bootsnap"\ngem "sidekiq", "~> 7.3"\n'),
      `source "x"\n\ngem "pg"\ngem "puma"\ngem "redis"\n\ngem "bootsnap"\n${line}\ngem "sidekiq", "~> 7.3"\n`,
    );
    assert.equal(
      pinned("source 'x'\n\ngem('a')\ngem('b')\n"),
      `source 'x'\n\ngem('a')\ngem('b')\ngem('connection_pool', '~> 2.5', require: false) ${comment}\n`,
    );
  });

  it('prefers the longest sorted section without a parent in one', () => {
    assert.equal(
      pinned('source "x"\ngem "a"\ngem "b"\n\ngem "c"\ngem "d"\ngem "e"\n'),
      `source "x"\ngem "a"\ngem "b"\n\ngem "c"\n${line}\ngem "d"\ngem "e"\n`,
    );
  });

  it('starts a section at its head, but never between a comment and its gem', () => {
    assert.equal(pinned('source "x"\n\ngem "d"\ngem "e"\n'), `source "x"\n\n${line}\ngem "d"\ngem "e"\n`);
    assert.equal(
      pinned('source "x"\n\n# The database\ngem "d"\ngem "e"\n\ngem "z"\n'),
      `source "x"\n\n# The database\ngem "d"\ngem "e"\n\n${line}\n\ngem "z"\n`,
    );
  });

  it('is a paragraph of its own where nothing is sorted', () => {
    assert.equal(
      pinned('source "x"\n\ngem "z"\ngem "sidekiq"\n# apart\ngem "q"\ngem "b"\n'),
      `source "x"\n\ngem "z"\ngem "sidekiq"\n\n${line}\n\n# apart\ngem "q"\ngem "b"\n`,
    );
    assert.equal(
      pinned('source "x"\n\ngem "z"\n\ngem "q"\n\ngroup :test do\n  gem "t"\nend\n'),
      `source "x"\n\ngem "z"\n\ngem "q"\n\n${line}\n\ngroup :test do\n  gem "t"\nend\n`,
    );
  });

  it('stands within no expression of several lines', () => {
    assert.equal(
      pinned('source "x"\n\ngem "a"\ngem "beta" or\n  raise "no"\n'),
      `source "x"\n\ngem "a"\n\n${line}\n\ngem "beta" or\n  raise "no"\n`,
    );
    assert.equal(
      pinned('source "x"\n\ngem "a"\n\nENV["SKIP"] ||\n  gem("sidekiq")\ngem "z"\n'),
      `source "x"\n\ngem "a"\n\nENV["SKIP"] ||\n  gem("sidekiq")\ngem "z"\n\n${line}\n`,
    );
  });

  it('orders as RuboCop does: without punctuation, in lower case', () => {
    const text = 'source "x"\ngem "Connect"\ngem "connection-a"\ngem "connectionq"\n';
    assert.equal(pinned(text), `source "x"\ngem "Connect"\ngem "connection-a"\n${line}\ngem "connectionq"\n`);
  });

  it('counts a gem behind a modifier and a gem of several lines as part of a section', () => {
    assert.equal(
      pinned('source "x"\ngem "a",\n  "~> 1"\ngem "b" if x\ngem "d"\n'),
      `source "x"\ngem "a",\n  "~> 1"\ngem "b" if x\n${line}\ngem "d"\n`,
    );
  });

  it('goes behind what comes first where there is no gem', () => {
    assert.equal(
      pinned('source "x"\nruby "3.3"\n\ngroup :test do\n  gem "t"\nend\n'),
      `source "x"\nruby "3.3"\n\n${line}\n\ngroup :test do\n  gem "t"\nend\n`,
    );
    assert.equal(pinned('source "x"\n'), `source "x"\n\n${line}\n`);
    assert.equal(pinned('source "x"'), `source "x"\n\n${line}`);
    assert.equal(pinned(''), `${line}\n`);
  });

  it('keeps CRLF', () => {
    assert.equal(pinned('source "x"\r\ngem "a"\r\ngem "d"\r\n'), `source "x"\r\ngem "a"\r\n${line}\r\ngem "d"\r\n`);
  });

  it('puts a long comment above, broken between words', () => {
    const reason = `${'very '.repeat(30)}long`;
    const text = pinned('source "x"\n\ngem "a"\ngem "d"\n', { reason });
    assert.ok(text.split('\n').every((written) => written.length <= 120));
    assert.match(
      text,
      /gem "a"\n# very [^\n]+\n# [^\n]*long; remove-when: sidekiq >= 8\.1\.0\ngem "connection_pool", "~> 2\.5", require: false\ngem "d"/,
    );
  });

  it('takes several requirements', () => {
    assert.match(
      pinned('source "x"\n', { requirements: ['>= 2.5', '< 3'] }),
      /gem "connection_pool", ">= 2\.5", "< 3", require/,
    );
  });
});

describe('the group of a new pin', () => {
  const text =
    'source "x"\n\ngem "a"\n\ngroup :development, :test do\n  gem "b"\nend\n\ngroup :test do\n  gem "t"\nend\n';
  const rows: [Partial<Pin>, RegExp][] = [
    [{ groups: ['default', 'test'] }, /gem "a"\n\ngem "connection_pool"/],
    [{ groups: 'unknown' }, /gem "a"\n\ngem "connection_pool"/],
    [
      { groups: ['test'] },
      /group :test do\n {2}gem "t"\n\n {2}gem "connection_pool", "~> 2\.5", require: false # .*\nend/,
    ],
    [{ groups: ['test', 'development'] }, /group :development, :test do\n {2}gem "b"\n\n {2}gem "connection_pool"/],
    // A tool for tests that only other groups have is not installed for tests.
    [{ groups: ['docs'], testTool: true }, /gem "connection_pool", "~> 2\.5", group: :docs, require: false/],
    [{ groups: ['default'], testTool: true }, /group :test do\n {2}gem "t"\n\n {2}gem "connection_pool"/],
    [{ groups: ['ci'] }, /gem "a"\n\ngem "connection_pool", "~> 2\.5", group: :ci, require: false/],
    // In double quotes Ruby would run it.
    [{ groups: ['a#{b}'] }, /gem "connection_pool", "~> 2\.5", group: "a\\#\{b\}", require: false/],
    [{ groups: ['ci', 'docs'] }, /gem "a"\n\ngem "connection_pool", "~> 2\.5", group: %i\[ci docs\], require: false/],
  ];
  for (const [pin, expected] of rows) {
    it(JSON.stringify(pin), () => assert.match(pinned(text, pin), expected));
  }

  it('fills an empty block, with a head of two lines too', () => {
    assert.equal(
      pinned('source "x"\n\ngroup :test do\nend\n', { groups: ['test'] }),
      `source "x"\n\ngroup :test do\n  ${line}\nend\n`,
    );
    assert.equal(
      pinned('source "x"\n\ngroup :a,\n      :b do\n  platforms :mri do\n    gem "m"\n  end\nend\n', {
        groups: ['b', 'a'],
      }),
      `source "x"\n\ngroup :a,\n      :b do\n  ${line}\n\n  platforms :mri do\n    gem "m"\n  end\nend\n`,
    );
  });

  it('leaves blocks of one line, nested blocks and other groups alone', () => {
    assert.match(
      pinned('source "x"\ngroup(:test) { gem "t" }\n', { groups: ['test'] }),
      /^source "x"\n\ngem "connection_pool".* group: :test/,
    );
    assert.match(
      pinned('source "x"\nif y\n  group :test do\n    gem "t"\n  end\nend\n', { groups: ['test'] }),
      /^source "x"\n\ngem "connection_pool".* group: :test/,
    );
  });
});

describe('a gem that is declared already', () => {
  const rows: [string, string][] = [
    ['gem "connection_pool"', `gem "connection_pool", "~> 2.5" ${comment}`],
    ["gem 'connection_pool', '>= 2', require: 'x'", `gem 'connection_pool', '~> 2.5', require: 'x' ${comment}`],
    ['gem("connection_pool", ">= 2", "< 5")', `gem("connection_pool", "~> 2.5") ${comment}`],
    ['gem "connection_pool", ["~> 3.0"], group: :x', `gem "connection_pool", "~> 2.5", group: :x ${comment}`],
    ['gem "connection_pool", ">= 2" # shared', `${comment}\ngem "connection_pool", "~> 2.5" # shared`],
    ['# Pools\ngem "connection_pool"', `# Pools\ngem "connection_pool", "~> 2.5" ${comment}`],
    [
      'gem "connection_pool",\n    ">= 2",\n    require: false',
      `gem "connection_pool",\n    "~> 2.5",\n    require: false ${comment}`,
    ],
    // RuboCop's Bundler/GemComment looks for it beside an argument, or above.
    ['gem(\n  "connection_pool",\n  ">= 2",\n)', `${comment}\ngem(\n  "connection_pool",\n  "~> 2.5",\n)`],
    [
      `gem "connection_pool", require: "${'x'.repeat(60)}"`,
      `${comment}\ngem "connection_pool", "~> 2.5", require: "${'x'.repeat(60)}"`,
    ],
    [
      'gem "connection_pool", source: "https://mine"',
      `gem "connection_pool", "~> 2.5", source: "https://mine" ${comment}`,
    ],
  ];
  for (const [before, after] of rows) {
    it(before.replaceAll('\n', ' ⏎ '), () =>
      assert.equal(pinned(`source "x"\n\n${before}\ngem "z"\n`), `source "x"\n\n${after}\ngem "z"\n`),
    );
  }
});

describe('no edit, and why', () => {
  const rows: [string, RegExp][] = [
    ['gem "connection_pool" if x', /under a condition/],
    ['if x\n  gem "connection_pool"\nelse\n  gem "connection_pool"\nend', /more than once/],
    ['gem "connection_pool", V', /an expression/],
    ['%w[connection_pool].each { |g| gem g }', /an expression/],
    ['gem "connection_pool", git: "https://h/x"', /from a git repository/],
    ['gem "connection_pool", path: "x"', /from a path/],
    ['gem "connection_pool", "~> 2.5"', /requires connection_pool ~> 2\.5 already/],
    ['gem "a', /syntax error on line/],
    ['gem "a", require: <<~X\n  a\n', /syntax error on line 1/],
    [
      '# This file was generated by Appraisal\n\ngem "a"',
      /Appraisal writes this Gemfile anew: the pin belongs into Appraisals/,
    ],
    ['source "https://x" do\n  gem "a"\nend', /no source outside of its blocks/],
  ];
  for (const [text, expected] of rows) {
    it(text.replaceAll('\n', ' ⏎ '), () => assert.match(refused(text), expected));
  }

  it('a gem that a gemspec declares', () => {
    const gemspec = 'Gem::Specification.new { |s| s.name = "mine"; s.add_development_dependency "connection_pool" }';
    const text = 'source "x"\ngemspec\n';
    const gemfile = readGemfile(uri, text, parser, () => gemspec);
    const lock = parseLockfile('DEPENDENCIES\n  connection_pool\n  mine!\n');
    const result = pinEdit(text, gemfile, lock, pool);
    assert.deepEqual(result, { ok: false, reason: 'connection_pool is declared by the gemspec' });
  });

  it('a gem that its git repository or path brings along, declared or not', () => {
    const sections = 'GIT\n  remote: x\n  specs:\n    app (1)\n    connection_pool (3.0.2)\n\n';
    const declared = 'source "x"\ngem "app", git: "x"\ngem "connection_pool"\n';
    for (const text of ['source "x"\ngem "app", git: "x"\n', declared]) {
      const reason = refused(text, {}, uri, sections + lockOf(text));
      assert.match(reason, /^connection_pool comes from a git repository, where versions are not chosen$/);
    }
  });

  it('a gem that another source serves than the one that a statement at the top level would ask', () => {
    const section = (remotes: readonly string[], gem: string) =>
      `GEM\n${remotes.map((url) => `  remote: ${url}/\n`).join('')}  specs:\n    ${gem} (3.0.2)\n\n`;
    const text = 'source "https://a.example"\ngem "a"\n\nsource "https://b.example" do\n  gem "b"\nend\n';
    const [a, b] = ['https://a.example', 'https://b.example'];
    const foreign = /^connection_pool may come from another source than the Gemfile's own/;
    const own = section([a], 'connection_pool');
    const other = section([b], 'connection_pool');
    assert.match(refused(text, {}, uri, section([a], 'a') + other + lockOf(text)), foreign);
    assert.match(refused(text, {}, uri, other + lockOf(text)), foreign);
    assert.match(refused(text, {}, uri, section([a, b], 'connection_pool') + lockOf(text)), foreign);
    assert.match(refused(text.replace('"https://a', 'ENV["A"] || "'), {}, uri, own + lockOf(text)), foreign);
    assert.match(refused(`source "https://c.example"\n${text}`, {}, uri, own + lockOf(text)), foreign);
    assert.equal(edit(text, {}, uri, own + section([b], 'b') + lockOf(text)).ok, true);
  });

  it('other files, and locks that are out of date', () => {
    assert.match(refused('gem "a"', {}, 'file:///app/lib/deps.rb'), /not a Gemfile/);
    assert.match(
      refused('gem "a"', {}, uri, 'DEPENDENCIES\n  a (~> 2)\n'),
      /out of date \(the Gemfile wants a >= 0, the lock has ~> 2\)/,
    );
    assert.match(refused('gem "a"', {}, uri, 'DEPENDENCIES\n'), /out of date \(the Gemfile declares a/);
    assert.match(refused('gem "a"', {}, uri, 'DEPENDENCIES\n  a\n  b\n'), /out of date \(the lock declares b/);
    assert.match(refused('gem f("a")', {}, uri, 'DEPENDENCIES\n  connection_pool\n'), /cannot be read without running/);
  });

  it('accepts a lock that says the same in other words', () => {
    const text = 'source "x"\ngem "a", "1.2"\ngem "b", "<4", ">=2"\ngem "c" if x\ngem d("e")\n';
    const result = edit(text, {}, uri, 'DEPENDENCIES\n  a (= 1.2)\n  b (>= 2, < 4)\n  e\n');
    assert.equal(result.ok, true);
  });
});

describe('a pin that is taken out again', () => {
  function removed(text: string, pulled = true): string {
    const result = pinRemoval(text, readGemfile(uri, text, parser), 'connection_pool', pulled);
    assert.ok(result.ok, result.ok ? '' : result.reason);
    return applyEdits(text, result.edits);
  }

  it('leaves the Gemfile as it was before it was written', () => {
    const reason = `${'very '.repeat(30)}long`;
    for (const text of [
      'source "x"\n\ngem "a"\ngem "d"\n',
      'source "x"\n\ngem "d"\ngem "a"\n',
      'source "x"\n\ngem "d"\n# apart\ngem "a"\n',
      'source "x"\n\n# The database\ngem "d"\ngem "e"\n\ngem "z"\n',
      'source "x"\n\ngroup :test do\n  gem "t"\n  gem "a"\nend\n',
      'source "x"\r\ngem "a"\r\ngem "d"\r\n',
      'source "x"\ngem "b"\ngem "a"',
      'source "x"\n\ngroup :test do\nend\n',
    ]) {
      for (const pin of [{}, { reason }, { groups: ['test'] }]) {
        const back = removed(pinned(text, pin));
        // A comment that ended its section is set apart by a line that stays.
        assert.equal(back.replace('\n\n# apart', '\n# apart'), text);
      }
    }
  });

  it('takes the comment along that begins with the version that was kept out, and no other', () => {
    const statement = 'gem "connection_pool", "~> 2.5", require: false';
    assert.equal(
      removed(`gem "a"\n# 3.0 stops the scheduler\n# of jobs\n${statement}\ngem "z"\n`),
      'gem "a"\ngem "z"\n',
    );
    assert.equal(removed(`${statement} # 3.0 breaks\n`, false), 'gem "connection_pool", require: false\n');
    assert.equal(removed(`# Pools\n${statement}\ngem "z"\n`), '# Pools\ngem "z"\n');
  });

  it('keeps a gem that the application declares for itself', () => {
    assert.equal(
      removed('gem "connection_pool", "~> 2.5", require: "x" # 3.0 breaks; remove-when: a >= 1\ngem "z"\n'),
      'gem "connection_pool", require: "x"\ngem "z"\n',
    );
    assert.equal(
      removed('gem "connection_pool", "~> 2.5", require: false\n', false),
      'gem "connection_pool", require: false\n',
    );
    assert.equal(
      removed('# why\n# remove-when: a >= 1\ngem "connection_pool", "~> 2.5" # ours\n'),
      'gem "connection_pool" # ours\n',
    );
  });

  it('is refused where more than the pin would change', () => {
    const reason = (text: string) => {
      const result = pinRemoval(text, readGemfile(uri, text, parser), 'connection_pool', true);
      assert.ok(!result.ok);
      return result.reason;
    };
    assert.match(reason('gem "a"'), /exactly once/);
    assert.match(reason('gem "connection_pool", V'), /cannot be changed alone/);
    assert.match(reason('gem "connection_pool"'), /no requirement/);
  });
});
