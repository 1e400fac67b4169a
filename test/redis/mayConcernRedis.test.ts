import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { mayConcernRedis } from '../../server/src/redis/mayConcernRedis.ts';
import { WordFinder } from '../../server/src/redis/wordFinder.ts';

const concerning = [
  'REDIS_URL = 1',
  '# about ReDiS',
  "# it's in Redis",
  "require 'redis'",
  "a = connect('redis://localhost')",
  'public_send("redis_client")',
  "instance_variable_get('@redis')",
  '"of #{redis.get(key)}"',
  "it 'counts' do redis.incr('a') end",
  'let(:fake_redis_pool) { build }',
  'attr_accessor :own_redis_pool',
  'it "works", :redis do',
  'let(:own_redis) { build }',
  'use(MyRedisPool)',
  'x::clean_redis_cache',
  '<<~RUBY\n  the redis_pool\nRUBY',
  'Resque.enqueue(Job)',
  'def top = @board.zrevrange("top", 0, -1)',
  'x.sunionstore("all", "a", "b")',
  'batch { |b| b.expire("k", 5) }',
  'tasks.each { |task| public_send(:expire, task) }',
  '  expire key, 5',
  '<<~TEXT\n  #{x.expire("k", 5)}\nTEXT',
  'a.del("k")',
  '@conn.keys',
  'slow_store.scan',
  'App::CLIENT.call("GET")',
  'anything.keys("user:*")',
  'TABLE = { a: 1 }\nTABLE.keys("user:*")',
  'App::SESSION_STORE.keys.each { 1 }',
  'anything.keys(\n  pattern)',
  'def store\nend',
  'def self.session_store = 1',
  'attr_reader :logger, :primary_connection',
  'delegate :a, :pool, to: :b',
  'class Proxy < SimpleDelegator; end',
  'Rails.cache.delete_matched("a*")',
  '# lintel:disable-file',
];

const others = [
  '',
  '# You may redistribute it. Sessions expire; the store has mget.',
  "it 'keeps it in Redis', :freeze_time do",
  "describe 'get', :clean_gitlab_redis_cache do",
  '  :clean_gitlab_redis_cache, feature_category: :shared do',
  'label = "redis_hll.total"',
  'log("it\\"s in redis", \'a\')',
  'hash.keys.sort',
  'hash.keys()',
  'it "does not expire" do\nend',
  '# b.expire',
  'Other::TABLE.keys.sort',
  'puts(LIST.keys())',
  'def store!(file)',
  'def self.available_for_store?(_) = true',
  '    # @conn.keys',
  'expired?',
  'Shopping.zrevranges',
  'undef store',
  'def restore',
  'def store_name',
  'attr_reader :stored\nx(:store)',
  'storage = 1',
  'proc.call(1)',
  'Expire',
  'LINTEL: nothing',
];

test('a file is worth parsing for what it names, calls or defines', () => {
  for (const text of concerning) {
    assert.ok(mayConcernRedis(text, 'file:///a.rb'), text);
    assert.ok(mayConcernRedis(`é = 1\r\n${text}\r\n`, 'file:///a.rb'), text);
  }
  for (const text of others) {
    assert.ok(!mayConcernRedis(text, 'file:///a.rb'), text);
    assert.ok(!mayConcernRedis(`\u{1F600} = 1\r\n${text}\r\n`, 'file:///a.rb'), text);
  }
});

test('what a spec names must be named like a client', () => {
  const clients = [
    'let(:redis) { Redis.new }',
    'Gitlab::Redis::Cache.with { |conn| conn.get("a") }',
    'fake_redis_pool.get(1)',
    '@hiredis.get(1)',
    'RedisClient.config',
    'MockRedis.new',
    'ENV["X"] = REDIS_URL',
    'redis2.get(1)',
    'a.zrevrange("top", 0, -1)',
  ];
  const others = [
    'expect(Gitlab::HLLRedisCounter).to receive(:track_event)',
    'class_spy(Gitlab::RedisThrottle, a: 1)',
    'payload = { redis_hll_counters: { a: 1 } }',
    'RESQUE_JOBs',
  ];
  for (const name of ['file:///a_spec.rb', 'file:///test/a_test.rb']) {
    for (const text of clients) {
      assert.ok(mayConcernRedis(text, name), text);
    }
    for (const text of others) {
      assert.ok(!mayConcernRedis(text, name), text);
      assert.ok(mayConcernRedis(text, 'file:///a.rb'), text);
    }
  }
});

test('a text of one long line is read once, not once a word', () => {
  const long = `x = "${':store, '.repeat(50_000)}"`;
  assert.ok(!mayConcernRedis(long, 'file:///a.rb'));
  assert.ok(!mayConcernRedis(`T = {}; x = [${'T.keys, it expire, '.repeat(50_000)}]`, 'file:///a.rb'));
  assert.ok(!mayConcernRedis(`x${'redis'.repeat(200_000)}`, 'file:///a_spec.rb'));
  assert.ok(mayConcernRedis(`${long}\nattr_reader :store`, 'file:///a.rb'));
});

test('the word finder finds what a search for each word finds', () => {
  const words = ['abab', 'ab.c', 'baba', 'abcabc', 'b_:c'];
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'abcABC._: \u0161\u{1F600}'), maxLength: 60 }), (text) => {
      const found: string[] = [];
      new WordFinder(words).some(text, (word, start) => {
        found.push(`${start} ${words[word]}`);
        return false;
      });
      const expected = [...text.split('').keys()].flatMap((start) =>
        words
          .filter((word) => text.slice(start, start + word.length).replace(/[A-Z]/g, (c) => c.toLowerCase()) === word)
          .map((word) => `${start} ${word}`),
      );
      assert.deepEqual(found.sort(), expected.sort());
    }),
    { numRuns: 20_000 },
  );
});
