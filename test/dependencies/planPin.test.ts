import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { makeBundle } from '../../server/src/dependencies/bundle.ts';
import { intersects } from '../../server/src/dependencies/intersects.ts';
import type { PinEdits } from '../../server/src/dependencies/pin.ts';
import { pinFix } from '../../server/src/dependencies/pinFix.ts';
import { type PinPlan, planPin } from '../../server/src/dependencies/planPin.ts';
import { readGemfile } from '../../server/src/dependencies/readGemfile.ts';
import { parseRequirement, parseRequirementList } from '../../server/src/dependencies/requirement.ts';
import { unpinFix } from '../../server/src/dependencies/unpinFix.ts';
import { applyEdits } from '../../server/src/linter/applyFixes.ts';
import { parseLockfile } from '../../server/src/syntax/lockfile/parseLockfile.ts';
import type { RubyParser } from '../../server/src/syntax/rubyParser.ts';
import { loadNodeRubyParser } from '../../server/src/workspace/nodeGrammar.ts';

let parser: RubyParser;
before(async () => {
  parser = await loadNodeRubyParser();
});

const gemfile = 'source "https://rubygems.org"\n\ngem "sidekiq"\n\ngroup :test do\n  gem "capybara"\nend\n';

function lock(pool: string, need: string): string {
  return `GEM\n  remote: https://rubygems.org/\n  specs:\n    capybara (3.40)\n      matrix\n    connection_pool (${pool})\n    matrix (0.4.3)\n    sidekiq (8.1.2)\n      connection_pool (${need})\n\nDEPENDENCIES\n  capybara\n  sidekiq\n`;
}

function plan(
  need: string,
  requirements?: readonly string[],
  withBase = true,
  gem = 'connection_pool',
  text = gemfile,
): PinPlan {
  const uri = 'file:///app/Gemfile';
  const bundle = makeBundle({
    lockUri: 'file:///app/Gemfile.lock',
    lock: parseLockfile(lock('3.0.2', need)),
    gemfileUri: uri,
    gemfile: readGemfile(uri, text, parser),
    base: withBase
      ? {
          state: 'found',
          label: 'main',
          commit: undefined,
          lock: parseLockfile(lock('2.5.5', '>= 2')),
          gemfile: undefined,
        }
      : { state: 'absent', reason: 'git is not installed' },
  });
  return planPin(bundle, text, gem, requirements === undefined ? {} : { requirements });
}

function refusal(result: PinPlan): string {
  assert.ok(!result.ok);
  return result.reason;
}

describe('planning a pin', () => {
  it('takes what the base had, where every parent accepts it', () => {
    const result = plan('>= 2.3.0');
    assert.ok(result.ok);
    assert.deepEqual(result.pin.requirements, ['~> 2.5']);
    assert.deepEqual([result.pin.groups, result.pin.parents, result.version], [['default'], ['sidekiq'], '2.5.5']);
    assert.ok(result.lockEdits.ok);
  });

  it('names the parent that could not live with it', () => {
    assert.match(refusal(plan('>= 3.0.0')), /^sidekiq 8\.1\.2 requires connection_pool >= 3\.0\.0/);
    assert.match(refusal(plan('>= 3.0.0', ['~> 2.5'])), /^sidekiq 8\.1\.2 requires connection_pool >= 3\.0\.0$/);
    assert.match(refusal(plan('>= 3.0.0', ['two'])), /^two is no requirement$/);
    assert.match(refusal(plan('>= 2', ['~> 1'], true, 'gone')), /^gone is not in the lock$/);
  });

  it('works for a requirement that somebody chose, without a base too: then only Bundler can write the lock', () => {
    const result = plan('>= 2.3.0', ['~> 2.4', '!= 2.4.1'], false);
    assert.ok(result.ok);
    assert.match(
      result.gemfileEdits[0]?.newText ?? '',
      /gem "connection_pool", "~> 2\.4", "!= 2\.4\.1", require: false # held at ~> 2\.4, != 2\.4\.1/,
    );
    assert.equal(result.lockEdits.ok, false);
    assert.match(refusal(plan('>= 2.3.0', undefined, false)), /git is not installed/);
  });

  it('names what has to go back along, which Bundler keeps where it is unless it is told', () => {
    const uri = 'file:///app/Gemfile';
    const texts = ['4.1.0', '3.0.0'].map((scp) => {
      const ssh = scp === '3.0.0' ? ['6.1.0', '< 7.0.0'] : ['7.3.0', '< 8.0.0'];
      return `GEM\n  remote: https://rubygems.org/\n  specs:\n    net-scp (${scp})\n      net-ssh (${ssh[1]})\n    net-ssh (${ssh[0]})\n    sshkit (1.21.7)\n      net-scp (>= 1.1.2)\n      net-ssh (>= 2.8.0)\n\nDEPENDENCIES\n  sshkit\n`;
    });
    const [head, base] = texts.map(parseLockfile);
    assert.ok(head && base);
    const text = 'gem "sshkit"\n';
    const bundle = makeBundle({
      lockUri: 'file:///app/Gemfile.lock',
      lock: head,
      gemfileUri: uri,
      gemfile: readGemfile(uri, text, parser),
      base: { state: 'found', label: 'main', commit: undefined, lock: base, gemfile: undefined },
    });
    const fix = pinFix(bundle, text, 'net-scp');
    assert.ok(fix.ok);
    assert.match(fix.title, /then run: bundle lock --update net-scp net-ssh --conservative$/);
  });

  it('does not hold the other branch of a condition for what the Gemfile requires', () => {
    const text = `${gemfile}gem "connection_pool", "~> 1.0" if ENV["OLD"]\n`;
    assert.match(refusal(plan('>= 2', undefined, true, 'connection_pool', text)), /is declared under a condition$/);
  });

  it('puts a gem of the test group there', () => {
    const result = plan('>= 2', ['~> 0.4.3'], true, 'matrix');
    assert.ok(result.ok);
    assert.equal(result.gemfileEdits[0]?.range.start.line, 5);
  });

  it('says what is kept out where nothing came in', () => {
    const result = plan('>= 2', undefined, true, 'matrix');
    assert.ok(result.ok);
    assert.equal(result.pin.reason, '0.5 is kept out');
  });
});

