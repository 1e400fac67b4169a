import assert from 'node:assert/strict';
import { test } from 'node:test';
import { summarizeRuby } from '../../server/src/redis/summarize.ts';
import { loadNodeRubyParser } from '../../server/src/workspace/nodeGrammar.ts';
import { callsIn, indexOf } from './markedCalls.ts';

const parser = await loadNodeRubyParser();

function templates(text: string): readonly (string | undefined)[] {
  return callsIn(text).map(({ keyTemplate }) => keyTemplate);
}

test('key templates: literals, interpolation, concatenation, formats', () => {
  assert.deepEqual(
    templates(`
redis.get("a:b")
redis.get("geo:#{user_id}:hourly")
redis.get("a:" + id.to_s + ":b")
redis.get("a:%s:%d" % [x, y])
redis.get(format("a:%05d", x))
redis.get(["a", id, "b"].join(":"))
redis.get(:sym)
redis.get(key)
redis.get("#{a}#{b}")
redis.get("a:#{b}#{c}")
redis.call("SMEMBERS", "s:#{x}")
redis.keys("a:*")
redis.info
redis.object(:encoding, "o:1")
redis.del("a".freeze)
redis.del(keys + ["a"])
redis.del(["a"] + keys)
`),
    [
      'a:b',
      'geo:*:hourly',
      'a:*:b',
      'a:*:*',
      'a:*',
      'a:*:b',
      'sym',
      undefined,
      undefined,
      'a:*',
      's:*',
      undefined,
      undefined,
      'o:1',
      'a',
      undefined,
      undefined,
    ],
  );
});

test('key templates: what may be left out is not known', () => {
  assert.deepEqual(
    templates(`
BASE = "app#{":test" if Rails.env.test?}:"
redis.get("#{BASE}names")
redis.get("app#{Rails.env.test? ? ":a" : ":a"}:names")
`),
    ['app*:names', 'app:a:names'],
  );
});

test('key templates: constants, locals and key builders through the workspace', () => {
  const index = indexOf({
    'keys.rb': `
# The keys in Redis
module Keys
  PREFIX = "app"
  def self.user(id)
    "#{PREFIX}:user:#{id}"
  end
end
`,
    'use.rb': `
class Use
  KEY = "use:#{Keys::PREFIX}"
  def a
    redis.get(Keys.user(1))
    redis.get(KEY)
    redis.get(key)
    redis.get(key_for(1))
    local = "l:#{x}"
    redis.get(local)
    redis.get(self.class.own)
    redis.get(@ivar)
    redis.get(either)
  end
  def key = "k:#{id}"
  def key_for(n) = "k:#{n}:x"
  def self.own = "own"
  def initialize
    @ivar = "i"
  end
  def either
    return "a" if x
    "b"
  end
end
`.replaceAll('\\#', '#'),
  });
  assert.deepEqual(
    index.calls('file:///use.rb').map(({ keyTemplate }) => keyTemplate),
    ['app:user:*', 'use:app', 'k:*', 'k:*:x', 'l:*', 'own', 'i', undefined],
  );
  assert.equal(index.callsOnKey('k:*').length, 1);
});

test('key templates: a text that something is appended to', () => {
  assert.deepEqual(
    templates(`
def a(id)
  key = "user"
  key << ":#{id}"
  redis.get(key)
  copy = "app:".dup
  copy << name if name
  redis.get(copy)
  redis.get(token)
  redis.get("auth:#{token}")
  whole = "whole"
  list << whole
  redis.get(whole)
end
def token
  text = ""
  bytes.each { |byte| text << byte.to_s(16) }
  text
end
`),
    [undefined, undefined, undefined, 'auth:*', 'whole'],
  );
});

