import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  defaultGem,
  isRoutineMajor,
  isSeriesGem,
  natureOf,
  purposeOfGroup,
} from '../../server/src/catalog/gemNature.ts';
import * as natureData from '../../server/src/catalog/gemNatureData.ts';
import { knownBreakageData } from '../../server/src/catalog/knownBreakageData.ts';
import { knownBreakageSchema, ownBreakageSchema } from '../../server/src/catalog/knownBreakageSchema.ts';
import { mentionsOf } from '../../server/src/dependencies/mentions.ts';
import { parsePinComment } from '../../server/src/dependencies/removeWhen.ts';
import { meets, parseRequirement, satisfies } from '../../server/src/dependencies/requirement.ts';
import { parseVersion } from '../../server/src/dependencies/version.ts';

describe('known breakages', () => {
  it('obey their schema, and have ids of their own', () => {
    for (const entry of knownBreakageData) {
      assert.deepEqual(knownBreakageSchema.safeParse(entry).error, undefined, entry.id);
    }
    assert.equal(new Set(knownBreakageData.map(({ id }) => id)).size, knownBreakageData.length);
  });

  it('state requirements, pins, conditions and upgrades that RubyGems can read', () => {
    for (const { id, from, to, pin, affects, upgrades = [] } of knownBreakageData) {
      const all = [
        from,
        to,
        ...affects.map(({ versions }) => versions),
        ...upgrades.map(({ affected }) => affected),
        pin === undefined ? [] : [pin],
      ];
      for (const requirements of all) {
        assert.ok(parseRequirement(requirements), `${id}: ${requirements.join(', ')}`);
      }
      for (const { clear } of affects) {
        const comment = parsePinComment(`# why; remove-when: ${clear ?? 'sidekiq >= 1'}`);
        assert.deepEqual([comment.conditions.length, comment.unreadable], [1, []], `${id}: ${clear}`);
      }
      for (const { gem, affected, to: version } of upgrades) {
        const requirement = parseRequirement(affected);
        const parsed = parseVersion(version);
        assert.ok(requirement && parsed && !satisfies(parsed, requirement), `${id}: ${gem} ${version} ends nothing`);
      }
    }
  });

  it('pin below the boundary', () => {
    for (const { id, pin, to } of knownBreakageData) {
      const requirement = pin === undefined ? undefined : parseRequirement([pin]);
      const floors = to.flatMap((text) => (/^(?:>=|=) /.test(text) ? [text.replace(/^\S+ /, '')] : []));
      for (const floor of floors) {
        const version = parseVersion(floor);
        assert.ok(version && !(requirement && satisfies(version, requirement)), `${id}: ${pin} admits ${floor}`);
      }
    }
  });

  it('name the versions that break, and none that does not', () => {
    // Each pair was run, or read in the source of both gems at their tags.
    const pairs = [
      'concurrent-ruby 1.3.5 and activesupport 5.2.8.1 work',
      'concurrent-ruby 1.3.5 and activesupport 6.0.0 break',
      'concurrent-ruby 1.3.5 and activesupport 7.0.8.7 break',
      'concurrent-ruby 1.3.5 and activesupport 7.0.9 work',
      'sprockets 4.0.0 and sprockets-rails 3.0.4 work',
      'sprockets 4.0.0 and sprockets-rails 3.1.0 break',
      'sprockets 4.2.1 and sprockets-rails 3.5.2 break',
      'rails 8.0.1 and turbo-rails 2.0.23 work',
      'connection_pool 3.0.1 and sidekiq 8.0.9 break',
      'json 3.0.0 and activesupport 6.1.7.10 break',
      'json 3.0.2 and activesupport 8.0.5.1 break',
      'json 3.0.2 and activesupport 8.0.6 work',
      'json 3.0.2 and activesupport 8.1.3.1 break',
      'json 3.0.2 and httparty 0.24.2 break',
      'rubyzip 3.0.0 and rspreadsheet 0.5.3 break',
      'rubyzip 3.0.0 and rubyXL 3.4.33 break',
      'rubyzip 3.2.2 and rubyXL 3.4.34 work',
    ];
    for (const pair of pairs) {
      const [name = '', version = '', , victim = '', locked = '', verdict] = pair.split(' ');
      const breaks = knownBreakageData.some(
        ({ gem, to, affects }) =>
          gem === name &&
          meets(version, to) &&
          affects.some((affected) => affected.gem === victim && meets(locked, affected.versions)),
      );
      assert.equal(breaks, verdict === 'break', pair);
    }
  });

  it('can be stated by a project, without conditions, and a wrong one is named', () => {
    const entry = {
      id: 'x-2',
      gem: 'x',
      from: ['< 2'],
      to: ['>= 2'],
      affects: [{ gem: 'y', versions: ['>= 0'], effect: 'it stops' }],
      sources: ['https://example.com/'],
    };
    assert.equal(ownBreakageSchema.parse(entry).affects[0]?.confidence, 'cited');
    for (const wrong of [{ from: ['two'] }, { sources: [] }, { affects: [] }, { unknown: 1 }]) {
      assert.ok(!ownBreakageSchema.safeParse({ ...entry, ...wrong }).success, JSON.stringify(wrong));
    }
  });

  it('find what their conditions ask for in code, not in comments', () => {
    assert.deepEqual(mentionsOf('# config.cache_store = :mem_cache_store\nconfig.cache_store = :redis_cache_store\n'), [
      'redis_cache_store',
    ]);
    assert.deepEqual(mentionsOf('my_redis_cache_store_of_old = 1\n'), []);
    assert.deepEqual(mentionsOf('cfg.reap_idle_redis_connections(10) # often\n'), ['reap_idle_redis_connections']);
  });
});

