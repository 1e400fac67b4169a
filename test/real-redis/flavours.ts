import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** How a snippet is written: methods of redis-rb, words for `call`, or Sidekiq 7's object. */
export type Dialect = 'methods' | 'words' | 'sidekiq';

/** A client library at one version, to run snippets with. */
export interface Flavour {
  readonly name: string;
  readonly dialect: Dialect;
  /** The lines of Gemfile.lock that tell Lintel of it. */
  readonly gems: readonly string[];
  /** The folders that Ruby loads the gems from; none: those that are installed. */
  readonly load: readonly string[];
  /** What Lintel reads above the snippet. */
  readonly prelude: string;
  /** The client's name in the snippet. */
  readonly receiver: string;
  /** The body of the method around a snippet. */
  readonly wrap: (code: string) => string;
  /** Ruby that makes the client, once; `PORT` and `PORT2` are constants of it. */
  readonly create: string;
  /** A command ahead of each snippet, so that the greeting of a connection is not measured. */
  readonly prepare: string;
  readonly prefix: string;
  readonly servers: 1 | 2;
}

const plain = (code: string) => code;
const base = { load: [], wrap: plain, prefix: '', servers: 1 } as const;

/** redis-rb from a folder, or the installed one. */
function redisRb(version: string, load: readonly string[] = []): Flavour {
  return {
    ...base,
    name: `redis-rb ${version}`,
    dialect: 'methods',
    gems: [`redis (${version})`],
    load,
    prelude: '$redis = Redis.new',
    receiver: '$redis',
    create:
      'require "redis"; Redis.silence_deprecations = true if Redis.respond_to?(:silence_deprecations=); $redis = Redis.new(port: PORT)',
    prepare: '$redis.ping',
  };
}

function namespaced(version: string, redisVersion: string, load: readonly string[]): Flavour {
  return {
    ...redisRb(redisVersion, load),
    name: `redis-namespace ${version} on ${redisVersion}`,
    gems: [`redis (${redisVersion})`, `redis-namespace (${version})`],
    prelude: 'NS = Redis::Namespace.new(:ns, redis: Redis.new)',
    receiver: 'NS',
    create:
      'require "redis"; require "redis/namespace"; Redis.silence_deprecations = true if Redis.respond_to?(:silence_deprecations=); NS = Redis::Namespace.new(:ns, redis: Redis.new(port: PORT), warning: false)',
    prepare: 'NS.get("x")',
    prefix: 'ns:',
  };
}

function wrapper(redisVersion: string, load: readonly string[]): Flavour {
  return {
    ...redisRb(redisVersion, load),
    name: `ConnectionPool::Wrapper on ${redisVersion}`,
    prelude: 'WRAPPED = ConnectionPool::Wrapper.new(size: 2) { Redis.new }',
    receiver: 'WRAPPED',
    create:
      'require "redis"; require "connection_pool"; WRAPPED = ConnectionPool::Wrapper.new(size: 2) { Redis.new(port: PORT) }',
    prepare: 'WRAPPED.get("x")',
  };
}

function distributed(redisVersion: string, load: readonly string[]): Flavour {
  return {
    ...redisRb(redisVersion, load),
    name: `Redis::Distributed ${redisVersion}`,
    prelude: 'RING = Redis::Distributed.new(["redis://a", "redis://b"])',
    receiver: 'RING',
    create:
      'require "redis"; require "redis/distributed"; RING = Redis::Distributed.new(["redis://127.0.0.1:#{PORT}", "redis://127.0.0.1:#{PORT2}"])',
    prepare: 'RING.nodes.each(&:ping)',
    servers: 2,
  };
}

function redisClient(version: string, load: readonly string[]): Flavour {
  return {
    ...base,
    name: `redis-client ${version}`,
    dialect: 'words',
    gems: [`redis-client (${version})`],
    load,
    prelude: 'CLIENT = RedisClient.config(host: "localhost").new_client',
    receiver: 'CLIENT',
    create: 'require "redis-client"; CLIENT = RedisClient.config(port: PORT).new_client',
    prepare: 'CLIENT.call("PING")',
  };
}

function pooled(version: string, load: readonly string[]): Flavour {
  return {
    ...redisClient(version, load),
    name: `RedisClient::Pooled ${version}`,
    prelude: 'POOLED = RedisClient.config(host: "localhost").new_pool(size: 2)',
    receiver: 'POOLED',
    create: 'require "redis-client"; POOLED = RedisClient.config(port: PORT).new_pool(size: 2)',
    prepare: 'POOLED.call("PING")',
  };
}

