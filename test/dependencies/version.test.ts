import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { gt, lt, satisfies as renovateSatisfies } from '@renovatebot/ruby-semver';
import { breakingBoundary, crossingKind, direction } from '../../server/src/dependencies/boundary.ts';
import { blocks, ceilingOf, explainRequirement, holdOn } from '../../server/src/dependencies/ceiling.ts';
import { parseRequirement, parseRequirementList, satisfies } from '../../server/src/dependencies/requirement.ts';
import { compareVersions, parseVersion, type Version } from '../../server/src/dependencies/version.ts';
import { versionCases } from '../real-ruby/versionCases.ts';

function version(text: string): Version {
  const parsed = parseVersion(text);
  assert.ok(parsed, text);
  return parsed;
}

function requirement(text: string) {
  const parsed = parseRequirementList(text);
  assert.ok(parsed, text);
  return parsed;
}

const sample = ['2.4.9', '2.5.0', '2.5.9', '2.6.0', '2.99', '3.0.0.rc1', '3.0.0', '4.0'];

/** Which of the sample each requirement admits, and where it ends. */
const table: readonly [requirement: string, admits: string, ceiling: string][] = [
  ['>= 2.5', '-yyyyyyy', 'none'],
  ['~> 2', 'yyyyy---', '< 3'],
  ['~> 2.0', 'yyyyy---', '< 3'],
  ['~> 2.5', '-yyyy---', '< 3'],
  ['~> 2.5.3', '--y-----', '< 2.6'],
  ['~> 2.5.3.1', '--------', '< 2.5.4'],
  ['~> 2.5.a', '-yyyy---', '< 3'],
  ['~> 3.0.0.rc1', '-----yy-', '< 3.1'],
  ['< 3', 'yyyyyy--', '< 3'],
  ['>= 2.5, < 3', '-yyyyy--', '< 3'],
  ['< 3.a', 'yyyyy---', '< 3.a'],
  ['<= 3', 'yyyyyyy-', '<= 3'],
  ['<= 3.0', 'yyyyyyy-', '<= 3.0'],
  ['!= 3.0.0', 'yyyyyy-y', 'none'],
  ['= 2.5.9', '--y-----', '= 2.5.9'],
  ['2.5.9', '--y-----', '= 2.5.9'],
];

describe('a requirement', () => {
  for (const [text, admits, ceiling] of table) {
    it(`${text} admits and ends as in Ruby`, () => {
      const parsed = requirement(text);
      const admitted = sample.map((candidate) => satisfies(version(candidate), parsed));
      assert.deepEqual(
        admitted,
        [...admits].map((mark) => mark === 'y'),
      );
      const end = ceilingOf(parsed);
      const sign = end?.exact ? '=' : end?.inclusive ? '<=' : '<';
      assert.equal(end === undefined ? 'none' : `${sign} ${end.version.text}`, ceiling);
    });
  }

  it('takes the lowest of several ends, the stricter of equal ones', () => {
    assert.deepEqual(ceilingOf(requirement('< 4, ~> 2.5.3, <= 2.6')), ceilingOf(requirement('< 2.6')));
    assert.equal(ceilingOf(requirement('<= 3, < 3.0'))?.inclusive, false);
    assert.equal(ceilingOf(requirement('<= 3, = 3'))?.exact, true);
  });

  it('is refused where Ruby refuses it, and only >= 0 when empty', () => {
    assert.equal(parseRequirement(['>= 1, < 2']), undefined, 'one string, two requirements');
    assert.equal(parseRequirement(['=> 1']), undefined);
    assert.equal(parseRequirementList('>= 1, , < 2'), undefined);
    assert.deepEqual(parseRequirement([]), parseRequirement(['>= 0']));
  });
});

describe('the breaking boundary', () => {
  const boundaries: readonly [gem: string, version: string, boundary: string][] = [
    ['connection_pool', '2.5.5', '3'],
    ['redis-client', '0.26.1', '0.27'],
    ['rails', '8.0.4', '8.1'],
    ['activesupport', '7.1.0.beta1', '7.2'],
    ['x', '0', '0.1'],
    ['x', '9007199254740991.1', '9007199254740992'],
  ];
  for (const [gem, at, boundary] of boundaries) {
    it(`of ${gem} ${at} is ${boundary}`, () => assert.equal(breakingBoundary(gem, version(at)).text, boundary));
  }

  const kinds: readonly [gem: string, from: string, to: string, kind: string | undefined][] = [
    ['connection_pool', '2.5.5', '3.0.2', 'major'],
    ['connection_pool', '2.5.5', '3.0.0.rc1', 'major'],
    ['connection_pool', '2.4.1', '2.5.5', undefined],
    ['net-imap', '0.5.12', '0.6.4', 'zero-minor'],
    ['net-imap', '0.5.12', '0.5.13', undefined],
    ['x', '0.9', '1.0', 'major'],
    ['rails', '8.0.4', '8.1.3', 'series'],
    ['rails', '7.2.2', '8.0.0', 'major'],
    ['rails', '8.1.2', '8.1.3', undefined],
    ['x', '2', '2.0.1', undefined],
  ];
  for (const [gem, from, to, kind] of kinds) {
    it(`${gem} ${from} -> ${to}: ${kind ?? 'no crossing'}`, () => {
      assert.equal(crossingKind(gem, version(from), version(to)), kind);
    });
  }

  it('has a direction', () => {
    assert.equal(direction(version('2.5'), version('3.0')), 'up');
    assert.equal(direction(version('3.0'), version('3.0.0.rc1')), 'down');
  });
});

