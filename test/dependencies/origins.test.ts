import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { makeBundle } from '../../server/src/dependencies/bundle.ts';
import { carriersText, pinText } from '../../server/src/dependencies/messages.ts';
import { readGemfile } from '../../server/src/dependencies/readGemfile.ts';
import { type Threat, threats } from '../../server/src/dependencies/threats.ts';
import type { Lockfile } from '../../server/src/syntax/lockfile/lockfile.ts';
import { parseLockfile } from '../../server/src/syntax/lockfile/parseLockfile.ts';
import type { RubyParser } from '../../server/src/syntax/rubyParser.ts';
import { loadNodeRubyParser } from '../../server/src/workspace/nodeGrammar.ts';
import { type LockSketch, lockText } from '../support/lockText.ts';

let parser: RubyParser;
before(async () => {
  parser = await loadNodeRubyParser();
});

function judged(base: LockSketch, head: LockSketch, declared: readonly string[], override = ''): readonly Threat[] {
  const text = declared.map((name) => `gem "${name}"\n`).join('') + override;
  return judgedLocks(parseLockfile(lockText(base, declared)), parseLockfile(lockText(head, declared)), text);
}

function judgedLocks(base: Lockfile, lock: Lockfile, text: string): readonly Threat[] {
  const gemfileUri = 'file:///app/Gemfile';
  const bundle = makeBundle({
    lockUri: 'file:///app/Gemfile.lock',
    lock,
    gemfileUri,
    gemfile: readGemfile(gemfileUri, text, parser),
    base: { state: 'found', label: 'main', commit: undefined, lock: base, gemfile: undefined },
  });
  return threats(bundle);
}

const origins = (crossed: readonly Threat[]) => crossed.map(({ crossing: { gem, origin } }) => `${gem.name} ${origin}`);

/** Why one of the gems was carried, and what is said of a pin on it. */
function told(crossed: readonly Threat[], gem: string): readonly string[] {
  const threat = crossed.find(({ crossing }) => crossing.gem.name === gem);
  return threat === undefined ? [] : [carriersText(threat.crossing, () => '2'), pinText(threat.pin)];
}

describe('a gem out of a repository that the Gemfile names', () => {
  it('came with the revision: somebody chose that', () => {
    const [before, after] = [
      { 'mono 1.0': ['part'], 'part 1.0': [] },
      { 'mono 1.1': ['part'], 'part 2.0': [] },
    ];
    assert.deepEqual(origins(judged(before, after, ['mono'])), ['part floated']);
    const lock = parseLockfile(lockText(after, ['mono']).replace(/^GEM$/m, 'GIT'));
    const base = parseLockfile(lockText(before, ['mono']).replace(/^GEM$/m, 'GIT'));
    assert.deepEqual(origins(judgedLocks(base, lock, 'gem "mono", git: "https://example.com/mono.git"\n')), [
      'part invited',
    ]);
  });
});