const inSidekiq = (code: string) => `Sidekiq.redis do |conn|\n${code.replace(/^/gm, '  ')}\nend`;

function sidekiq6(version: string, redisVersion: string, load: readonly string[]): Flavour {
  return {
    ...redisRb(redisVersion, load),
    name: `Sidekiq ${version}`,
    gems: [`redis (${redisVersion})`, `sidekiq (${version})`],
    prelude: '',
    receiver: 'conn',
    wrap: inSidekiq,
    create:
      'require "sidekiq"; Sidekiq.logger.level = 4; Redis.silence_deprecations = true if Redis.respond_to?(:silence_deprecations=); Sidekiq.redis = { url: "redis://127.0.0.1:#{PORT}" }',
    prepare: 'Sidekiq.redis(&:ping)',
  };
}

function sidekiq7(version: string, create: string, load: readonly string[]): Flavour {
  return {
    ...base,
    name: `Sidekiq ${version}`,
    dialect: 'sidekiq',
    gems: [`redis-client (0.26.4)`, `sidekiq (${version})`],
    load,
    prelude: '',
    receiver: 'conn',
    wrap: inSidekiq,
    create,
    prepare: 'Sidekiq.redis { |conn| conn.call("PING") }',
  };
}

const createSidekiq7 =
  'require "sidekiq"; Sidekiq.default_configuration.logger.level = 4; Sidekiq.default_configuration.redis = { url: "redis://127.0.0.1:#{PORT}" }';

/** Sidekiq 8.1 wants a Ruby and a connection_pool of its own age; what its blocks get is this object. */
const createSidekiqClient = [
  'require "set"; require "redis_client"; module Sidekiq; VERSION = "8.1.7"; end; require "sidekiq/redis_client_adapter"',
  'CONN = Sidekiq::RedisClientAdapter.new(url: "redis://127.0.0.1:#{PORT}").new_client',
  'def Sidekiq.redis; yield CONN; end',
].join('\n');

/** The client that Debian installs. */
export const installed: readonly Flavour[] = [redisRb('4.8.0')];

/** Every client of the versions that stand in `folder` as NAME-vTAG; those that are not there are left out. */
export function fromSources(folder: string): readonly Flavour[] {
  const known = new Set(existsSync(folder) ? readdirSync(folder) : []);
  const lib = (...names: readonly string[]) => names.map((name) => join(folder, name, 'lib'));
  const pool = 'connection_pool-v2.5.5';
  const rb5 = ['redis-rb-v5.4.1', 'redis-client-v0.26.4', pool];
  const rb6 = ['redis-rb-v6.0.0', 'redis-client-v0.30.0', pool];
  const all: readonly (readonly [readonly string[], (load: readonly string[]) => Flavour])[] = [
    [['redis-rb-v4.2.5'], (load) => redisRb('4.2.5', load)],
    [['redis-rb-v4.8.1'], (load) => redisRb('4.8.1', load)],
    [rb5, (load) => redisRb('5.4.1', load)],
    [rb6, (load) => redisRb('6.0.0', load)],
    [['redis-client-v0.22.2', pool], (load) => redisClient('0.22.2', load)],
    [['redis-client-v0.30.0', pool], (load) => redisClient('0.30.0', load)],
    [['redis-client-v0.30.0', pool], (load) => pooled('0.30.0', load)],
    [['sidekiq-v6.5.12', 'redis-rb-v4.8.1', pool], (load) => sidekiq6('6.5.12', '4.8.1', load)],
    [['sidekiq-v7.3.10', 'redis-client-v0.26.4', pool], (load) => sidekiq7('7.3.10', createSidekiq7, load)],
    [['sidekiq-v8.1.7', 'redis-client-v0.30.0', pool], (load) => sidekiq7('8.1.7', createSidekiqClient, load)],
    [['redis-namespace-v1.11.0', ...rb5], (load) => namespaced('1.11.0', '5.4.1', load)],
    [['redis-namespace-v1.6.0', 'redis-rb-v4.8.1'], (load) => namespaced('1.6.0', '4.8.1', load)],
    [rb5, (load) => wrapper('5.4.1', load)],
    [rb5, (load) => distributed('5.4.1', load)],
  ];
  return all.filter(([names]) => names.every((name) => known.has(name))).map(([names, make]) => make(lib(...names)));
}
