import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readGemspec } from '../../server/src/dependencies/gemspec.ts';
import { readGemfile } from '../../server/src/dependencies/readGemfile.ts';
import { summarizeRuby } from '../../server/src/redis/summarize.ts';
import { loadNodeRubyParser } from '../../server/src/workspace/nodeGrammar.ts';
import { callsIn, indexOf } from './markedCalls.ts';

test('half-typed code still gives the calls that stand', () => {
  const half = 'class A\n  def a\n    redis.del("x")\n    redis.keys(\n  end\n  @redis.\nif x\n';
  assert.ok(callsIn(half).some(({ command }) => command === 'DEL'));
  for (let length = 0; length < half.length; length++) {
    callsIn(half.slice(0, length));
  }
});

test('a file whose URI is wrongly encoded is told by name all the same', () => {
  const index = indexOf({ '50%.rb': 'KV = Redis.new\n', 'a.rb': 'KV.del("x")\n' });
  assert.match(index.calls('file:///a.rb')[0]?.evidence ?? '', /\(50%\.rb:1\)/);
});

test('binary and odd text neither throws nor invents', () => {
  for (const text of [
    '',
    '\0\0redis\0',
    '\uFEFFredis.del("x")',
    'redis.del("x")\r\nredis.keys\r\n',
    '\u{1F600} redis ((((',
    '=begin\nredis.del\n=end\n',
  ]) {
    callsIn(text);
  }
  assert.equal(callsIn('\uFEFFredis.del("x")\r\n')[0]?.command, 'DEL');
  assert.deepEqual(callsIn('x = "\u{1F600}"; redis.del("x")')[0]?.range.start, { line: 0, character: 16 });
  assert.deepEqual(callsIn('# redis.del("x")\n"redis.del"\n'), []);
});

test('deep nesting does not overflow', () => {
  const depth = 4000;
  callsIn(`redis.del(${'['.repeat(depth)}${']'.repeat(depth)})`);
  callsIn(`redis${'.a { redis'.repeat(1500)}${'}'.repeat(1500)}`);
  callsIn(`redis.x${'.a(1)'.repeat(depth)}`);
  callsIn(`x = redis + ${'1 + '.repeat(depth)}2`);
  callsIn(`${'if redis\n'.repeat(depth)}redis.del("x")\n${'end\n'.repeat(depth)}`);
});

test('the facts of deeply nested code can be sent to another thread', async () => {
  const parser = await loadNodeRubyParser();
  const depth = 3000;
  for (const text of [
    `${'a.b do redis.get k; '.repeat(depth)}${'end; '.repeat(depth)}`,
    `redis.call(${'a(b, '.repeat(900)}${')'.repeat(900)}`,
    `${'$redis.del '.repeat(depth)}x`,
  ]) {
    const summary = summarizeRuby('file:///a.rb', text, parser);
    // The outermost call first, which holds all the others.
    const { calls, passes } = structuredClone({
      calls: [...summary.calls].reverse(),
      passes: [...summary.passes].reverse(),
    });
    assert.ok(calls.length + passes.length > 80);
  }
});

test('a text that the grammar would look through again from every place is given up', async () => {
  const parser = await loadNodeRubyParser();
  for (const text of [
    `redis "${'=begin\n'.repeat(20_000)}`,
    `redis "#{${'=begin\n'.repeat(20_000)}`,
    `describe "redis" do\n  it do\n    a.t${'\n=end\n'.repeat(4_000)}\n  end\nend\n`,
  ]) {
    assert.equal(parser.parse(text), undefined);
  }
  const text = `redis "${'=begin\n'.repeat(20_000)}`;
  assert.deepEqual(summarizeRuby('file:///a.rb', text, parser).calls, []);
  assert.notEqual(readGemfile('file:///Gemfile', text, parser).syntaxError, undefined);
  assert.deepEqual(readGemspec(text, parser).dependencies, []);
  const next = parser.parse('redis.del("x")\n');
  assert.equal(next?.rootNode.hasError, false);
  next?.delete();
});

test('a text that the grammar asserts against gives no facts, and the next one does', async () => {
  const parser = await loadNodeRubyParser();
  assert.deepEqual(summarizeRuby('file:///a.rb', `redis.del <<"${'é'.repeat(300)}"\n`, parser).calls, []);
  assert.equal(summarizeRuby('file:///a.rb', 'redis.del("x")\n', parser).calls.length, 1);
});

test('blocks that are nested thousands deep, and broken, cost no later text its facts', async () => {
  const parser = await loadNodeRubyParser();
  for (const depth of [900, 2_357, 20_000]) {
    const text = `->$re${'.multi { '.repeat(depth)}dis.lpush("list", a)$redis.lpush("list", b)\n\n\n1.times.to_a)\n\n\n`;
    summarizeRuby('file:///a.rb', text, parser);
    summarizeRuby('file:///a.rb', text.replaceAll('{', '('), parser);
    assert.equal(summarizeRuby('file:///a.rb', 'redis.del("x")\n', parser).calls.length, 1, `after ${depth}`);
  }
});

test('a thousand such texts do no more harm than one', async () => {
  const parser = await loadNodeRubyParser();
  for (let count = 0; count < 1_000; count++) {
    assert.equal(parser.parse(`x = <<${'A'.repeat(256)}\n`), undefined);
  }
  assert.equal(summarizeRuby('file:///a.rb', 'redis.del("x")\n', parser).calls.length, 1);
});

test('definitions that refer to themselves end', () => {
  callsIn(`
class A < A
  include A
  def a = b
  def b = a
  def c(x = c) = c(c)
  def d = @d ||= d
  alias e e
  delegate :f, to: :f
  B = B
  def method_missing(*a) = send(*a)
end
class C < D; end
class D < C; def x = redis.del; end
A.new.a.del("redis")
`);
});

test('a file that cannot concern Redis is not parsed', () => {
  const parser = { parse: () => assert.fail('parsed') };
  const summary = summarizeRuby('file:///a.rb', 'class A\n  def a\n    hash.keys.sort\n  end\nend\n', parser);
  assert.deepEqual(summary.calls, []);
});

test('a summary depends on its own file only, and the same text gives the same summary', async () => {
  const parser = await loadNodeRubyParser();
  const text = 'class A\n  def a = Redis.new.del("x")\nend\n';
  assert.deepEqual(summarizeRuby('file:///a.rb', text, parser), summarizeRuby('file:///a.rb', text, parser));
});

test('directives are comments, and only comments', () => {
  const index = indexOf({
    'a.rb':
      'x = "# lintel:disable-line redis/a -- b"\n# lintel:disable-next-line redis/a -- b  \nredis.del # lintel:ignore redis/b -- c\n',
  });
  assert.deepEqual(
    index.directives('file:///a.rb').map(({ text, range }) => [text, range.start]),
    [
      ['lintel:disable-next-line redis/a -- b', { line: 1, character: 2 }],
      ['lintel:ignore redis/b -- c', { line: 2, character: 12 }],
    ],
  );
});
