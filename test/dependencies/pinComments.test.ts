import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { type Bundle, makeBundle } from '../../server/src/dependencies/bundle.ts';
import { planPin } from '../../server/src/dependencies/planPin.ts';
import { readGemfile } from '../../server/src/dependencies/readGemfile.ts';
import { conditionText, parsePinComment } from '../../server/src/dependencies/removeWhen.ts';
import { unpinFix } from '../../server/src/dependencies/unpinFix.ts';
import { widenedPin } from '../../server/src/dependencies/widenedPin.ts';
import { applyEdits } from '../../server/src/linter/applyFixes.ts';
import { parseLockfile } from '../../server/src/syntax/lockfile/parseLockfile.ts';
import type { RubyParser } from '../../server/src/syntax/rubyParser.ts';
import { loadNodeRubyParser } from '../../server/src/workspace/nodeGrammar.ts';

const uri = 'file:///app/Gemfile';
const known = '# 3.0 stops the scheduler thread of sidekiq 7.3.9; remove-when: sidekiq >= 8.1.0';
let parser: RubyParser;
before(async () => {
  parser = await loadNodeRubyParser();
});

function lockOf(pool: string, requirement: string | undefined): string {
  const own = requirement === undefined ? '' : `  connection_pool${requirement === '' ? '' : ` (${requirement})`}\n`;
  return (
    `GEM\n  remote: https://rubygems.org/\n  specs:\n    activesupport (8.0.4)\n      minitest (>= 5.1)\n    connection_pool (${pool})\n` +
    `    minitest (${pool === '2.5.5' ? '5.25.5' : '6.0.0'})\n    sidekiq (7.3.9)\n      connection_pool (>= 2.3.0)\n\n` +
    `PLATFORMS\n  ruby\n\nDEPENDENCIES\n  activesupport\n${own}  sidekiq\n`
  );
}

/** A Gemfile with these lines, its lock at connection_pool 3.0.2, and a base at 2.5.5. */
function bundleOf(text: string, requirement?: string, baseText = text, lock = lockOf('3.0.2', requirement)): Bundle {
  return makeBundle({
    lockUri: `${uri}.lock`,
    lock: parseLockfile(lock),
    gemfileUri: uri,
    gemfile: readGemfile(uri, text, parser),
    base: {
      state: 'found',
      label: 'main',
      commit: undefined,
      lock: parseLockfile(lockOf('2.5.5', requirement)),
      gemfile: readGemfile(uri, baseText, parser),
    },
  });
}

const gemfile = (...lines: string[]) =>
  ['source "https://rubygems.org"', '', ...lines, 'gem "sidekiq"', '', 'gem "activesupport"', ''].join('\n');

/** The Gemfile with a pin on `gem`, and what is left when the pin is taken out again. */
function pinAndUnpin(text: string, requirement?: string, gem = 'connection_pool'): { pinned: string; back: string } {
  const bundle = bundleOf(text, requirement);
  const plan = planPin(bundle, text, gem);
  assert.ok(plan.ok, plan.ok ? '' : plan.reason);
  assert.ok(plan.lockEdits.ok);
  const pinned = applyEdits(text, plan.gemfileEdits);
  const lock = applyEdits(lockOf('3.0.2', requirement), plan.lockEdits.edits);
  const removal = unpinFix(bundleOf(pinned, requirement, text, lock), pinned, gem);
  assert.ok(removal.ok, removal.ok ? '' : removal.reason);
  return {
    pinned,
    back: applyEdits(
      pinned,
      removal.edits.filter((edit) => edit.uri === uri),
    ),
  };
}

describe('the comment of a pin beside another comment', () => {
  const long = 'gem "connection_pool", require: "connection_pool"';
  const rows: [string[], string[]][] = [
    [
      ['# Pools', '# (shared)', long],
      ['# Pools', '# (shared)', known, long.replace(',', ', "~> 2.5",')],
    ],
    [['gem "connection_pool" # shared'], [known, 'gem "connection_pool", "~> 2.5" # shared']],
    [
      ['# Pools', 'gem "connection_pool"'],
      ['# Pools', `gem "connection_pool", "~> 2.5" ${known}`],
    ],
  ];
  for (const [before, after] of rows) {
    it(`${before.join(' ⏎ ')}: says why, and leaves the other alone when it goes`, () => {
      const { pinned, back } = pinAndUnpin(gemfile(...before), '');
      assert.equal(pinned, gemfile(...after));
      assert.equal(back, gemfile(...before));
    });
  }

  it('is read though the other stands above it', () => {
    const comment = parsePinComment('# Pools\n# 3.0 came in without being asked for');
    assert.equal(comment.reason, '3.0 came in without being asked for');
  });

  it('adds its conditions to those of an earlier pin', () => {
    const own = '# 4.0 breaks us; remove-when: sidekiq >= 9';
    for (const [above, behind] of [
      [[own], ''],
      [[], ` ${own}`],
    ] as const) {
      const text = gemfile(...above, `gem "connection_pool", "< 4", require: false${behind}`);
      const plan = planPin(bundleOf(text, '< 4'), text, 'connection_pool');
      assert.ok(plan.ok);
      const pinned = applyEdits(text, plan.gemfileEdits);
      assert.equal(pinned, gemfile(...above, known, `gem "connection_pool", "~> 2.5", require: false${behind}`));
      const comment = readGemfile(uri, pinned, parser).declarations[0]?.comment ?? '';
      const { conditions, unreadable } = parsePinComment(comment);
      assert.deepEqual(conditions.map(conditionText).sort(), ['sidekiq >= 8.1.0', 'sidekiq >= 9']);
      assert.deepEqual(unreadable, []);
    }
  });
});

