import { test } from 'node:test';
import { assertMarked } from './markedCalls.ts';

test('locals: the assignment before the use counts', () => {
  assertMarked(`
def a
  c = Redis.new
  c.del("x") #! DEL certain
  c = { a: 1 }
  c.keys
  d = nil
  d = Redis.new if c
  d.keys("*") #! KEYS certain
  e = f = Redis.new
  e.del("x") #! DEL certain
  f.del("x") #! DEL certain
  g, h = Redis.new, {}
  g.del("x") #! DEL certain
  h.keys
  i = c || Redis.new
  i.del("x") #! DEL certain
  [1].each { i.del("x") } #! DEL certain
  j = if c then Redis.new else nil end
  j.del("x") #! DEL certain
  k = begin
    Redis.new
  rescue StandardError
    nil
  end
  k&.del("x") #! DEL certain
  l = case c when 1 then Redis.new end
  l.del("x") #! DEL certain
  (m = Redis.new).del("x") #! DEL certain
  m.del("x") #! DEL certain
end
def b
  c.del("x")
end
`);
});

test('instance variables: anywhere in the class, its reopenings and superclasses', () => {
  assertMarked({
    'base.rb': `
class Base
  def initialize
    @kv = Redis.new
  end
end
`,
    'child.rb': `
class Child < Base
  def keys
    @kv.keys("*") #! KEYS certain
  end
  def other
    @other.del("x") #! DEL certain
    @unknown.keys
  end
end
`,
    'reopened.rb': `
class Child
  def setup
    @other = Redis.new
  end
end
class Elsewhere
  def a
    @kv.keys("*")
    @other.keys
  end
end
`,
  });
});

test('class variables, class-level instance variables, globals', () => {
  assertMarked(`
class A
  @@c = Redis.new
  @d = Redis.new
  class << self
    attr_reader :d
    attr_accessor :e
    def e_keys
      e.keys("*") #! KEYS certain
    end
  end
  def a
    @@c.del("x") #! DEL certain
    self.class.d.del("x") #! DEL certain
    A.d.del("x") #! DEL certain
    @d.keys
  end
end
A.e = Redis.new
$store = Redis.new
$store.keys("*") #! KEYS certain
$other = {}
$other.keys
`);
});

test('constants by lexical lookup', () => {
  assertMarked(`
STORE = Redis.new
module Outer
  STORE = {}
  class Inner
    KV = Redis.new
    def a
      STORE.keys
      ::STORE.keys("*") #! KEYS certain
      KV.del("x") #! DEL certain
      Inner::KV.del("x") #! DEL certain
      self.class::KV.del("x") #! DEL certain
    end
  end
  class Heir < Inner
    def b
      KV.del("x") #! DEL certain
    end
  end
end
Outer::Inner::KV.del("x") #! DEL certain
KV.keys
STORE.keys("*") #! KEYS certain
module Fake
  class Redis
    def keys; []; end
  end
  Redis.new.keys
end
`);
});

test('a class that is defined by its path does not stand in its namespace', () => {
  assertMarked(`
class Shop::Redis
  class << self
    attr_accessor :connection
  end
  def self.connect
    self.connection = Redis.new
  end
end
class Shop::Outbox
  def add(id) = connection.zadd("outbox", 1, id) #! ZADD certain
  def drop(id) = Store.new.del(id)
  private
  def connection = Shop::Redis.connection
end
class Shop::Store
  def del(id) = id
end
`);
});

test('memoised readers and methods that return a client, across files', () => {
  assertMarked({
    'kv.rb': `
module Kv
  def self.connection
    @connection ||= Redis.new
  end
  def self.namespaced
    Redis::Namespace.new("a", redis: connection)
  end
  def self.store = connection
  def self.lazily
    return @lazily if @lazily
    @lazily = Redis.new
  end
  def self.hash
    {}
  end
end
`,
    'use.rb': `
class Use
  def a
    Kv.connection.del("x") #! DEL certain
    Kv.namespaced.keys("*") #! KEYS certain redis-namespace
    Kv.store.mget("x") #! MGET certain
    Kv.lazily.keys("*") #! KEYS certain
    Kv.hash.keys
    kv.del("x") #! DEL certain
    thing.keys
  end
  def kv
    @kv ||= Kv.connection
  end
  def thing
    @thing ||= {}
  end
end
`,
  });
});

test('attr_reader, attr_accessor, delegate, def_delegators', () => {
  assertMarked(`
class Holder
  attr_reader :conn
  attr_accessor :other
  def initialize(conn)
    @conn = conn
  end
end
class Use
  extend Forwardable
  def_delegators :@holder, :conn
  def_delegator :@holder, :conn, :kv
  delegate :other, to: :holder
  delegate :del, :sadd, to: :conn
  attr_reader :holder
  def initialize
    @holder = Holder.new(Redis.new)
    @holder.other = Redis.new
  end
  def a
    conn.keys("*") #! KEYS certain
    kv.keys("*") #! KEYS certain
    other.keys("*") #! KEYS certain
    del("x") #! DEL certain
    holder.conn.keys("*") #! KEYS certain
  end
end
`);
});

