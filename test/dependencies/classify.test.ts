import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { type BundleParts, makeBundle } from '../../server/src/dependencies/bundle.ts';
import { breakageText } from '../../server/src/dependencies/messages.ts';
import { readGemfile } from '../../server/src/dependencies/readGemfile.ts';
import { type Threat, threats } from '../../server/src/dependencies/threats.ts';
import { parseLockfile } from '../../server/src/syntax/lockfile/parseLockfile.ts';
import type { RubyParser } from '../../server/src/syntax/rubyParser.ts';
import { loadNodeRubyParser } from '../../server/src/workspace/nodeGrammar.ts';
import { type LockSketch, lockText } from '../support/lockText.ts';

let parser: RubyParser;
before(async () => {
  parser = await loadNodeRubyParser();
});

interface Change {
  readonly base: LockSketch;
  readonly head: LockSketch;
  readonly declared: readonly string[];
  readonly gemfile?: string;
  readonly ruby?: string;
  readonly more?: Partial<BundleParts>;
}

function bundleOf({ base, head, declared, gemfile, ruby, more }: Change) {
  const gemfileUri = 'file:///app/Gemfile';
  const text = gemfile ?? declared.map((entry) => `gem "${entry.split(' ')[0]}"\n`).join('');
  return makeBundle({
    lockUri: 'file:///app/Gemfile.lock',
    lock: parseLockfile(lockText(head, declared, ruby)),
    gemfileUri,
    gemfile: readGemfile(gemfileUri, text, parser),
    base: {
      state: 'found',
      label: 'main',
      commit: undefined,
      lock: parseLockfile(lockText(base, declared, ruby)),
      gemfile: undefined,
    },
    ...more,
  });
}

/** One line a crossing: `gem kind origin blast risk`. */
function verdicts(change: Change): string[] {
  return threats(bundleOf(change)).map(
    ({ crossing, risk }) =>
      `${crossing.gem.name} ${crossing.kind} ${crossing.origin} ${crossing.blast} ${risk ?? 'silent'}`,
  );
}

function only(change: Change): Threat {
  const [threat, ...others] = threats(bundleOf(change));
  assert.ok(threat !== undefined && others.length === 0, `${1 + others.length} crossings`);
  return threat;
}

