import { test } from 'node:test';
import { assertMarked } from './markedCalls.ts';

test('subclasses of Redis', () => {
  assertMarked(`
class Kv < Redis
  def purge
    flushdb #! FLUSHDB certain redis-rb
    del(*keys) #! DEL certain, KEYS likely
    self.keys("*") #! KEYS certain
    pipelined { |p| p.del("x") } #! DEL certain pipelined
    helper
  end
  def helper = {}
end
Kv.new.keys("*") #! KEYS certain
class Plain
  def purge
    flushdb
    keys.sort
  end
end
`);
});

test('SimpleDelegator and DelegateClass around a client', () => {
  assertMarked(`
class Proxy < SimpleDelegator
  def initialize(redis_url)
    super(Redis.new(url: redis_url))
  end
  def write(key, value)
    setex(key, 1, value) #! SETEX certain
  end
end
Proxy.new("x").keys("*") #! KEYS certain
class Given < SimpleDelegator
  def purge(*names)
    del(*names) #! DEL certain
  end
end
Given.new(Redis.new)
class Typed < DelegateClass(Redis)
  def a
    del("x") #! DEL certain
  end
end
class Around < SimpleDelegator
  def a
    del("x")
    keys.sort
  end
end
Around.new({})
`);
});

test('method_missing that hands on', () => {
  assertMarked({
    'wrapper.rb': `
class Wrapper
  def initialize
    @conn = Redis.new
  end
  def method_missing(name, *args, &block)
    @conn.public_send(name, *args, &block)
  end
  def keys(pattern)
    @conn.keys(pattern) #! KEYS certain
  end
  def purge
    del("x") #! DEL certain
  end
end
class Pooled
  def method_missing(...)
    pool.with { |c| c.public_send(...) }
  end
  def pool
    @pool ||= ConnectionPool.new { Redis.new }
  end
end
class Stepwise
  def method_missing(name, *args)
    dispatch(name, *args)
  end
  def dispatch(name, *args)
    target.send(name, *args)
  end
  def target = Redis.new
end
class Missing
  delegate_missing_to :conn
  def conn = Redis.new
end
class Struct
  def method_missing(name, *args)
    @table[name]
  end
end
class InMemory < Wrapper
  def keys(pattern)
    @data.keys
  end
  def mget(*names)
    @data.values_at(*names)
  end
end
`,
    'use.rb': `
Wrapper.new.smembers("x") #! SMEMBERS certain
Wrapper.new.keys("*") #! KEYS certain
Pooled.new.del("x") #! DEL certain
Stepwise.new.del("x") #! DEL certain
Missing.new.del("x") #! DEL certain
Struct.new.keys
InMemory.new.keys("*")
InMemory.new.mget("*")
class Use
  def initialize
    @store = Wrapper.new
  end
  def a
    @store.keys("*") #! KEYS certain
    @store.del("x") #! DEL certain
  end
end
`,
  });
});

test('facades are not clients', () => {
  assertMarked(`
module Counters
  def self.expire(name, at)
    Redis.new.expire(name, at) #! EXPIRE certain
  end
  def self.keys
    Redis.new.keys("*") #! KEYS certain
  end
end
Counters.expire("x", 1)
Counters.keys
class Postgres
  def expire(key, ttl)
    @db.exec(key)
  end
end
class RedisBackend
  def expire(key, ttl)
    @redis.expire(key, ttl) #! EXPIRE likely
  end
end
backend = Postgres.new
backend.expire("x", 1)
`);
});

test('what a stand-in writes to is no command of its own', () => {
  assertMarked(`
class Kv < Redis
  def walk(&block)
    cursor, keys = call("SCAN", 0) #! SCAN certain
    keys.each(&block)
    first, (second, info), *time = pair
    flushall, = pair
    keys.each { info.call(time, flushall) }
    pair
  rescue StandardError => ping
    ping.message
  end
  def told(reply)
    case reply
    in [keys, *info]
      keys + info
    in { flushdb:, save: dbsize }
      flushdb + dbsize
    in String => ping
      ping
    in lastsave
      lastsave
    end
    reply => { bgsave: }
    bgsave if reply in [time]
    flushall #! FLUSHALL certain
  end
end
`);
});

test('what a stand-in answers itself it answers behind a pool too', () => {
  assertMarked(`
class Scanning < Redis
  def keys(pattern = "*") = scan_each(match: pattern).to_a #! SCAN certain
end
POOL = ConnectionPool.new { Scanning.new }
POOL.with do |conn|
  conn.keys("a*")
  conn.del("a") #! DEL certain pooled
end
POOL.checkout.keys("a*")
POOL.checkout.del("a") #! DEL certain
`);
});

test('a proxy stands for what it is put around', () => {
  assertMarked(`
class Traced
  def initialize(target, name = nil)
    @target = target
  end
  def method_missing(name, *args, &block)
    @target.public_send(name, *args, &block)
  end
end
class Own
  def initialize(name)
    @name = name
    @redis = Redis.new
  end
  def method_missing(...) = @redis.public_send(...)
end
Traced.new(Redis.new).del("a") #! DEL certain
Traced.new({}).keys
Traced.new(Mailer.new).info("a")
Traced.new(Mailer.new, "mails").del("a")
Traced.new(unknown).del("a") #! DEL certain
Own.new("a").del("a") #! DEL certain
`);
});