describe('the nature of gems', () => {
  it('every fact names gems, a reason and a source', () => {
    const lists = [
      natureData.routineMajorData,
      natureData.seriesData,
      natureData.dataGemData,
      natureData.testToolData,
      natureData.developmentToolData,
      natureData.documentationToolData,
      natureData.defaultGemData,
    ];
    for (const { gems, why, sources } of lists.flat()) {
      assert.ok(gems.length > 0 && why !== '' && sources.length > 0, why);
      assert.ok(
        gems.every((gem) => /^[\w.-]+\*?$/.test(gem)),
        why,
      );
    }
  });

  it('is one nature a gem, and what Ruby contains is listed once', () => {
    for (const list of [
      natureData.defaultGemData.flatMap(({ gems }) => gems),
      Object.values(natureData.groupData).flat(),
    ]) {
      assert.equal(new Set(list).size, list.length, 'listed twice');
    }
  });

  it('answers by name and by prefix', () => {
    assert.deepEqual(
      [
        'minitest',
        'minitest-reporters',
        'rspec-core',
        'rubocop-rails',
        'irb',
        'rdoc',
        'jekyll-feed',
        'tzinfo-data',
        'rack',
        'minitesting',
      ].map(natureOf),
      [
        'test',
        'test',
        'test',
        'development',
        'development',
        'documentation',
        'documentation',
        'data',
        undefined,
        undefined,
      ],
    );
    assert.deepEqual([isSeriesGem('railties'), isSeriesGem('rails-i18n')], [true, false]);
    assert.deepEqual([isRoutineMajor('tzinfo'), isRoutineMajor('redis')], [true, false]);
    assert.deepEqual(
      [defaultGem('json'), defaultGem('csv'), defaultGem('pg')],
      [{ until: undefined }, { until: '3.4' }, undefined],
    );
    assert.deepEqual(['ci', 'development', 'docs', 'production', 'default'].map(purposeOfGroup), [
      'test',
      'development',
      'documentation',
      undefined,
      undefined,
    ]);
  });
});
