import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { lockChanges } from '../../server/src/features/lockChanges.ts';
import { majorsView } from '../../server/src/features/majorsView.ts';
import { lockedGems, type PullerNode, pullersView } from '../../server/src/features/pullersView.ts';
import { redisCallsView } from '../../server/src/features/redisCallsView.ts';
import type { Diagnostic } from '../../server/src/linter/diagnostic.ts';
import { openInEditor, showLocations } from '../support/editorProject.ts';
import { baseLock, gemfile, lock } from '../support/storefrontTexts.ts';

const project = openInEditor(`#- Gemfile\n${gemfile}#- Gemfile.lock\n${lock}#- base/Gemfile.lock\n${baseLock}`);
const { snapshot } = project;
const lockUri = project.uriOf('Gemfile.lock');

function show({ gem, version, requirement, effect, holds, location, leadsOn }: PullerNode): readonly unknown[] {
  const [place] = location === undefined ? [] : showLocations(project, [location]);
  const name = gem === undefined ? 'Gemfile' : `${gem} ${version}`;
  return [name, requirement, effect, holds ? 'holds' : 'lets go', place, leadsOn ? 'more' : 'end'];
}

describe('what moved since the base', () => {
  it('is two texts in the order of what matters, where only versions differ', () => {
    const changes = lockChanges(snapshot, lockUri);
    assert.ok('after' in changes);
    assert.equal(changes.label, 'main');
    assert.equal(
      changes.after,
      `CROSSED A MAJOR AND NOBODY CHOSE IT
    connection_pool (3.0.2)
      pulled by activesupport (>= 2.2.5)
      pulled by redis-client (>= 0)
      pulled by sidekiq (>= 2.3.0)
      pulled by tools (< 5)

CROSSED A MAJOR AS ASKED
    activesupport (8.1.3)
    rails (8.1.3)
`,
    );
    assert.equal(
      changes.before,
      changes.after.replace('(3.0.2)', '(2.5.5)').replace(/(?<=^ {4}\w+ \()8\.1\.3/gm, '8.0.4'),
    );
  });

  it('tells new gems, gone ones and small steps apart', () => {
    const moved = openInEditor(
      `#- Gemfile.lock\nGEM\n  specs:\n    a (1.2)\n    b (1.0)\n#- base/Gemfile.lock\nGEM\n  specs:\n    a (1.1)\n    c (1.0)\n`,
    );
    assert.deepEqual(lockChanges(moved.snapshot, moved.uri), {
      label: 'main',
      before: 'MOVED WITHIN A MAJOR\n    a (1.1)\n\nNEW\n\nGONE\n    c (1.0)\n',
      after: 'MOVED WITHIN A MAJOR\n    a (1.2)\n\nNEW\n    b (1.0)\n\nGONE\n',
    });
  });

  it('is a reason where there is nothing to show', () => {
    const same = openInEditor(`#- Gemfile.lock\n${lock}#- base/Gemfile.lock\n${lock}`);
    assert.deepEqual(lockChanges(same.snapshot, same.uri), { reason: 'no gem moved since main' });
    const alone = openInEditor(`#- Gemfile.lock\n${lock}`);
    assert.deepEqual(lockChanges(alone.snapshot, alone.uri), { reason: 'no base was asked for' });
  });
});

describe('the view of majors', () => {
  it('lists what crossed since the base, what nobody chose first', () => {
    const view = majorsView(snapshot, lockUri);
    assert.deepEqual(view?.base, { label: 'main', commit: '1a2b3c4d5e6f' });
    assert.deepEqual(
      view?.crossings.map(({ gem, from, to, origin, location, risk, breaks }) => [
        `${gem} ${from} → ${to} ${origin}`,
        `${risk}: ${breaks.join(', ')}`,
        ...showLocations(project, location === undefined ? [] : [location]),
      ])[0],
      [
        'connection_pool 2.5.5 → 3.0.2 floated',
        'error: sidekiq 7.3.9',
        'Gemfile.lock:14:     [connection_pool (3.0.2)]',
      ],
    );
    assert.deepEqual(
      view?.crossings[0]?.pullers.map(({ gem }) => gem),
      ['activesupport', 'redis-client', 'sidekiq', 'tools'],
    );
    assert.equal(view?.counts.floated, 1);
  });

  it('says why there is nothing to compare with', () => {
    const alone = openInEditor(`#- Gemfile.lock\n${lock}`);
    assert.deepEqual(majorsView(alone.snapshot, alone.uri), {
      base: { reason: 'no base was asked for' },
      crossings: [],
      counts: { floated: 0, carried: 0, invited: 0 },
    });
  });

  it('knows no lock that is not there', () => {
    assert.equal(majorsView(snapshot, 'file:///elsewhere/Gemfile.lock'), undefined);
    assert.equal(majorsView(snapshot, project.uriOf('Gemfile')), undefined);
  });
});

describe('the view of who pulls a gem', () => {
  it('goes up, with what each step allows', () => {
    assert.deepEqual(pullersView(snapshot, lockUri, 'redis-client', 'pullers').map(show), [
      [
        'sidekiq 7.3.9',
        '>= 0.22.2',
        'blocks nothing',
        'lets go',
        'Gemfile.lock:23:       [redis-client (>= 0.22.2)]',
        'more',
      ],
    ]);
    assert.deepEqual(pullersView(snapshot, lockUri, 'sidekiq', 'pullers').map(show), [
      ['Gemfile', '~> 7.3', 'blocks 8.0', 'holds', 'Gemfile:4: [gem "sidekiq", "~> 7.3"]', 'end'],
    ]);
  });

  it('goes down, but for Bundler, which no lock holds', () => {
    assert.deepEqual(pullersView(snapshot, lockUri, 'rails', 'pulled').map(show), [
      [
        'activesupport 8.1.3',
        '= 8.1.3',
        'holds 8.1.3 exactly',
        'holds',
        'Gemfile.lock:17:       [activesupport (= 8.1.3)]',
        'more',
      ],
    ]);
  });

  it('starts at any gem of the lock', () => {
    assert.deepEqual(
      lockedGems(snapshot, lockUri).map(({ gem, version, direct }) => `${gem} ${version}${direct ? ' direct' : ''}`),
      [
        'activesupport 8.1.3',
        'connection_pool 3.0.2',
        'minitest 6.0.6 direct',
        'rails 8.1.3 direct',
        'redis-client 0.26.1',
        'sidekiq 7.3.9 direct',
        'tools 0.1.0 direct',
      ],
    );
    assert.deepEqual(pullersView(snapshot, lockUri, 'unheard_of', 'pullers'), []);
  });
});

describe('the view of Redis calls', () => {
  it('groups them by client, command and place, and marks the flagged ones', () => {
    const redis = openInEditor(`
#- config/initializers/redis.rb
$redis = Redis.new
#- app/cart.rb
$redis.smembers("carts")
$redis.del("cart:#{id}")
#- app/shop.rb
$redis.del("shop")
#- Gemfile.lock
GEM
  specs:
    redis (5.4.1)
`);
    const flagged: Diagnostic = {
      rule: 'redis/example',
      severity: 'warning',
      uri: redis.uriOf('app/shop.rb'),
      range: { start: { line: 0, character: 7 }, end: { line: 0, character: 10 } },
      message: 'slow',
      fixes: [],
      related: [],
      deprecated: false,
    };
    const view = redisCallsView(redis.snapshot, (uri) => (uri === flagged.uri ? [flagged] : []));
    assert.deepEqual(
      view.map(({ name, library, version, origin, commands }) => [
        `${name}: ${library} ${version} ${origin && redis.snapshot.path(origin.uri)}`,
        ...commands.flatMap(({ command, complexity, sites }) => [
          `${command} ${complexity}`,
          ...sites.map(({ uri, keyTemplate, confidence, severity, messages }) =>
            [redis.snapshot.path(uri), keyTemplate, confidence, severity, ...messages].join(' '),
          ),
        ]),
      ]),
      [
        [
          '$redis: redis-rb 5.4.1 config/initializers/redis.rb',
          'DEL O(N)',
          'app/cart.rb cart:* certain ',
          'app/shop.rb shop certain warning slow',
          'SMEMBERS O(N)',
          'app/cart.rb carts certain ',
        ],
      ],
    );
  });

  it('tells clients of one file apart by what the code calls them, and takes a pool that all share for one', () => {
    const { snapshot: both } = openInEditor(`
#- config/initializers/redis.rb
REDIS = Redis.new
$geo = Redis.new(db: 1)
#- app/cart.rb
$geo.get("a")
REDIS.pipelined { |pipe| pipe.get("a"); pipe.get("b") }
REDIS.get("c")
#- app/worker.rb
Sidekiq.redis { |conn| conn.get("a") }
Sidekiq.redis { |conn| conn.del("a") }
`);
    assert.deepEqual(
      redisCallsView(both, () => []).map(({ name, library, origin, commands }) => [
        name,
        library,
        origin && both.path(origin.uri),
        ...commands.map(({ command, sites }) => `${command} ${sites.length}`),
      ]),
      [
        ['$geo', 'redis-rb', 'config/initializers/redis.rb', 'GET 1'],
        ['REDIS', 'redis-rb', 'config/initializers/redis.rb', 'GET 3'],
        ['Sidekiq.redis', 'sidekiq', undefined, 'DEL 1', 'GET 1'],
      ],
    );
  });
});
