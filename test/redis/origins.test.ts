import { test } from 'node:test';
import { assertMarked } from './markedCalls.ts';

test('redis-rb: constructors of every kind', () => {
  assertMarked(`
Redis.new.keys("*") #! KEYS certain plain redis-rb
::Redis.new(url: ENV["REDIS_URL"]).del("a") #! DEL certain redis-rb
Redis.connect(host: "h").flushdb #! FLUSHDB certain
Redis.current.smembers("s") #! SMEMBERS certain redis-rb
Redis::Distributed.new([a, b]).del("x") #! DEL certain redis-distributed
Redis.new(cluster: nodes).del("x") #! DEL certain redis-cluster
Redis::Cluster.new(nodes: nodes).mget("x") #! MGET certain redis-cluster
Redis::Namespace.new("ns", redis: Redis.new).keys("*") #! KEYS certain redis-namespace
Redis::Store.new.setex("k", 1, "v") #! SETEX certain redis-rb
MockRedis.new.exists("k") #! EXISTS certain
`);
});

test('redis-client: configurations, clients and pools', () => {
  assertMarked(`
config = RedisClient.config(host: "h")
config.new_client.call("KEYS", "*") #! KEYS certain redis-client
pool = RedisClient.config.new_pool(timeout: 1, size: 5)
pool.call("DEL", "x") #! DEL certain redis-client
pool.with { |c| c.call("SMEMBERS", "s") } #! SMEMBERS certain pooled redis-client
RedisClient.new.pipelined { |p| p.call("DEL", 1) } #! DEL certain pipelined redis-client
RedisClient.sentinel(name: "m").new_client.call_v(["UNLINK", *ks]) #! UNLINK certain redis-client
`);
});

test('the nodes of a ring are clients, or pools of them', () => {
  assertMarked(`
class Store
  def initialize(clients) = @redis = clients.size > 1 ? RedisClient.ring(clients) : clients.first
  def drop(key) = redis.node_for(key).with { |c| c.call("del", key) } #! DEL certain
  def read(key) = redis.node_for(key).call("get", key) #! GET certain
  def read_all(keys) = redis.nodes_for(keys).each { |node, some| node.call("mget", *some) } #! MGET certain
  def clear
    redis.nodes.each do |node|
      node.with { |conn| conn.call("flushdb") } #! FLUSHDB certain
    end
  end
  attr_reader :redis
end
node = @cache.redis.node_for("a")
node.del("a") #! DEL likely
`);
});

test('Sidekiq hands out a redis-rb client up to 6, its own from 7', () => {
  const code = (library: string) => `
Sidekiq.redis { |conn| conn.smembers("queues") } #! SMEMBERS certain pooled ${library}
Sidekiq.redis_pool.with { |c| c.del("x") } #! DEL certain pooled ${library}
Sidekiq.redis(&:flushdb) #! FLUSHDB certain
Sidekiq.redis do |conn|
  conn.multi { |m| m.del("x") } #! MULTI certain, DEL certain multi pooled
end
Sidekiq.configure_server { |config| config.redis = { url: "redis://" } }
Sidekiq::RetrySet.new.scan("x") { |job| job.delete }
Sidekiq::Queue.new.clear
`;
  assertMarked(code('redis-rb'), { sidekiq: '6.5.12', redis: '4.8.1' });
  assertMarked(code('sidekiq'), { sidekiq: '7.3.9', 'redis-client': '0.22.2' });
});

test('Resque, Kredis, Redis::Objects and the Rails cache', () => {
  assertMarked(`
Resque.redis.keys("*") #! KEYS certain resque
Resque.redis.del("x") #! DEL certain
Resque.keys
Kredis.redis.scan_each(match: "x") { } #! SCAN certain
Kredis.configured_for(:shared).del("x") #! DEL certain
Redis::Objects.redis.smembers("x") #! SMEMBERS certain
Rails.cache.redis.with { |r| r.keys("*") } #! KEYS certain pooled
Rails.cache.redis.then { |r| r.del("a") } #! DEL certain pooled
Rails.cache.redis.del("a") #! DEL certain
Rails.cache.delete("a")
Rails.cache.exist?("a")
`);
});

