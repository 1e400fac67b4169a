/** What a library's constant or object gives when a method is called on it. */
export type LibraryResult =
  /** A client; with a block given to `yields` methods, the block's parameter. */
  | {
      readonly kind: 'client';
      readonly library: LibraryName;
      /** A subclass of the library's own client, which does something of its own for some commands: its keys and values are others. */
      readonly changed?: true;
    }
  /** Yields a client to the block of `with` or `then`. */
  | { readonly kind: 'pool'; readonly library: LibraryName }
  /** A pool whose client is what the constructor's block returns. */
  | { readonly kind: 'poolOfBlock' }
  /** Every call goes to what the constructor's block returns. */
  | { readonly kind: 'wrapperOfBlock' }
  /** A client or a pool, by the library's version: understands commands and `with` alike. */
  | { readonly kind: 'clientOrPool'; readonly library: LibraryName }
  /** Another object of the catalog. */
  | { readonly kind: 'object'; readonly name: string }
  /** An object bound to a key: it reaches Redis, but is no client. */
  | { readonly kind: 'keyBound' };

/** The client libraries that a catalog entry can lead to. */
export type LibraryName =
  | 'redis-rb'
  | 'redis-client'
  | 'sidekiq'
  | 'redis-namespace'
  | 'resque'
  | 'redis-distributed'
  | 'redis-cluster'
  | 'unknown';

/** What is known of one constant (`Redis`), or of an object that a library hands out (`#cache`). */
export interface LibraryEntry {
  /** Results by method; `'*'` answers every other method. */
  readonly methods: Readonly<Record<string, LibraryResult>>;
  /** Methods that yield their result instead, when they are given a block. */
  readonly yielding?: readonly string[];
  /** Subclasses are clients too. */
  readonly clientClass?: LibraryName;
}

/** The catalog entry of a constant's full path or of a library object; undefined for one that the catalog does not have. */
export function libraryEntry(name: string): LibraryEntry | undefined {
  return Object.hasOwn(entries, name) ? entries[name] : undefined;
}

const client = (library: LibraryName): LibraryResult => ({ kind: 'client', library });
const pool = (library: LibraryName): LibraryResult => ({ kind: 'pool', library });
const object = (name: string): LibraryResult => ({ kind: 'object', name });
const keyBound: LibraryResult = { kind: 'keyBound' };
const clientClass = (library: LibraryName): LibraryEntry => ({
  clientClass: library,
  methods: { new: client(library) },
});
/** redis-store marshals values, and puts its namespace before the keys of the commands alone that its version knows. */
const storeOf = (library: LibraryName): LibraryResult => ({ kind: 'client', library, changed: true });
const keyBoundClass: LibraryEntry = { methods: { new: keyBound } };