describe('a pin that only says what it holds at', () => {
  const chosen = (text: string, requirement: string, locked: string) => {
    const plan = planPin(bundleOf(text, locked), text, 'connection_pool', { requirements: [requirement] });
    assert.ok(plan.ok, plan.ok ? '' : plan.reason);
    return applyEdits(text, plan.gemfileEdits);
  };
  const long = `require: "${'x'.repeat(70)}"`;

  it('says it of the requirement that it has, wherever it says so', () => {
    const held = (requirement: string) =>
      gemfile(`gem "connection_pool", "${requirement}", require: false # held at ${requirement}`);
    assert.equal(chosen(held('~> 2.4'), '~> 2.3', '~> 2.4'), held('~> 2.3'));
    const above = (requirement: string) =>
      gemfile('# Pools', `# held at ${requirement}`, `gem "connection_pool", "${requirement}", ${long}`);
    assert.equal(chosen(above('~> 2.4'), '~> 2.3', '~> 2.4'), above('~> 2.3'));
  });

  it('gives way to a better reason', () => {
    const text = gemfile('gem "connection_pool", "~> 2.4", require: false # held at ~> 2.4');
    assert.equal(chosen(text, '~> 2.5', '~> 2.4'), gemfile(known, 'gem "connection_pool", "~> 2.5", require: false'));
  });

  it('is missed when a bot widens it', () => {
    const before = gemfile('gem "connection_pool", "~> 2.5", require: false # held at ~> 2.5');
    const now = before.replace('~> 2.5"', '~> 3.0"');
    const bundle = bundleOf(now, '~> 3.0', before);
    const [declaration] = bundle.gemfile?.declarations ?? [];
    assert.deepEqual(declaration && widenedPin(declaration, bundle)?.requirements, ['~> 2.5']);
    assert.equal(chosen(now, '~> 2.5', '~> 3.0'), before);
  });

  it('is spelled as Bundler spells it', () => {
    assert.match(
      chosen(gemfile('gem "connection_pool", require: false'), '~>2.5', ''),
      /gem "connection_pool", "~> 2\.5", require: false/,
    );
  });
});

it('a byte order mark stays at the beginning', () => {
  for (const line of ['gem "connection_pool" # shared', 'gem "connection_pool"', 'gem "activesupport"']) {
    const text = `\ufeff${line}\n${line.includes('act') ? '' : 'gem "activesupport"\n'}gem "sidekiq"\n`;
    const { pinned, back } = pinAndUnpin(text, line.includes('pool') ? '' : undefined);
    assert.match(pinned, /^\ufeff[^\ufeff]+$/);
    assert.equal(back, text);
  }
});

describe('a widened pin that is put back', () => {
  const unknown = '# 3.0 came in without being asked for';
  for (const [above, behind] of [
    [[known], ''],
    [[], ` ${known}`],
    [['# Pools', known], ''],
    [[unknown], ''],
    [['# Pools'], ` ${unknown}`],
  ] as const) {
    it(`is as it was: ${[...above, behind].join(' ⏎ ')}`, () => {
      const before = gemfile(...above, `gem "connection_pool", "~> 2.5", require: false${behind}`);
      const now = before.replace('~> 2.5', '~> 3.0');
      const bundle = bundleOf(now, '~> 3.0', before);
      const [declaration] = bundle.gemfile?.declarations ?? [];
      const pin = declaration && widenedPin(declaration, bundle);
      assert.ok(pin);
      const plan = planPin(bundle, now, 'connection_pool', { requirements: pin.requirements });
      assert.ok(plan.ok);
      assert.equal(applyEdits(now, plan.gemfileEdits), before);
    });
  }
});

describe('a pin in a block that is taken out again', () => {
  it('leaves no statement and no empty line behind', () => {
    for (const block of [
      'group :test do\nend',
      'group :test do\n  # nothing yet\nend',
      'group :test do # {\n  %w[sidekiq].each { |g| puts g }\nend',
      'group(:test) {\n  gem "sidekiq"\n}',
    ]) {
      const text = `source "https://rubygems.org"\n\ngem "activesupport"\ngem "sidekiq"\n\n${block}\n`;
      const { pinned, back } = pinAndUnpin(text, undefined, 'minitest');
      assert.match(pinned, /^ {2}gem "minitest", "~> 5\.25", require: false # 6\.0 came in/m);
      assert.equal(back, text);
    }
  });
});