test('connection pools yield what their block makes', () => {
  assertMarked(`
POOL = ConnectionPool.new(size: 5) { Redis.new }
POOL.with { |r| r.del("x") } #! DEL certain pooled redis-rb
POOL.then { |r| r.del("x") } #! DEL certain pooled
POOL.with do |conn|
  conn.pipelined do |pipe|
    pipe.expire("x", 1) #! EXPIRE certain pipelined pooled
  end
end
POOL.checkout.del("x") #! DEL certain
FROZEN = ConnectionPool.new(size: 5) { Redis.new }.freeze
FROZEN.with { |c| c.get("x") } #! GET certain pooled redis-rb
WRAPPED = ConnectionPool::Wrapper.new(size: 5) { Redis.new }
WRAPPED.del("x") #! DEL certain connection-pool-wrapper
WRAPPED.with { |r| r.keys("*") } #! KEYS certain pooled redis-rb
ConnectionPool.wrap(size: 1) { Redis.new }.mget("a") #! MGET certain connection-pool-wrapper
DB = ConnectionPool.new(size: 5) { Mysql.connect }
DB.with { |db| db.keys }
`);
});

test('objects bound to a key are no clients', () => {
  assertMarked(`
Redis::HashKey.new("h").keys
Redis::Set.new("s").sort
Redis::SortedSet.new("z").del
Redis::Client::DEFAULTS.keys
Kredis.hash("h").keys
Kredis.set("s").del
Nest.new("users").smembers
class User
  include Redis::Objects
  set :friends
  sorted_set :ranks
  hash_key :settings
  kredis_list :recent
  def all
    settings.keys
    friends.sort
    ranks.del
    recent.del
  end
end
`);
});

test('mocks in a client place', () => {
  assertMarked(`
let(:redis) { instance_double(Redis) }
let(:store) { double("Redis") }
let(:client) { instance_double("Redis", get: 1) }
it { redis.del("x") } #! DEL likely
it { client.keys("x") } #! KEYS likely
it { store.keys("a*") } #! KEYS likely
`);
});

test('async-redis, and the keys of Nest', () => {
  assertMarked(`
client = Async::Redis::Client.new(endpoint)
client.del("x") #! DEL certain
client.keys("x*") #! KEYS certain
session = Nest.new("session")
session.call("SET", "x")
session.queue("DEL")
`);
});

test('what the name says, and what it does not', () => {
  assertMarked(`
def a(redis, redis_client, session_redis, redis_pool, redis_key, redis_backend, redis_config)
  redis.keys("*") #! KEYS likely
  redis_client.del("x") #! DEL likely
  session_redis.scan(0) #! SCAN likely
  @redis.exists("x") #! EXISTS likely
  $redis.flushall #! FLUSHALL likely
  REDIS.del("k") #! DEL likely
  App.redis.del("x") #! DEL likely
  opts[:redis].del("x") #! DEL likely
  config.fetch(:redis).del("x") #! DEL likely
  redis_pool.keys
  redis_key.sort
  redis_backend.save
  redis_config.keys
  redis.keys.sort #! KEYS likely
  redis.sort
  redis_urls.scan(/x/)
  predistribution.keys
end
`);
});

test('a setting that is asked for what no setting has is a client or a pool', () => {
  assertMarked(`
class Queue
  def clear(key)
    Jobs.config.redis.del(key) #! DEL likely
    Jobs.configuration.redis.multi { |m| m.expire(key, 1) } #! MULTI likely, EXPIRE likely
    Jobs.config.redis.keys("jobs:*") #! KEYS likely
    Jobs.config.redis.scan_each(match: "jobs:*") #! SCAN likely
    with { |conn| conn.del(key) } #! DEL likely
  end

  def with
    Jobs.config.redis.with { |conn| yield conn }
  end

  def options
    Rails.configuration.redis.keys.sort
    Settings.redis.get("url")
    Settings.redis.expire
    ENV["REDIS"].scan(/x/)
    Settings.redis.then { |c| c.del(:url) }
  end
end
`);
});

test('what is asked for by its name, past what is private', () => {
  assertMarked(`
def test(cache, queue)
  cache.send(:redis).del("a") #! DEL likely
  queue.public_send(:redis_client).expire("a", 1) #! EXPIRE likely
  queue.instance_variable_get(:@redis).del("a") #! DEL likely
  queue.send(:redis_keys).sort("a")
  queue.send(name).del("a")
end
`);
});

test('the parameter of a pipeline of what is a client by its name alone', () => {
  assertMarked(`
class Tracker < Elsewhere::Base
  def self.redis = @redis ||= Redis.new
  def each_day(days)
    redis.pipelined { |p| days.each { |day| p.sort(day) } } #! SORT likely
  end
end
`);
});