describe('a pin and its removal, as fixes of both files', () => {
  it('change and restore Gemfile and lock together', () => {
    const uri = 'file:///app/Gemfile';
    const lockUri = 'file:///app/Gemfile.lock';
    const bundleOf = (text: string, lockText: string) =>
      makeBundle({
        lockUri,
        lock: parseLockfile(lockText),
        gemfileUri: uri,
        gemfile: readGemfile(uri, text, parser),
        base: {
          state: 'found',
          label: 'main',
          commit: undefined,
          lock: parseLockfile(lock('2.5.5', '>= 2')),
          gemfile: undefined,
        },
      });
    const apply = (text: string, of: string, fix: PinEdits) => {
      assert.ok(fix.ok);
      return applyEdits(
        text,
        fix.edits.filter((edit) => edit.uri === of),
      );
    };
    const head = lock('3.0.2', '>= 2');
    const fix = pinFix(bundleOf(gemfile, head), gemfile, 'connection_pool');
    assert.equal(fix.ok && fix.title, 'Pin connection_pool to "~> 2.5", back to 2.5.5');
    const [pinned, pinnedLock] = [apply(gemfile, uri, fix), apply(head, lockUri, fix)];
    assert.match(pinnedLock, /connection_pool \(2\.5\.5\)[\s\S]*\n {2}connection_pool \(~> 2\.5\)\n/);
    const unpin = unpinFix(bundleOf(pinned, pinnedLock), pinned, 'connection_pool');
    assert.equal(apply(pinned, uri, unpin), gemfile);
    assert.equal(apply(pinnedLock, lockUri, unpin), lock('2.5.5', '>= 2'));
  });

  it('keep what the application declares for itself', () => {
    const uri = 'file:///app/Gemfile';
    const text = 'source "x"\ngem "capybara", "~> 3.40" # x; remove-when: sidekiq >= 1\ngem "sidekiq"\n';
    const locked = lock('2.5.5', '>= 2').replace('  capybara\n  sidekiq', '  capybara (~> 3.40)\n  sidekiq');
    const fix = unpinFix(
      makeBundle({
        lockUri: 'l',
        lock: parseLockfile(locked),
        gemfileUri: uri,
        gemfile: readGemfile(uri, text, parser),
        base: { state: 'absent', reason: 'none' },
      }),
      text,
      'capybara',
    );
    assert.ok(fix.ok);
    assert.equal(
      applyEdits(
        text,
        fix.edits.filter((edit) => edit.uri === uri),
      ),
      'source "x"\ngem "capybara"\ngem "sidekiq"\n',
    );
    assert.match(
      applyEdits(
        locked,
        fix.edits.filter((edit) => edit.uri === 'l'),
      ),
      /DEPENDENCIES\n {2}capybara\n {2}sidekiq\n/,
    );
  });
});

describe('requirements that meet', () => {
  const meet = (a: string, b: string) => {
    const [first, second] = [parseRequirementList(a), parseRequirementList(b)];
    assert.ok(first && second);
    return intersects([first, second]);
  };

  it('do when some version satisfies all', () => {
    for (const [a, b] of [
      ['~> 2.5', '>= 2.2.5'],
      ['~> 2.5', '>= 0'],
      ['< 3', '> 2.9.9'],
      ['<= 3.0', '>= 3'],
      ['!= 2.5', '~> 2.5'],
      ['= 2.5', '~> 2.5'],
      ['> 1, < 1.1', '!= 1.0.1'],
      ['~> 2.5', '>= 2, < 4'],
    ] as const) {
      assert.equal(meet(a, b), true, `${a} and ${b}`);
    }
  });

  it('do not when none does', () => {
    for (const [a, b] of [
      ['~> 2.5', '>= 3.0.0'],
      ['< 2', '>= 2'],
      ['< 2', '> 2'],
      ['= 2.5', '!= 2.5'],
      ['= 2.5', '~> 2.6'],
      ['~> 2.5.0', '~> 2.6'],
    ] as const) {
      assert.equal(meet(a, b), false, `${a} and ${b}`);
    }
    assert.equal(parseRequirement(['two']), undefined);
  });
});
