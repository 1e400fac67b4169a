import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type GemIndex, type ReleasedGem, serveGems } from './support/gemIndex.ts';

const run = promisify(execFile);
const storefront = fileURLToPath(new URL('../examples/storefront', import.meta.url));
const storefrontBefore = fileURLToPath(new URL('../examples/storefront-before-upgrade', import.meta.url));

/** What Bundler itself reads in a lock, and what its Gemfile declares. */
interface BundlerReading {
  readonly specs: readonly ReleasedGem[];
  readonly locked: readonly string[];
  readonly declared: readonly string[];
  /** Edges whose locked child is missing or not admitted. */
  readonly unsatisfied: readonly string[];
}

const readingScript = `
lock = Bundler::LockfileParser.new(File.read("Gemfile.lock"))
declared = Bundler::Dsl.evaluate("Gemfile", "Gemfile.lock", {}).dependencies
versions = lock.specs.to_h { |spec| [spec.name, spec.version] }
edges = lock.specs.flat_map { |spec| spec.dependencies.map { |child| [spec, child] } }
unsatisfied = edges.reject { |_, child| versions.key?(child.name) && child.requirement.satisfied_by?(versions[child.name]) }
puts JSON.generate(
  specs: lock.specs.map do |spec|
    children = spec.dependencies.map { |child| { name: child.name, requirements: child.requirement.as_list } }
    platform = spec.platform.to_s
    { name: spec.name, version: spec.version.to_s, dependencies: children }.merge(platform == "ruby" ? {} : { platform: platform })
  end,
  locked: lock.dependencies.values.map(&:to_s).sort,
  declared: declared.map { |dependency| Gem::Dependency.new(dependency.name, dependency.requirement).to_s }.sort,
  unsatisfied: unsatisfied.map { |spec, child| "#{spec.name} -> #{child}" },
)
`;

async function readByBundler(folder: string): Promise<BundlerReading> {
  const { stdout } = await run('ruby', ['-rbundler', '-rjson', '-e', readingScript], { cwd: folder });
  return JSON.parse(stdout);
}

/** The commands that the example is about, as SLOWLOG GET prints them: a word a line, and no more than 32 words. */
const slowPatterns = [
  /^georadius\ncouriers:positions\n0\n0\n15000\nmi\nWITHCOORD\n/m,
  /^geopos\ncouriers:positions\n(?:courier-.*\n){29}\.\.\. \(2971 more arguments\)\n/m,
  /^sadd\nshoppers:2026-05-20:18\n(?:shopper-.*\n){29}\.\.\. \(2971 more arguments\)\n/m,
  /^smembers\nshoppers:2026-05-20:18\n/m,
  /^scan\n0\nMATCH\nshoppers:2026-05-19:\*\nCOUNT\n15000\n/m,
  /^del\nshoppers:2026-05-19:17\n/m,
  /^sadd\nimports:seen\n(?:sku-.*\n){29}\.\.\. \(2971 more arguments\)\n/m,
  /^del\nimports:seen\n/m,
  /^del\ncart:12:items\n/m,
];