describe('who let a gem cross', () => {
  it('floated: every parent would still accept the old version', () => {
    const change = {
      base: { 'web 1.0': ['pool >= 2.2'], 'pool 2.5.5': [] },
      head: { 'web 1.0': ['pool >= 2.2'], 'pool 3.0.2': [] },
      declared: ['web'],
    };
    assert.deepEqual(verdicts(change), ['pool major floated runtime warning']);
    const { crossing } = only(change);
    assert.deepEqual(
      crossing.bystanders.map(({ parent }) => parent),
      ['web'],
    );
  });

  it('carried: a parent no longer accepts it; parents that did not move and hold nothing are bystanders', () => {
    const change = {
      base: { 'jobs 8.0': ['pool >= 2'], 'web 1.0': ['pool >= 2.2'], 'cap 1.0': ['pool < 9'], 'pool 2.5.5': [] },
      head: { 'jobs 8.1': ['pool >= 3'], 'web 1.0': ['pool >= 2.2'], 'cap 1.0': ['pool < 9'], 'pool 3.0.2': [] },
      declared: ['jobs', 'web', 'cap'],
    };
    assert.deepEqual(verdicts(change), ['pool major carried runtime info']);
    const { crossing } = only(change);
    assert.deepEqual(
      [crossing.carriers.map(({ parent }) => parent), crossing.bystanders.map(({ parent }) => parent)],
      [['jobs'], ['web']],
    );
  });

  it('carried with nobody else around is only a hint', () => {
    assert.deepEqual(
      verdicts({
        base: { 'jobs 8.0': ['pool >= 2'], 'pool 2.5.5': [] },
        head: { 'jobs 8.1': ['pool >= 3'], 'pool 3.0.2': [] },
        declared: ['jobs'],
      }),
      ['pool major carried runtime hint'],
    );
  });

  it('invited: the Gemfile names it, or a gem in this repository needs it', () => {
    const base = { 'web 1.0': ['pool >= 2.2'], 'pool 2.5.5': [] };
    const head = { 'web 1.0': ['pool >= 2.2'], 'pool 3.0.2': [] };
    assert.deepEqual(verdicts({ base, head, declared: ['web', 'pool'] }), ['pool major invited runtime silent']);
  });

  it('invited as a family: gems of one version that require one another exactly', () => {
    const rails = (version: string): LockSketch => ({
      [`rails ${version}`]: [`activesupport = ${version}`, `railties = ${version}`],
      [`activesupport ${version}`]: [],
      [`railties ${version}`]: [`activesupport = ${version}`],
    });
    const change = { base: rails('8.0.4'), head: rails('8.1.3'), declared: ['rails'] };
    assert.deepEqual(verdicts(change), [
      'activesupport series invited runtime silent',
      'rails series invited runtime silent',
      'railties series invited runtime silent',
    ]);
    const families = threats(bundleOf(change)).map(({ crossing }) => crossing.family);
    assert.deepEqual(families, Array(3).fill(['rails', 'activesupport', 'railties']));
  });

  it('floated as a family: what it requires of itself carries nobody', () => {
    const sinatra = (version: string): LockSketch => ({
      'web 1.0': ['sinatra >= 3'],
      [`rack-protection ${version}`]: [],
      [`sinatra ${version}`]: [`rack-protection = ${version}`],
    });
    assert.deepEqual(verdicts({ base: sinatra('3.2.0'), head: sinatra('4.1.1'), declared: ['web'] }), [
      'rack-protection major floated runtime warning',
      'sinatra major floated runtime warning',
    ]);
  });

  it('carried as a family when somebody outside requires it of one member', () => {
    const sinatra = (version: string, web: string, need: string): LockSketch => ({
      [`web ${web}`]: [`rack-protection ${need}`, 'sinatra >= 3'],
      [`rack-protection ${version}`]: [],
      [`sinatra ${version}`]: [`rack-protection = ${version}`],
    });
    const change = { base: sinatra('3.2.0', '1.0', '>= 3'), head: sinatra('4.1.1', '1.1', '>= 4'), declared: ['web'] };
    assert.deepEqual(verdicts(change), [
      'rack-protection major carried runtime hint',
      'sinatra major carried runtime hint',
    ]);
  });

  it('a family by ~> with three numbers only when it had one version before too', () => {
    const pair = (a: string, b: string, need: string): LockSketch => ({
      'web 1': ['a'],
      [`a ${a}`]: [`b ${need}`],
      [`b ${b}`]: [],
    });
    const family = (base: LockSketch, head: LockSketch) =>
      threats(bundleOf({ base, head, declared: ['web'] }))[0]?.crossing.family;
    assert.deepEqual(family(pair('1.0.0', '1.0.0', '~> 1.0.0'), pair('2.0.0', '2.0.0', '~> 2.0.0')), ['a', 'b']);
    assert.deepEqual(family(pair('1.0.0', '1.1.0', '~> 1.0'), pair('2.0.0', '2.0.0', '~> 2.0.0')), ['a']);
  });

  it('under an override, what holds is what the override says', () => {
    const change = {
      base: { 'jobs 7.3.10': ['pool >= 2, < 3'], 'pool 2.5.5': [] },
      head: { 'jobs 7.3.10': ['pool >= 2, < 3'], 'pool 3.0.2': [] },
      declared: ['jobs'],
      gemfile: 'gem "jobs"\noverride "pool", version: ">= 3"\n',
    };
    assert.deepEqual(verdicts(change), ['pool major carried runtime hint']);
  });

  it('what moved down, is new or gone, or stayed in its major is no finding', () => {
    const change = {
      base: { 'web 1.0': ['a', 'b', 'gone'], 'a 3.0': [], 'b 1.0': [], 'gone 1': [] },
      head: { 'web 1.0': ['a', 'b', 'fresh'], 'a 2.0': [], 'b 1.9': [], 'fresh 1': [] },
      declared: ['web'],
    };
    assert.deepEqual(verdicts(change), ['a major floated runtime silent']);
    const { changes } = bundleOf(change);
    assert.deepEqual([changes?.added, changes?.removed], [['fresh'], ['gone']]);
    assert.deepEqual(
      changes?.changed.map(({ name }) => name),
      ['a', 'b'],
    );
  });
});