describe('an old version that cannot live with what else is locked', () => {
  const session = (rack: string, version: string, need: string): LockSketch => ({
    'web 2': ['rack >= 2.2.4', 'rack-session >= 1.0.1'],
    [`rack ${rack}`]: [],
    [`rack-session ${version}`]: [`rack ${need}`],
  });
  const [base, head] = [session('2.2.9', '1.0.2', '< 3'), session('3.0.1', '2.0.0', '>= 3.0.0')];

  it('had to go where the other gem was asked for, and no pin brings it back', () => {
    const crossed = judged(base, head, ['web', 'rack']);
    assert.deepEqual(origins(crossed), ['rack invited', 'rack-session carried']);
    const why = 'rack-session 1.0.2 needs rack < 3, and rack 3.0.1 was asked for';
    assert.deepEqual(told(crossed, 'rack-session'), [why, `no pin takes it back: ${why}`]);
  });

  it('had to go where a third gem requires the other one', () => {
    const crossed = judged(
      { 'web 1': ['rack >= 2', 'session'], 'rack 2.2': [], 'session 1.0': ['rack < 3'] },
      { 'web 2': ['rack >= 3', 'session'], 'rack 3.0': [], 'session 2.0': ['rack >= 2'] },
      ['web'],
    );
    assert.deepEqual(origins(crossed), ['rack carried', 'session carried', 'web invited']);
    const why = 'session 1.0 needs rack < 3, and web 2 requires rack >= 3';
    assert.deepEqual(told(crossed, 'session'), [why, `no pin takes it back: ${why}`]);
  });

  it('could stay where the other one came along with it alone, or where an override decides', () => {
    const crossed = judged(base, head, ['web']);
    assert.deepEqual(origins(crossed), ['rack carried', 'rack-session floated']);
    assert.deepEqual(told(crossed, 'rack-session'), ['', 'pin "~> 1.0"']);
    const overridden = judged(base, head, ['web', 'rack'], 'override "rack", version: ">= 3"\n');
    assert.deepEqual(origins(overridden), ['rack invited', 'rack-session floated']);
  });

  it('could stay where only what came with the new version requires the other one', () => {
    const crossed = judged(
      { 'web 1': ['session >= 1'], 'rack 2.2': [], 'session 1.0': ['rack < 3'] },
      {
        'web 1': ['session >= 1'],
        'helper 1.0': ['rack >= 3'],
        'rack 3.0': [],
        'session 2.0': ['helper', 'rack >= 2'],
      },
      ['web'],
    );
    assert.deepEqual(origins(crossed), ['rack carried', 'session floated']);
    assert.deepEqual(told(crossed, 'session'), ['', 'pin "~> 1.0"']);
  });

  it('floated where gems went along for one another alone: nobody chose that circle', () => {
    const circle = (
      rack: string,
      [session, sessionNeed]: [string, string],
      [up, upNeed]: [string, string],
    ): LockSketch => ({
      'web 1': ['rack >= 2.2.4', 'rack-session >= 1.0.1', 'rackup >= 1'],
      [`rack ${rack}`]: [],
      [`rack-session ${session}`]: [`rack ${sessionNeed}`],
      [`rackup ${up}`]: [`rack ${upNeed}`],
    });
    const before = circle('2.2.9', ['1.0.2', '< 3'], ['1.0.1', '< 3']);
    const after = circle('3.1.8', ['2.1.0', '>= 3.0.0'], ['2.2.1', '>= 3']);
    const crossed = judged(before, after, ['web']);
    assert.deepEqual(origins(crossed), ['rack carried', 'rack-session floated', 'rackup floated']);
    assert.deepEqual(told(crossed, 'rackup'), [
      '',
      'no pin takes it back: rackup 1.0.1 needs rack < 3, and rack-session 2.1.0 requires rack >= 3.0.0',
    ]);
    assert.equal(told(crossed, 'rack')[0], 'rack-session 2 requires >= 3.0.0; rackup 2 requires >= 3');
    // One that somebody chose is the reason of both.
    const mock = judged({ ...before, 'mock 1': ['rack'] }, { ...after, 'mock 2': ['rack >= 3'] }, ['web', 'mock']);
    assert.deepEqual(origins(mock), ['mock invited', 'rack carried', 'rack-session carried', 'rackup carried']);
    assert.deepEqual(told(mock, 'rackup')[0], 'rackup 1.0.1 needs rack < 3, and mock 2 requires rack >= 3');
  });

  it('could stay where all that it needs is still locked as it needs it', () => {
    const crossed = judged(
      { 'web 2': ['json', 'pool'], 'json 2.1': [], 'pool 1.0': ['json >= 1, < 3'] },
      { 'web 2': ['json', 'pool'], 'json 2.9': [], 'pool 2.0': [] },
      ['web', 'json'],
    );
    assert.deepEqual(origins(crossed), ['pool floated']);
    assert.deepEqual(told(crossed, 'pool'), ['', 'pin "~> 1.0"']);
  });
});