describe('the storefront example', () => {
  let scratch = '';
  let upgraded: BundlerReading;
  let original: BundlerReading;
  before(async () => {
    scratch = mkdtempSync(join(tmpdir(), 'lintel-example-'));
    [upgraded, original] = await Promise.all([readByBundler(storefront), readByBundler(storefrontBefore)]);
  });
  after(() => rmSync(scratch, { recursive: true, force: true }));

  test('upgrades as the incident did', () => {
    const from = versions(original);
    const to = versions(upgraded);
    const moved = [...from].filter(([name, version]) => to.has(name) && to.get(name) !== version);
    const crossed = moved.filter(([name, version]) => firstSegment(version) !== firstSegment(to.get(name) ?? ''));
    assert.deepEqual(
      crossed.map(([name, version]) => `${name} ${version} -> ${to.get(name)}`),
      ['connection_pool 2.5.5 -> 3.0.2', 'minitest 5.25.5 -> 6.0.6', 'rdoc 6.16.0 -> 7.2.0'],
    );
    const family = moved.filter(([name, version]) => version === '8.0.4' && to.get(name) === '8.1.3');
    assert.equal(family.length, 13);
    assert.deepEqual(
      ['sidekiq', 'redis', 'redis-client', 'react-rails'].map((name) => [from.get(name), to.get(name)]),
      [
        ['7.3.9', '7.3.9'],
        ['5.4.1', '5.4.1'],
        ['0.28.0', '0.28.0'],
        ['3.3.0', '3.3.0'],
      ],
    );
    assert.deepEqual([from.get('rack'), to.get('rack')], ['3.1.21', '3.2.6']);
  });

  test('has four parents of connection_pool, none with a ceiling', () => {
    const parents = upgraded.specs.flatMap(({ name, dependencies }) =>
      dependencies.filter((child) => child.name === 'connection_pool').map((child) => [name, ...child.requirements]),
    );
    assert.deepEqual(parents, [
      ['activesupport', '>= 2.2.5'],
      ['react-rails', '>= 0'],
      ['redis-client', '>= 0'],
      ['sidekiq', '>= 2.3.0'],
    ]);
    assert.ok(!upgraded.declared.some((dependency) => dependency.startsWith('connection_pool')));
  });

  for (const [what, reading] of [
    ['after', () => upgraded],
    ['before', () => original],
  ] as const) {
    test(`has a consistent lock ${what} the upgrade`, () => {
      assert.deepEqual(reading().unsatisfied, []);
      assert.deepEqual(reading().locked, reading().declared);
    });
  }

  describe('in the hands of Bundler', () => {
    let index: GemIndex;
    before(async () => {
      index = await serveGems(union(original.specs, upgraded.specs));
    });
    after(() => index.close());

    async function lock(folder: string, ...options: string[]): Promise<string> {
      const env = { ...process.env, HOME: scratch, BUNDLE_APP_CONFIG: join(scratch, 'bundle'), BUNDLE_GEMFILE: '' };
      await run('bundle', ['lock', ...options], {
        cwd: folder,
        env: { ...env, 'BUNDLE_MIRROR__HTTPS://RUBYGEMS__ORG/': index.url },
      });
      return readFileSync(join(folder, 'Gemfile.lock'), 'utf8');
    }

    function copyBundle(source: string, name: string): string {
      const folder = join(scratch, name);
      for (const file of ['Gemfile', 'Gemfile.lock']) cpSync(join(source, file), join(folder, file));
      return folder;
    }

    test('both locks stay as they are, byte for byte', async () => {
      for (const [name, source] of Object.entries({ upgraded: storefront, original: storefrontBefore })) {
        const asCommitted = readFileSync(join(source, 'Gemfile.lock'), 'utf8');
        assert.equal(await lock(copyBundle(source, name)), asCommitted);
      }
    });

    test('a pin takes connection_pool back and moves nothing else', async () => {
      const folder = copyBundle(storefront, 'pinned');
      const gemfile = readFileSync(join(folder, 'Gemfile'), 'utf8');
      writeFileSync(join(folder, 'Gemfile'), `${gemfile}\ngem "connection_pool", "~> 2.5"\n`);
      const expected = readFileSync(join(storefront, 'Gemfile.lock'), 'utf8')
        .replace('connection_pool (3.0.2)', 'connection_pool (2.5.5)')
        .replace('  capybara\n  debug\n', '  capybara\n  connection_pool (~> 2.5)\n  debug\n');
      const locked = await lock(folder, '--update', 'connection_pool', '--conservative');
      // Each Bundler writes its own version.
      const without = (text: string) => text.replace(/(?<=^BUNDLED WITH\n).*\n/m, '');
      assert.equal(without(locked), without(expected));
    });
  });

  test('is Ruby', async () => {
    const files = readdirSync(storefront, { recursive: true, encoding: 'utf8' }).filter((name) =>
      /\.(?:rb|rake)$/.test(name),
    );
    assert.ok(files.length >= 12, files.join(' '));
    for (const file of files) {
      const { stdout, stderr } = await run('ruby', ['-wc', file], { cwd: storefront });
      assert.deepEqual([file, stdout, stderr], [file, 'Syntax OK\n', '']);
    }
  });

  test('runs on a real Redis, where each of its slow commands shows', async () => {
    const socket = join(scratch, 'redis.sock');
    const options = {
      port: '0',
      unixsocket: socket,
      save: '',
      'slowlog-log-slower-than': '0',
      'slowlog-max-len': '9999',
    };
    const words = Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]);
    const redis = spawn('redis-server', words, { cwd: scratch, stdio: 'ignore' });
    const exited = once(redis, 'exit');
    try {
      for (let tries = 0; !existsSync(socket) && tries < 200; tries++) await sleep(50);
      const env = { ...process.env, REDIS_URL: `unix://${socket}`, GEO_REDIS_URL: `unix://${socket}`, MEMBERS: '3000' };
      const demo = ['-w', 'bin/slowlog_demo.rb'];
      const first = await run('ruby', demo, { cwd: storefront, env });
      const second = await run('ruby', demo, { cwd: storefront, env });
      assert.match(first.stdout, /^couriers on the map: 3000$/m);
      assert.match(first.stdout, /^hourly sets that are left: \["shoppers:2026-05-20:18"\]$/m);
      assert.match(first.stdout, /^new in the catalogue: 3000$/m);
      assert.equal(second.stdout, first.stdout);
      const { stdout: slowlog } = await run('redis-cli', ['-s', socket, 'slowlog', 'get', '9999']);
      for (const pattern of slowPatterns) assert.match(slowlog, pattern);
    } finally {
      redis.kill();
      await exited;
    }
  });
});

function versions({ specs }: BundlerReading): Map<string, string> {
  return new Map(specs.map(({ name, version }) => [name, version]));
}

function firstSegment(version: string): string {
  return version.split('.')[0] ?? '';
}

/** Every release once: the locks of both days share most of them. */
function union(...lists: readonly (readonly ReleasedGem[])[]): ReleasedGem[] {
  return [...new Map(lists.flat().map((gem) => [`${gem.name} ${gem.version} ${gem.platform}`, gem])).values()];
}