describe('how far it reaches', () => {
  const change = (gem: string, group: string, ruby?: string): Change => ({
    base: { 'tool 1.0': [gem], [`${gem} 1.0`]: [] },
    head: { 'tool 1.0': [gem], [`${gem} 2.0`]: [] },
    declared: ['tool'],
    gemfile: `gem "tool", group: ${group}\n`,
    ...(ruby === undefined ? {} : { ruby }),
  });
  const table: readonly [gem: string, group: string, verdict: string][] = [
    ['pool', ':default', 'runtime warning'],
    ['pool', ':test', 'test info'],
    ['pool', '[:development, :test]', 'test info'],
    ['pool', ':development', 'development info'],
    ['pool', ':docs', 'documentation info'],
    ['pool', '[:test, :production]', 'runtime warning'],
    ['pool', 'groups_of(:tool)', 'runtime warning'],
    ['minitest', ':default', 'test info'],
    ['rdoc', ':default', 'documentation info'],
    ['irb', ':default', 'development info'],
    ['json', ':development', 'runtime warning'],
    ['tzinfo-data', ':default', 'runtime info'],
    ['tzinfo', ':default', 'runtime info'],
  ];
  for (const [gem, group, verdict] of table) {
    it(`${gem} pulled from ${group}: ${verdict}`, () => {
      assert.deepEqual(verdicts(change(gem, group)), [`${gem} major floated ${verdict}`]);
    });
  }

  it('a gem that Ruby contained once does so for an older Ruby only', () => {
    assert.equal(only(change('bigdecimal', ':test', '3.3.6p108')).crossing.throughRuby, true);
    assert.equal(only(change('bigdecimal', ':test', '3.4.1')).crossing.blast, 'test');
    assert.equal(only(change('bigdecimal', ':test')).crossing.blast, 'test');
    assert.equal(only(change('json', ':test', '3.4.1')).crossing.throughRuby, true);
  });

  it('0.x steps are hints', () => {
    assert.deepEqual(
      verdicts({
        base: { 'web 1': ['net-imap'], 'net-imap 0.5.12': [] },
        head: { 'web 1': ['net-imap'], 'net-imap 0.6.4': [] },
        declared: ['web'],
      }),
      ['net-imap zero-minor floated runtime hint'],
    );
  });
});

describe('what is known to break', () => {
  const pool = (sidekiq: string, more: LockSketch = {}): Change => ({
    base: { [`sidekiq ${sidekiq}`]: ['connection_pool >= 2.3.0'], 'connection_pool 2.5.5': [], ...more },
    head: { [`sidekiq ${sidekiq}`]: ['connection_pool >= 2.3.0'], 'connection_pool 3.0.2': [], ...more },
    declared: ['sidekiq'],
  });

  it('is an error, silent or not, and decides the pin', () => {
    const { risk, breaks, breakages, pin } = only(pool('7.3.9'));
    assert.deepEqual([risk, breaks, breakages[0]?.victims[0]?.affected.loudness], ['error', true, 'silent']);
    assert.deepEqual(pin, {
      satisfiable: true,
      requirement: '~> 2.5',
      reason: '3.0 stops the scheduler thread of sidekiq 7.3.9',
      removeWhen: 'sidekiq >= 8.1.0',
    });
  });

  it('is no error where production runs the gem, but not the one that it breaks', () => {
    const web = { 'web 1': ['connection_pool'] };
    const change = { ...pool('7.3.9', web), declared: ['sidekiq', 'web'] };
    const verdict = ({ risk, breaks }: Threat) => [risk, breaks];
    assert.deepEqual(verdict(only(change)), ['error', true]);
    const gemfile = 'gem "web"\ngem "sidekiq", group: :development\n';
    assert.deepEqual(verdict(only({ ...change, gemfile })), ['warning', false]);
  });

  it('is nothing beside a version that is not affected', () => {
    assert.deepEqual(only(pool('8.1.0')).breakages, []);
    assert.equal(only(pool('8.1.0')).risk, 'warning');
  });

  it('depends on what the application names, where the row says so', () => {
    const rails = { 'activesupport 8.0.4': ['connection_pool >= 2.2.5'] };
    const change = { ...pool('8.1.0', rails), declared: ['sidekiq', 'activesupport'] };
    const unseen = only(change);
    assert.deepEqual([unseen.risk, unseen.breakages[0]?.victims[0]?.certainty], ['warning', 'conditional']);
    assert.equal(only({ ...change, more: { mentions: new Set(['redis_cache_store']) } }).risk, 'error');
  });

  it('is a warning where a file makes up for it: real histories mostly add the manifest in the same change', () => {
    const rails = { 'sprockets-rails 3.2.1': ['sprockets >= 3.0.0'] };
    const change = {
      base: { ...rails, 'sprockets 3.7.2': [] },
      head: { ...rails, 'sprockets 4.0.0': [] },
      declared: ['sprockets', 'sprockets-rails'],
    };
    const threat = only(change);
    assert.equal(threat.risk, 'warning');
    assert.equal(
      breakageText(threat),
      'breaks sprockets-rails 3.2.1: the app does not boot, only if app/assets/config/manifest.js is missing',
    );
  });

  it('is no alarm where what was refused is merely accepted', () => {
    const change = {
      base: { 'globalid 1.2.1': [], 'net 1.0': ['uri'], 'uri 0.13.1': [] },
      head: { 'globalid 1.2.1': [], 'net 1.0': ['uri'], 'uri 1.0.2': [] },
      declared: ['globalid', 'net', 'uri'],
    };
    assert.equal(only(change).risk, 'hint');
    assert.equal(only({ ...change, declared: ['globalid', 'net'] }).risk, 'warning');
  });

  it('that is only suspected never silences a floated major', () => {
    const change = {
      base: { 'gri 0.3.1': ['rack >= 2'], 'rack 2.2.9': [] },
      head: { 'gri 0.3.1': ['rack >= 2'], 'rack 3.1.8': [] },
      declared: ['gri'],
    };
    const { risk, breaks, breakages } = only(change);
    assert.deepEqual([risk, breaks, breakages.length], ['warning', false, 1]);
    const declared = only({ ...change, declared: ['gri', 'rack'] });
    assert.deepEqual([declared.risk, declared.breaks], ['hint', true]);
  });

  it('in a test tool is information', () => {
    const change = {
      base: { 'railties 8.0.4': ['minitest >= 5.1'], 'minitest 5.25.5': [] },
      head: { 'railties 8.0.4': ['minitest >= 5.1'], 'minitest 6.0.6': [] },
      declared: ['railties'],
    };
    assert.equal(only(change).risk, 'info');
    assert.equal(only(change).breaks, true);
  });

  it('by the project counts like what Lintel knows', () => {
    const own = {
      id: 'a-2',
      gem: 'a',
      from: ['< 2'],
      to: ['>= 2'],
      affects: [{ gem: 'web', versions: ['>= 0'], loudness: 'loud', confidence: 'cited', effect: 'it stops' }],
      sources: ['https://example.com'],
    } as const;
    const change = {
      base: { 'web 1': ['a'], 'a 1.0': [] },
      head: { 'web 1': ['a'], 'a 2.0': [] },
      declared: ['web'],
    };
    assert.equal(only({ ...change, more: { ownBreakages: [own] } }).risk, 'error');
    assert.equal(only(change).risk, 'warning');
  });
});

