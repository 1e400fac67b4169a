import { test } from 'node:test';
import { assertMarked } from './markedCalls.ts';

test('a name that is given to something else is no client any more', () => {
  assertMarked(`
client = RedisClient.new
client.call("GET", "a") #! GET certain
client = Faraday.new("https://x")
client.get("/a")
conn = Redis.new
conn.hgetall("flags") #! HGETALL certain
conn = Etcdv3.new(endpoints: "x")
conn.del("flags/old")
case kind
when :redis
  store = Redis.new
when :memcached
  store = Dalli::Client.new
  store.exists("a")
end
`);
});

test('what is now a client and now another object is not asked for names that both have', () => {
  assertMarked(`
class BaseAdapter
  attr_reader :client
  def initialize(client) = @client = client
end
class CounterAdapter < BaseAdapter
  def count(id) = client.hget("counts", id) #! HGET likely
end
class GithubAdapter < BaseAdapter
  def repo(name) = client.get("/repos/#{name}")
  def all = @client.keys.each { |key| puts key.title }
end
COUNTERS = CounterAdapter.new(Redis.new(url: "x"))
GITHUB = GithubAdapter.new(Octokit::Client.new)
`);
  assertMarked(`
module Services
  def self.client_for(service)
    case service
    when :redis then Redis.new
    when :search then Elasticsearch::Client.new
    end
  end
  def self.info = client_for(:search).info
end
`);
});

test('what one heir of a base class is given is not what the others have', () => {
  assertMarked(`
# Redis clients are handed in
class ApplicationService
  def self.call(input) = new(input).call
end
class WarmCache < ApplicationService
  def initialize(redis) = @redis = redis
  def call = @redis.hgetall("a") #! HGETALL likely
end
class ImportUsers < ApplicationService
  def initialize(params) = @params = params
  def call
    @params.keys.each { |k| puts k }
    @params.sort
  end
end
WarmCache.call(Redis.new)
ImportUsers.call(name: "x")
class ApplicationDecorator < SimpleDelegator; end
class CacheDecorator < ApplicationDecorator
  def size = dbsize #! DBSIZE certain
end
class UserDecorator < ApplicationDecorator
  def api_keys = keys.map(&:to_s)
end
CacheDecorator.new(Redis.new)
USER = UserDecorator.new(User.find(1))
USER.save
USER.keys
`);
});

test('a method of scripts does not stand in for what a class has from elsewhere', () => {
  assertMarked({
    'lib/tasks/stores.rake': `
def store = @store ||= Redis.new
store.flushdb #! FLUSHDB certain
`,
    'app/models/product.rb': `
# Stock levels live in Redis
class Product < ApplicationRecord
  belongs_to :store
  def close
    store.save
    store.keys.each(&:destroy)
  end
end
`,
  });
});

test('a parameter is no client because a method of that name is given one elsewhere', () => {
  assertMarked({
    'limiter.rb': `
class Limiter
  def initialize(app)
    @redis = Redis.new
    app.instrumentation.process(@redis)
  end
end
`,
    'payload.rb': `
# Published to redis later
class Payload
  def process(params)
    params.keys.map(&:to_s)
    params.del("x") #! DEL likely
  end
end
`,
  });
});

test('a method called client, create or build is not the one that makes a client', () => {
  assertMarked(`
class Limiter
  def self.client = @client ||= Redis.new
end
class RedisFactory
  def self.create(url) = Redis.new(url: url)
end
class Article
  def indexed?(id) = self.class.__elasticsearch__.client.exists(index: "a", id: id)
  def token = AccessToken.create(user: 1)
  def drop = token.del("x")
end
`);
});

test('settings, options and records called redis', () => {
  assertMarked(`
Settings.redis.keys
Rails.application.config.redis.keys
Rails.application.credentials.redis.get(:url)
redis = Rails.application.config_for(:redis)
redis.keys
def configure(**redis) = redis.keys - [:url]
def collect(*redis) = redis.append("x", "y")
redis_storage_options.keys
ENV["REDIS_SERVER"].scan(/(.*):/)
redis_db.scan(/x/)
@redis = Concurrent::Map.new
@redis.keys
class RedisServer < ApplicationRecord
end
class ServersController
  def create
    @redis_server = RedisServer.new(params)
    @redis_server.save
  end
  def stop
    redis = RedisServer.find(1)
    redis.save
  end
end
`);
});

