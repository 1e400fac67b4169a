import { test } from 'node:test';
import { assertMarked } from './markedCalls.ts';

test('modules mixed in, singletons, instance_variable_get, public_send', () => {
  assertMarked({
    'mixin.rb': `
module Mixin
  def conn
    @conn ||= Redis.new
  end
  def purge
    host_conn.del("x") #! DEL certain
  end
end
module Extended
  def kv = Redis.new
end
module Concern
  extend ActiveSupport::Concern
  class_methods do
    def shared = Redis.new
  end
  module ClassMethods
    def also = Redis.new
  end
end
`,
    'use.rb': `
class Use
  include Mixin
  extend Extended
  include Concern
  def a
    conn.keys("*") #! KEYS certain
    self.class.kv.keys("*") #! KEYS certain
    Use.shared.keys("*") #! KEYS certain
    self.class.also.keys("*") #! KEYS certain
    Store.instance.conn.keys("*") #! KEYS certain
    Use.new.instance_variable_get(:@conn).keys("*") #! KEYS certain
    Store.instance.public_send(:conn).keys("*") #! KEYS certain
  end
  def host_conn
    Redis.new
  end
end
class Store
  include Singleton
  attr_reader :conn
  def initialize
    @conn = Redis.new
  end
end
`,
  });
});

test('specs: let, subject, before, shared examples, helper modules', () => {
  assertMarked({
    'spec/a_spec.rb': `
RSpec.describe Thing do
  let(:client) { Redis.new }
  let!(:hash) { {} }
  subject(:store) { Redis.new }
  before { @conn = Redis.new }
  it "works" do
    client.keys("*") #! KEYS certain
    hash.keys
    store.keys("*") #! KEYS certain
    subject.keys("*") #! KEYS certain
    @conn.keys("*") #! KEYS certain
    helper_conn.keys("*") #! KEYS certain
  end
  context "inner" do
    let(:client) { {} }
    it { client.keys }
  end
  def own = Redis.new
  it { own.keys("*") } #! KEYS certain
end
describe Other do
  it { client.keys }
end
`,
    'spec/support/shared.rb': `
shared_examples "a store" do
  it { @conn.keys("*") } #! KEYS likely
end
`,
    'spec/spec_helper.rb': `
module SpecHelper
  def helper_conn = Redis.new
end
RSpec.configure { |config| config.include SpecHelper }
`,
    'test/a_test.rb': `
class ATest < Minitest::Test
  def setup
    @r = Redis.new
  end
  def test_a
    @r.keys("*") #! KEYS certain
    r.keys("*") #! KEYS certain
  end
  def r = @r
end
class BTest < ActiveSupport::TestCase
  setup { @r = Redis.new }
  test "a" do
    @r.keys("*") #! KEYS certain
    helper.keys("*") #! KEYS certain
  end
  def helper = @r
end
`,
  });
});

test('results of commands are no clients', () => {
  assertMarked(`
r = Redis.new
all = r.hgetall("x") #! HGETALL certain
all.keys
r.client(:list).keys #! CLIENT certain
r.smembers("x").sort #! SMEMBERS certain
r.smembers("x").each { |m| m.keys } #! SMEMBERS certain
info = r.info #! INFO certain
info.keys.sort
r.pipelined { |p| p.get("x") }.sort #! GET certain pipelined
r.client.call("KEYS", "*") #! KEYS likely
r.inspect.scan(/x/)
r.subscribe("c") do |on| #! SUBSCRIBE certain
  on.psubscribe { |channel| channel }
end
`);
});

test('settings, containers, thread-locals', () => {
  assertMarked(`
configure { set :kv, Redis.new }
get("/") { settings.kv.keys("*") } #! KEYS likely
Thread.current[:conn] ||= Redis.new
Thread.current[:conn].keys("*") #! KEYS certain
Rails.application.config.kv = Redis.new
Rails.application.config.kv.del("x") #! DEL likely
class Service
  option :kv, default: -> { Redis.new }
  cattr_accessor :shared, default: Redis.new
  mattr_accessor :later
  class_attribute :inherited_kv
  self.inherited_kv = Redis.new
  def a
    kv.keys("*") #! KEYS certain
    shared.keys("*") #! KEYS certain
    Service.later.keys("*") #! KEYS certain
    inherited_kv.keys("*") #! KEYS certain
  end
end
Service.later = Redis.new
`);
});

test('structs, hashes keyed by clients, synchronised blocks, connections of key-bound objects', () => {
  assertMarked(`
Context = Struct.new(:config, :kv)
class Options < Struct.new(:store, keyword_init: true)
end
Point = Data.define(:x, :conn)
context = Context.new({}, Redis.new)
context.kv.keys("*") #! KEYS certain
context.config.keys
Options.new(store: Redis.new).store.keys("*") #! KEYS certain
Point.new(1, Redis.new).conn.keys("*") #! KEYS certain
def node_for(key) = Redis.new
names.group_by { |n| node_for(n) }.each { |node, list| node.del(*list); list.keys } #! DEL certain
names.group_by { |n| node_for(n) }.inject(0) { |sum, (node, list)| sum + node.del(*list) } #! DEL certain
names.group_by { |n| n.size }.each { |size, list| size.keys }
LOCK = Mutex.new
def guarded
  LOCK.synchronize { @guarded ||= Redis.new }
end
guarded.keys("*") #! KEYS certain
Redis::List.new("l").redis.keys("*") #! KEYS certain
Redis::List.new("l").keys
@response["redis"].keys
`);
});

test('described_class and classes that many make', () => {
  assertMarked({
    'lib/counter.rb': `
class Counter
  attr_reader :backend
  def initialize(backend)
    @backend = backend
  end
  def names
    backend.keys("*") #! KEYS certain
  end
end
${Array.from({ length: 300 }, (_, n) => `class Other${n}; def a(x) = Thing${n}.new(x); end`).join('\n')}
`,
    'spec/counter_spec.rb': `
RSpec.describe Counter do
  subject { described_class.new(Redis.new) }
  it { subject.backend.keys("*") } #! KEYS certain
end
`,
  });
});

test('what is assigned to an attribute reaches the method that writes it', () => {
  assertMarked(`
module Lock
  def self.storage=(connection)
    raise "not a Redis" unless connection
    @storage = connection
  end
  def self.storage = @storage
  def self.release(name) = storage.del(name) #! DEL likely
end
class Settings
  def backend=(backend)
    @backend = backend
  end
  def drop = @backend.del("x") #! DEL likely
  def cache=(cache)
    @cache = cache
  end
  def clear = @cache.del("x")
end
Lock.storage = Redis.new
settings = Settings.new
settings.backend = Redis.new
settings.cache = Dalli::Client.new
module Split
  def self.kv=(server)
    @kv = server.is_a?(String) ? Redis.new(url: server) : server
  end
  def self.get(key) = @kv.get(key) #! GET certain
end
Split.kv = "redis://localhost"
Split.kv = Object.new
`);
});

test('hashes that are merged, and keys that are computed', () => {
  assertMarked(`
class Limiter
  def initialize(name, options = {})
    options = { period: 60 }.merge(options)
    @backend = options[:backend]
    @logger = options[:logger]
    @name = name
  end
  def hit
    @backend.get(@name) #! GET certain
    @logger.get(@name)
  end
end
Limiter.new("a", defaults.merge(backend: Redis.new, logger: Logger.new("x")))
class Registry
  CLIENTS = { cache: Redis.new, queue: Redis.new }
  def self.get(name, key) = CLIENTS[name.to_sym].get(key) #! GET certain
  def self.other(key) = CLIENTS[:other].get(key)
end
`);
});