describe('the pin that holds', () => {
  const pinOf = (gem: string, from: string, to: string, change: Partial<Change> = {}) =>
    threats(
      bundleOf({
        base: { 'web 1': [`${gem} >= 0`], [`${gem} ${from}`]: [] },
        head: { 'web 1': [`${gem} >= 0`], [`${gem} ${to}`]: [] },
        declared: ['web'],
        ...change,
      }),
    )[0]?.pin;
  const requirements: readonly [gem: string, from: string, to: string, pin: string][] = [
    ['a', '2.5.5', '3.0', '~> 2.5'],
    ['a', '2', '3', '~> 2.0'],
    ['a', '0.26.1', '0.27.0', '~> 0.26.1'],
    ['a', '0.9', '1.0', '~> 0.9.0'],
    ['activesupport', '8.0.4', '8.1.0', '~> 8.0.4'],
    ['connection_pool', '2.4.1', '3.0.2', '~> 2.4'],
  ];
  for (const [gem, from, to, pin] of requirements) {
    it(`${gem} ${from} -> ${to}: ${pin}`, () => {
      assert.equal(pinOf(gem, from, to)?.requirement, pin);
    });
  }

  it('is none where a parent needs the new version, nor is sidekiq 7.3.10 advised, which would refuse that too', () => {
    const pin = pinOf('connection_pool', '2.5.5', '3.0.2', {
      base: { 'sidekiq 7.3.9': ['connection_pool >= 2.3.0'], 'other 1': [], 'connection_pool 2.5.5': [] },
      head: {
        'sidekiq 7.3.9': ['connection_pool >= 2.3.0'],
        'other 2': ['connection_pool >= 3'],
        'connection_pool 3.0.2': [],
      },
      declared: ['sidekiq', 'other'],
    });
    assert.deepEqual(pin, {
      satisfiable: false,
      requirement: '~> 2.5',
      conflict: 'other 2 requires connection_pool >= 3',
      advice: undefined,
    });
  });

  it('is none for sidekiq 8.1, which needs connection_pool 3', () => {
    const pin = pinOf('connection_pool', '2.5.5', '3.0.2', {
      base: { 'sidekiq 8.0.10': ['connection_pool >= 2.5.0'], 'connection_pool 2.5.5': [] },
      head: { 'sidekiq 8.1.0': ['connection_pool >= 3.0.0'], 'connection_pool 3.0.2': [] },
      declared: ['sidekiq'],
    });
    assert.ok(pin && !pin.satisfiable);
    assert.equal(pin.conflict, 'sidekiq 8.1.0 requires connection_pool >= 3.0.0');
  });

  it('is none where the base was a prerelease, or an override decides', () => {
    const prerelease = pinOf('a', '2.0.0.rc1', '3.0');
    assert.ok(prerelease && !prerelease.satisfiable);
    assert.match(prerelease.conflict, /prerelease 2\.0\.0\.rc1/);
    const overridden = pinOf('a', '2.5', '3.0', { gemfile: 'gem "web"\noverride "a", version: "~> 3.0"\n' });
    assert.ok(overridden && !overridden.satisfiable);
  });
});