test('parameters by what callers pass, by keyword and by default', () => {
  assertMarked(`
class Job
  def perform
    store(Redis.new, 1)
    named(conn: Redis.new, size: 1)
    Helper.run(Redis.new)
    Helper.new(Redis.new).call
    Helper.new({}).call
    options(redis_conn: Redis.new)
  end
  def store(c, n)
    c.del("x") #! DEL certain
    n.keys
  end
  def named(conn:, size:)
    conn.del("x") #! DEL certain
    size.keys
  end
  def defaulted(c = Redis.new)
    c.del("x") #! DEL certain
  end
  def unused(thing)
    thing.keys
  end
  def options(opts)
    opts[:redis_conn].keys("*") #! KEYS certain
    opts[:size].keys
  end
end
class Helper
  def self.run(c)
    c.keys("*") #! KEYS certain
  end
  def initialize(backend)
    @backend = backend
  end
  def call
    @backend.keys("*") #! KEYS certain
  end
end
class Elsewhere
  def store(c, n)
    c.keys
  end
end
`);
});

test('block parameters of tap, then, pipelined, multi, watch; numbered ones and it', () => {
  assertMarked(
    `
r = Redis.new
r.tap { |x| x.del("x") } #! DEL certain
r.then { |x| x.del("x") } #! DEL certain
r.pipelined { |x| x.del("x") } #! DEL certain pipelined
r.pipelined { _1.expire("x", 1) } #! EXPIRE certain pipelined
r.multi { it.del("x") } #! MULTI certain, DEL certain multi
r.multi do |tx|
  tx.del("x") #! DEL certain multi
  tx.keys.sort #! KEYS certain multi
end
`.replace('r.multi do |tx|', 'r.multi do |tx| #! MULTI certain') +
      `
r.watch("a") do |w| #! WATCH certain
  w.multi { |m| m.del("x") } #! MULTI certain, DEL certain multi
end
r.pipelined do
  r.del("x") #! DEL certain pipelined
end
[Redis.new, Redis.new].each { |x| x.flushdb } #! FLUSHDB certain
[Redis.new].each(&:flushdb) #! FLUSHDB certain
{ a: Redis.new }.each { |name, x| x.flushdb; name.keys } #! FLUSHDB certain
{ a: Redis.new }.each_value { |x| x.flushdb } #! FLUSHDB certain
{ a: Redis.new, b: {} }[:a].flushdb #! FLUSHDB certain
{ a: Redis.new, b: {} }[:b].keys
[1, 2].each { |x| x.keys }
[{}].each(&:keys)
3.times.map { Redis.new }.each { |x| x.flushdb } #! FLUSHDB certain
`,
  );
});

test('methods that yield a client', () => {
  assertMarked(`
class Pool
  def with
    POOL.with { |c| yield c }
  end
  def forwarded(&block)
    POOL.with(&block)
  end
  def called(&block)
    block.call(Redis.new, 1)
  end
  def self.anonymous(&) = POOL.with(&)
  POOL = ConnectionPool.new { Redis.new }
end
class Use
  def initialize
    @pool = Pool.new
  end
  def a
    @pool.with { |c| c.del("x") } #! DEL certain
    @pool.forwarded { |c| c.del("x") } #! DEL certain
    @pool.called { |c, n| c.del(n); n.keys } #! DEL certain
    Pool.anonymous { |c| c.del("x") } #! DEL certain
    own { |c| c.keys("*") } #! KEYS certain
    own(&:dbsize) #! DBSIZE certain
    @pool.with(&:dbsize) #! DBSIZE certain
  end
  def own
    yield Redis.new
  end
end
`);
});

test('the parameter of a lambda is what the lambda is called with', () => {
  assertMarked(`
REDIS = Redis.new
def store(delta, pipeline: nil)
  apply = lambda do |p|
    delta.each do |name, value|
      p.hincrbyfloat("stats", name, value) #! HINCRBYFLOAT certain pipelined
      p.expire(name, 60) #! EXPIRE certain pipelined
    end
  end
  if pipeline
    apply.call(pipeline)
  else
    REDIS.pipelined { |p| apply.call(p) }
  end
end
def stored(ids)
  write = ->(conn, id) { conn.set("id", id) } #! SET certain
  other = ->(conn, id) { conn.set("id", id) }
  never = proc { |conn| conn.get("id") }
  ids.each { |id| write.call(REDIS, id) }
  other.call({}, 1)
  never
end
`);
});

test('a list of clients gives one, or several where it is told how many', () => {
  assertMarked(`
replicas = 3.times.map { Redis.new }
replicas.sample.get("a") #! GET certain
replicas.sample(1).first.mget("a") #! MGET certain
replicas.first(2).each { |replica| replica.flushdb } #! FLUSHDB certain
replicas.first.first(2)
`);
});