test('a client of a purpose, and a constant that nobody defines where it can be seen', () => {
  assertMarked(`
App.redis_cache_client.get("x") #! GET likely
redis_rate_limit_connection.incr("x") #! INCR likely
App.redis_health_checks.keys
REDIS_GENERAL.get("x") #! GET likely
REDIS_GENERAL.keys("tag:*") #! KEYS likely
REDIS_AUTOCOMPLETE.zadd("x", 1, "m") #! ZADD likely
REDIS_KUDOS.multi { |m| m.del("x") } #! MULTI likely, DEL likely multi
Shop::REDIS_CARTS.del("x") #! DEL likely
REDIS_GENERAL.keys
REDIS_SETTINGS.get("x")
REDIS_CACHE_PREFIXES.keys("x")
REDIS_OPTIONS = YAML.load_file("redis.yml")
REDIS_OPTIONS.get("x")
REDIS_SHARDS = { a: 1 }
REDIS_SHARDS.keys("a*")
REDIS_STATUS.get("x")
REDIS_INFO.get("used_memory")
REDIS_CLASSES.get("x")
REDIS_CLIENTS.get("cache")
REDIS_QUEUES.sort("x")
redis_cloud_api_client.get("/plans")
@redis_admin_http_client.get("/x")
non_redis_client.get("x")
`);
});

test('a block is given a connection by a pool that is called after Redis', () => {
  assertMarked(`
REDIS_POOL.with { |client| client.get("x") } #! GET likely pooled
REDIS_THROTTLE_POOL.with { |c| c.del("x") } #! DEL likely pooled
redis_session_pool.hold { |conn| conn.expire("x", 1) } #! EXPIRE likely pooled
@redis_pool.with { |client| client.scan_each(match: "x") { } } #! SCAN likely pooled
RedisPool.conn { |r| r.expire("x", 0) } #! EXPIRE likely pooled
My::RedisPool.with { |r| r.exists("x") } #! EXISTS likely pooled
REDIS_POOL.with { |key| key.sort }
RedisPool.stats { |c| c.get("x") }
DatabasePool.with { |c| c.get("x") }
redis_pools.each { |c| c.get("x") }
`);
});

test('a command that only Redis has, where the file is about Redis or the receiver called like a connection', () => {
  assertMarked(`
require "redis"
def a(store, index, cache)
  store.zrangebyscore("z", 0, 1) #! ZRANGEBYSCORE likely
  store.hgetall("h") #! HGETALL likely
  store.keys
  index.exists("x")
  cache.setex("a")
end
`);
  assertMarked(`
def a(heap, c, storage)
  heap.zrangebyscore("z", 0, 1)
  c.zrangebyscore("z", 0, 1)
  storage.zrangebyscore("z", 0, 1) #! ZRANGEBYSCORE likely
  storage.del("z") #! DEL likely
end
`);
});

test('what is called on the same object speaks for a command that others have too', () => {
  assertMarked(`
require "redis"
class Feed
  def initialize(backend) = @backend = backend
  def add(id) = @backend.zadd("feed", 1, id) #! ZADD likely
  def clear
    @backend.del("feed") #! DEL likely
    @backend.scan_each { |key| puts key } #! SCAN likely
    @backend.get("feed:size") #! GET likely
    @backend.keys
    @backend.type
  end
end
class Other
  def clear = @backend.del("feed")
end
def each(stores)
  stores.each_value do |store|
    store.flushdb #! FLUSHDB likely
    store.sort("ids") #! SORT likely
  end
  stores.each { |store| store.sort("ids") }
  stores.first.hset("h", "f", "v") #! HSET likely
  stores.last.sort("ids")
end
`);
});

test('two commands that only Redis has speak for one another where nothing names Redis', () => {
  assertMarked(`
class Journal
  def initialize(storage:) = @storage = storage
  def last(name) = @storage.zrange(name, 0, 0).first #! ZRANGE likely
  def add(name, at, entry) = @storage.zadd(name, at, entry) #! ZADD likely
  def drop(name) = @storage.del(name) #! DEL likely
end
class Scores
  def add(name) = @set.zadd(name, 1)
  def drop(name) = @set.del(name)
end
class Cache
  def read(name) = @lru.getset(name) { 1 }
  def add(name) = Board.zadd("board", 1, name)
  def all = Board.zrange("board", 0, -1)
end
`);
});