test('key templates: what a key builder is called with', () => {
  assert.deepEqual(
    templates(`
class Build
  SUFFIX = "log"
  def a(id, parts)
    redis.get(key("errors"))
    redis.get(key("errors:#{id}"))
    redis.get(key(SUFFIX))
    redis.get(key(id))
    redis.get(key(7))
    redis.get(list("a", id, :b))
    redis.get(list(*parts))
    redis.get(list)
    redis.get(first("a"))
    redis.get(outer("x"))
    redis.get(changed("x"))
    redis.get(named(part: "x"))
    redis.get(usual)
    redis.get(usual("x"))
    redis.get(shadowed("x"))
  end
  def key(part) = "build:#{@id}:#{part}"
  def list(*parts) = ["build", *parts].join(":")
  def first(*parts) = "first:#{parts}"
  def outer(name) = key("outer-#{name}")
  def changed(part)
    part = part.reverse
    "changed:#{part}"
  end
  def named(part:) = "named:#{part}"
  def usual(part = "y") = "usual:#{part}"
  def shadowed(part) = "shadowed:#{other { |part| part }}:#{[1].map { |part| part }.first}"
end
`),
    [
      'build:*:errors',
      'build:*:errors:*',
      'build:*:log',
      'build:*:*',
      'build:*:*',
      'build:a:*:b',
      'build:*',
      'build',
      'first:*',
      'build:*:outer-x',
      'changed:*',
      'named:*',
      'usual:*',
      'usual:x',
      'shadowed:*:*',
    ],
  );
});

test('how the value is used', () => {
  const usages = callsIn(`
def a
  redis.del("1")
  x = redis.get("2")
  puts redis.get("3")
  if redis.exists("4")
    redis.del("5")
  end
  redis.smembers("6").size
  !redis.get("7")
  redis.get("8") && x
  list.each { redis.del("9") }
  list.map { redis.get("10") }
  return redis.get("11") unless redis.get("12")
  redis.get("13") ? 1 : 2
  redis.get("14")
end
def initialize
  redis.del("15")
end
`).map(({ usage, args: [key] }) => [key?.kind === 'string' ? key.value : '', usage.kind]);
  assert.deepEqual(Object.fromEntries(usages), {
    1: 'statement',
    2: 'value',
    3: 'value',
    4: 'condition',
    5: 'statement',
    6: 'chain',
    7: 'condition',
    8: 'condition',
    9: 'statement',
    10: 'value',
    11: 'value',
    12: 'condition',
    13: 'condition',
    14: 'value',
    15: 'statement',
  });
});

test('what stands around a call, innermost first', () => {
  const [call] = callsIn(`
class A
  def b(c)
    while c
      c.each { |d| redis.del(d) }
    end
  end
end
`);
  assert.deepEqual(
    call?.enclosing.map(({ kind, name, parameters, call: owner }) => [kind, name ?? owner?.method, parameters]),
    [
      ['block', 'each', ['d']],
      ['loop', undefined, []],
      ['method', 'b', ['c']],
      ['class', 'A', []],
    ],
  );
});

test('the evidence is one sentence with the origin', () => {
  const index = indexOf({ 'init.rb': '$kv = Redis.new\n', 'use.rb': '$kv.del("x")\nredis.del("x")\n' });
  const [traced, named] = index.calls('file:///use.rb');
  assert.equal(traced?.evidence, '`$kv` comes from `Redis.new` (init.rb:1).');
  assert.deepEqual(traced?.origin?.uri, 'file:///init.rb');
  assert.equal(named?.evidence, 'The receiver calls itself `redis`.');
  assert.equal(named?.origin, undefined);
});

test('a changed initializer changes what other files mean', () => {
  const use = '$kv.keys("x*")\n';
  assert.equal(indexOf({ 'init.rb': '$kv = Redis.new\n', 'use.rb': use }).calls('file:///use.rb').length, 1);
  assert.equal(indexOf({ 'init.rb': '$kv = {}\n', 'use.rb': use }).calls('file:///use.rb').length, 0);
});