describe('what a requirement blocks', () => {
  const blocking: readonly [requirement: string, boundary: string, blocked: boolean][] = [
    ['~> 2.5', '3', true],
    ['< 3', '3', true],
    ['>= 2, < 4', '3', false],
    ['< 3.0.1', '3', false],
    ['<= 3.0', '3', false],
    ['!= 3.0.0', '3', false],
    ['>= 2.5', '3', false],
    ['~> 0.26', '0.27', false],
    ['~> 0.26.1', '0.27', true],
    ['= 2.5.5', '3', true],
  ];
  for (const [text, boundary, blocked] of blocking) {
    it(`${text} ${blocked ? 'blocks' : 'lets in'} ${boundary}`, () => {
      assert.equal(blocks(requirement(text), version(boundary)), blocked);
    });
  }

  const holds: readonly [requirements: string[], hold: string][] = [
    [['>= 2.3.0', '>= 0'], 'open'],
    [['>= 2.3.0', '< 3'], 'held'],
    [['>= 2.3.0', '< 5'], 'loose'],
    [['< 5', '~> 2.5'], 'held'],
    [['= 2.5.5', '< 5'], 'exact'],
    [[], 'open'],
  ];
  for (const [requirements, hold] of holds) {
    it(`all of ${JSON.stringify(requirements)}: ${hold}`, () => {
      assert.equal(holdOn('connection_pool', version('2.5.5'), requirements.map(requirement)), hold);
    });
  }

  const explanations: readonly [requirement: string, gem: string, version: string, text: string][] = [
    ['>= 2.5', 'connection_pool', '2.5.5', 'blocks nothing'],
    ['~> 2.5', 'connection_pool', '2.5.5', 'blocks 3.0'],
    ['~> 2.5.3', 'connection_pool', '2.5.5', 'blocks 2.6'],
    ['< 4', 'connection_pool', '2.5.5', 'blocks 4.0, lets 3.x in'],
    ['<= 3.0', 'connection_pool', '2.5.5', 'allows up to 3.0, lets 3.x in'],
    ['!= 3.0.0', 'connection_pool', '2.5.5', 'blocks only 3.0.0'],
    ['= 2.5.5', 'connection_pool', '2.5.5', 'holds 2.5.5 exactly'],
    ['~> 0.26', 'redis-client', '0.26.1', 'blocks 1.0, lets 0.27 in'],
    ['~> 8.0', 'rails', '8.0.4', 'blocks 9.0, lets 8.1 in'],
  ];
  for (const [text, gem, at, expected] of explanations) {
    it(`${gem} ${at} ${text}: ${expected}`, () => {
      assert.equal(explainRequirement(requirement(text), gem, version(at)), expected);
    });
  }
});

describe('a second opinion: @renovatebot/ruby-semver, where it is right (lower case, below 2^53)', () => {
  const fair = (...texts: string[]) => texts.every((text) => !/[^ -~]|[A-Z]|\d{16}|\s\s|^\s|\s$|[\t\n\v\f]/.test(text));

  it('agrees on order and satisfaction', () => {
    let tried = 0;
    for (const [kind, text, other] of versionCases(20_000, 3)) {
      const parsed = parseVersion(text);
      if (kind === 'c' && fair(text, other) && parsed && parseVersion(other)) {
        tried++;
        const order = gt(text, other) ? 1 : lt(text, other) ? -1 : 0;
        assert.equal(compareVersions(parsed, version(other)), order, `${text} <=> ${other}`);
      } else if (kind === 's' && fair(text, ...other) && other.length > 0 && parsed) {
        const wanted = parseRequirement(other);
        if (wanted !== undefined) {
          tried++;
          const range = other.join(', ');
          assert.equal(satisfies(parsed, wanted), renovateSatisfies(text, range), `${text} in ${range}`);
        }
      }
    }
    assert.ok(tried > 5_000, `${tried} cases`);
  });
});