test('verbs and paths are no commands', () => {
  assertMarked(`
# Responses are cached in Redis by the caller.
class GithubClient
  def users(ids) = ids.map { |id| call(:get, "/users/#{id}") }
  def call(verb, path = nil) = @http.run_request(verb, path)
end
`);
});

test('blocks and delegators that only sound like Redis', () => {
  assertMarked(`
class RedisPool
  def with_connection = yield(Redis.new)
end
def warm
  ActiveRecord::Base.connection_pool.with_connection { |conn| conn.select("x"); conn.exec("y") }
  http_pool.with_connection { |http| http.keys }
  parse_redis_response { |r| r.keys }
  each_redis_key { |redis_key| redis_key.scan(/a/) }
  configure_redis { |c| c.set(:url, "x") }
end
class RedisInfoPresenter < SimpleDelegator
  def all = keys.sort
end
RedisInfoPresenter.new(Redis.new.info) #! INFO certain
`);
});

test('a receiver that was asked to be something else is no client', () => {
  assertMarked(`
def run(redis)
  if redis.is_a?(Hash)
    redis.keys.each { |key| redis.exists?(key) }
  elsif (redis.kind_of? String) && redis.size > 3
    redis.del("x")
  else
    redis.keys("*") #! KEYS likely
  end
  case redis
  when Hash, ::Array then redis.keys("*")
  when Hash, Redis then redis.keys("*") #! KEYS likely
  end
  return redis.keys("*") if Hash === redis
  Hash === redis && redis.keys("*")
  redis.is_a?(Hash) || redis.keys("*") #! KEYS likely
  redis.is_a?(Redis) ? redis.keys("*") : [] #! KEYS likely
  unless redis.is_a?(Hash)
    redis.keys("*") #! KEYS likely
  else
    redis.keys("*")
  end
end
def made(redis)
  if redis.is_a?(Hash)
    redis.del("x")
    redis = Redis.new(redis)
    redis.del("x") #! DEL certain
  end
  if other.is_a?(Hash)
    redis.del("x") #! DEL certain
  end
end
`);
});

test('an object that is called `redis` and has no such command is not what the code gets', () => {
  assertMarked(`
module Backend
  class Redis
    def initialize(redis = ::Redis.new) = @redis = redis
    def store(key, data) = handler(data).new(@redis).store(key, data)
    def smembers(key) = @redis.smembers(key) #! SMEMBERS certain
    class Set
      attr_reader :redis
      def initialize(redis = Redis.new) = @redis = redis
      def store(key, data)
        redis.multi do #! MULTI likely
          data.each { |item| redis.sadd(key, item) } #! SADD likely
        end
      end
      def fetch(key) = redis.smembers(key)
      def forget(key) = redis.del(key)
    end
  end
end
`);
});

test('an object that is asked without a key knows its key', () => {
  assertMarked(`
# Redis types
def a(user)
  user.counters.hgetall.each { |name, count| puts name, count }
  user.counters.hincrby("visits", 2)
  user.counters.hget("visits", 1)
  other.counters.hincrby("visits", 2, 3) #! HINCRBY likely
end
`);
});

test('a literal that a receiver may be does not hide what it is besides', () => {
  assertMarked(`
# Locks are kept in Redis
class Handler
  def lock(key) = redis.multi { |pipeline| pipeline.get(key) } #! MULTI likely, GET likely multi
  def drop(key) = redis.del(key) #! DEL likely
  def size = redis.keys
  def redis = Services.fetch_or_build(:redis) { true }
end
module Services
  def self.fetch_or_build(name)
    return true if name.nil?
    @services[name]
  end
end
def clear(config)
  config.redis.del("a") #! DEL likely
  config.redis.keys
end
client = Redis.new
client.subscribe("a") do |on| #! SUBSCRIBE certain
  on.subscribe { |channel, count| puts channel }
  on.psubscribe { |channel, count| puts channel }
end
data = client.get("a") #! GET certain
data.keys
data.del("x")
`);
});