test('the lock decides the library and its version', () => {
  const [named] = callsIn('redis.del("x")\n', { redis: '4.8.1' });
  assert.deepEqual([named?.client, named?.clientVersion], ['redis-rb', '4.8.1']);
  const [other] = callsIn('redis.del("x")\n', { 'redis-client': '0.22.0' });
  assert.deepEqual([other?.client, other?.clientVersion], ['redis-client', '0.22.0']);
  assert.equal(callsIn('redis.del("x")\n')[0]?.client, 'unknown');
});

test('the user has the last word on receivers', () => {
  const text = 'Store.kv.keys("x")\nlegacy_redis.keys("x")\n@backend.del("redis")\n';
  const found = indexOf(
    { 'a.rb': text },
    {},
    { clients: ['Store.kv', '@backend'], notClients: ['legacy_redis'] },
  ).calls('file:///a.rb');
  assert.deepEqual(
    found.map(({ command, confidence }) => [command, confidence]),
    [
      ['KEYS', 'certain'],
      ['DEL', 'certain'],
    ],
  );
});

test('a name resolves to what it is assigned once, without its freeze', () => {
  const text = 'LIST = %w[a b].freeze\ndef a\n  n = 5\n  m = 1\n  m = 2\n  redis.del(LIST, n, m)\nend\n';
  const index = indexOf({ 'a.rb': text });
  const [call] = index.calls('file:///a.rb');
  const kinds = call?.args.map((argument) => index.resolve('file:///a.rb', argument).kind);
  assert.deepEqual(kinds, ['array', 'integer', 'local']);
});

test('what an application calls as a test does is heard all the same', () => {
  const calls = callsIn(`
# redis
class Limiter
  def self.allow(conn) = conn.del("a")
  def self.build(kind, conn) = conn.del("b")
  def self.setup(conn, &block) = conn.del("c")
  def self.around(conn:, &block) = conn.del("d")
end
Limiter.allow(Redis.new)
Limiter.build(:redis, Redis.new)
class Limiter
  setup(Redis.new) { 1 }
  around(conn: Redis.new) { 1 }
end
`);
  assert.deepEqual(
    calls.map(({ keyTemplate, confidence }) => [keyTemplate, confidence]),
    ['a', 'b', 'c', 'd'].map((key) => [key, 'certain']),
  );
});

test('of examples in which nothing stands nothing is kept; what stands in others is found with all that is around it', () => {
  const parts = [
    'it "idle" do\n    expect(board.size).to eq(1)\n    page.reload\n  end',
    'context "idle" do\n    it { is_expected.to be_empty }\n  end',
    'it "calls" do\n    described_class.new.redis.del("a")\n  end',
    'before do\n    @conn = Redis.new\n  end',
    'context "defines" do\n    def conn = Redis.new\n    it { conn.del("b") }\n  end',
    'it "passes" do\n    expect { clear(Redis.new) }.to change { 1 }\n  end\n  def clear(it) = it.del("c")',
    'shared_examples "all" do |conn|\n    it { @conn.del("d") }\n  end',
    'let(:pool) { ConnectionPool.new { Redis.new } }\n  it { pool.with { |it| it.del("e") } }',
  ];
  const text = `
# redis
describe Board do
  ${parts.join('\n  ')}
end
class Board
  def redis = Redis.new
end
`;
  const calls = callsIn(text);
  assert.deepEqual(
    calls.map(({ keyTemplate, enclosing }) => [keyTemplate, enclosing.map(({ call, name }) => call?.method ?? name)]),
    [
      ['a', ['it', 'describe']],
      ['b', ['it', 'context', 'describe']],
      ['c', ['clear', 'describe']],
      ['d', ['it', 'shared_examples', 'describe']],
      ['e', ['with', 'it', 'describe']],
    ],
  );
  const { scopes } = summarizeRuby('file:///a.rb', text, parser);
  assert.equal(
    scopes.filter(({ call }) => call?.args[0]?.kind === 'string' && call.args[0].value === 'idle').length,
    0,
  );
});