const entries: Readonly<Record<string, LibraryEntry>> = {
  // redis-rb and what is built on it
  Redis: {
    clientClass: 'redis-rb',
    methods: { new: client('redis-rb'), connect: client('redis-rb'), current: client('redis-rb') },
  },
  'Redis::Distributed': clientClass('redis-distributed'),
  'Redis::Cluster': clientClass('redis-cluster'),
  'Redis::Namespace': clientClass('redis-namespace'),
  'Redis::Store': { clientClass: 'redis-rb', methods: { new: storeOf('redis-rb') } },
  'Redis::DistributedStore': { clientClass: 'redis-distributed', methods: { new: storeOf('redis-distributed') } },
  'Redis::Factory': { methods: { create: storeOf('redis-rb') } },
  'Redis::Store::Factory': { methods: { create: storeOf('redis-rb') } },
  'Redis::PipelinedConnection': clientClass('redis-rb'),
  'Redis::MultiConnection': clientClass('redis-rb'),
  MockRedis: clientClass('redis-rb'),
  Redic: clientClass('unknown'),
  'Async::Redis::Client': clientClass('unknown'),
  'Async::Redis::ClusterClient': clientClass('unknown'),
  'Async::Redis::SentinelClient': clientClass('unknown'),
  'EM::Hiredis': { methods: { connect: client('unknown') } },
  'EventMachine::Hiredis': { methods: { connect: client('unknown') } },
  'EM::Hiredis::Client': clientClass('unknown'),
  'EM::Protocols::Redis': { methods: { connect: client('unknown') } },
  Ohm: { methods: { redis: client('unknown') } },

  // redis-client
  RedisClient: {
    clientClass: 'redis-client',
    methods: {
      new: client('redis-client'),
      config: object('#clientConfig'),
      sentinel: object('#clientConfig'),
      cluster: object('#otherClientConfig'),
      // It hands out its nodes, which are clients or pools of them.
      ring: { kind: 'clientOrPool', library: 'redis-client' },
    },
  },
  'RedisClient::Config': { methods: { new: object('#clientConfig') } },
  'RedisClient::SentinelConfig': { methods: { new: object('#clientConfig') } },
  'RedisClient::ClusterConfig': { methods: { new: object('#otherClientConfig') } },
  // It has a method for each command of the server after all, and takes DEL of many keys apart, but not UNLINK.
  'RedisClient::Cluster': clientClass('unknown'),
  'RedisClient::Pooled': clientClass('redis-client'),
  'RedisClient::Decorator::Client': clientClass('redis-client'),
  '#clientConfig': {
    methods: {
      new_client: client('redis-client'),
      new_pool: { kind: 'clientOrPool', library: 'redis-client' },
      with: object('#clientConfig'),
    },
  },
  '#otherClientConfig': {
    methods: {
      new_client: client('unknown'),
      new_pool: { kind: 'clientOrPool', library: 'unknown' },
      with: object('#otherClientConfig'),
    },
  },

  // connection_pool
  ConnectionPool: { methods: { new: { kind: 'poolOfBlock' }, wrap: { kind: 'wrapperOfBlock' } } },
  'ConnectionPool::Wrapper': { methods: { new: { kind: 'wrapperOfBlock' } } },
  'Redis::Objects::ConnectionPoolProxy': { methods: { new: { kind: 'wrapperOfBlock' } } },

  // job queues
  Sidekiq: {
    yielding: ['redis'],
    methods: {
      redis: client('sidekiq'),
      redis_pool: pool('sidekiq'),
      default_configuration: object('#sidekiqConfig'),
    },
  },
  '#sidekiqConfig': { yielding: ['redis'], methods: { redis: client('sidekiq'), redis_pool: pool('sidekiq') } },
  'Sidekiq::Config': { methods: { new: object('#sidekiqConfig') } },
  'Sidekiq::Capsule': { methods: { new: object('#sidekiqConfig') } },
  'Sidekiq::RedisConnection': { methods: { create: pool('sidekiq') } },
  'Sidekiq::RedisClientAdapter::CompatClient': clientClass('sidekiq'),
  Resque: { methods: { redis: client('resque'), data_store: client('resque'), backend: client('resque') } },
  'Resque::DataStore': clientClass('resque'),

  // libraries that hand out a client
  Kredis: {
    methods: {
      redis: client('redis-rb'),
      configured_for: client('redis-rb'),
      ...Object.fromEntries(
        `boolean counter cycle datetime decimal enum flag float hash integer json limiter list ordered_set proxy set slot slots string unique_list`
          .split(' ')
          .map((type) => [type, keyBound]),
      ),
    },
  },
  'Redis::Objects': {
    yielding: ['redis'],
    methods: { redis: client('redis-rb') },
  },
  'Rails.cache': { yielding: ['redis'], methods: { redis: { kind: 'clientOrPool', library: 'redis-rb' } } },
  'ActiveSupport::Cache::RedisCacheStore': { methods: { new: object('Rails.cache') } },
  'ActiveSupport::Cache::RedisStore': { methods: { new: object('Rails.cache') } },

  // bound to a key: these have methods named after commands, but take no key
  'Redis::Counter': keyBoundClass,
  'Redis::EnumerableObject': keyBoundClass,
  'Redis::BaseObject': keyBoundClass,
  'Redis::HashKey': keyBoundClass,
  'Redis::List': keyBoundClass,
  'Redis::Lock': keyBoundClass,
  'Redis::Semaphore': keyBoundClass,
  'Redis::Set': keyBoundClass,
  'Redis::SortedSet': keyBoundClass,
  'Redis::Value': keyBoundClass,
  Nest: keyBoundClass,
  'Redlock::Client': keyBoundClass,
};
