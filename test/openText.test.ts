import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { ReadMethods } from '../server/src/redis/readMethods.ts';
import { type OpenRuby, type RubySummary, summarizeOpenRuby, summarizeRuby } from '../server/src/redis/summarize.ts';
import { flattenTree } from '../server/src/syntax/flatTree.ts';
import { OpenText } from '../server/src/syntax/openText.ts';
import { loadNodeRubyParser } from '../server/src/workspace/nodeGrammar.ts';

const parser = await loadNodeRubyParser();

/** Stretches of Ruby, and of what an edit leaves half-done. */
const pieces = [
  'class Store < Base\n  def redis = @redis ||= Redis.new\n  def clear(id)\n    redis.del("store:#{id}")\n  end\nend\n',
  'def all(ids)\r\n  ids.each { |id| redis.hgetall(id) }\r\nend\r\n',
  'script = <<~LUA\n  return redis.call("del", KEYS[1]) # é😀\nLUA\nredis.eval(script, keys: [key])\n',
  'redis.mset(<<-A, <<-B)\n  ü #{redis.get("a")}\n  A\n  b\n  B\n',
  'redis.with do |conn|\n  conn.smembers("größe:#{name}").map(&:to_s)\nend\n',
  "redis.sadd '😀', %w[a b c]\n",
  'class Log\n  def self.all = each { |x| REDIS.get(x) }\n  def script\n    REDIS.eval(<<~A)\n      x\n    A\n  end\n  private def b(kv) = kv.del(1)\nend\n',
  'log = Redis.new\ndef log.wipe(kv = log)\n  flushdb # lintel:disable\n  def inner = kv.keys("*")\nend\n',
  'if redis.exists?(:a) then redis.expire(:a, 5) else return nil end\n',
  'x = redis.keys("*") rescue []\n',
  '# lintel:disable redis/keys-command -- 日本語\n',
  '=begin\nredis\n=end\n',
  '"',
  "'",
  '(',
  ')',
  '{',
  '}',
  ' do |x|\n',
  '\nend\n',
  '#',
  '<<~T\n',
  'T\n',
  '\n',
  '\r\n',
  '.',
  ':',
  'a',
  '😀',
  '\ud83d',
  '%w[',
  '/',
  '__END__\n',
];
const edit = fc.record({
  place: fc.nat(1_000),
  removed: fc.oneof(fc.constant(0), fc.nat(3), fc.nat(60)),
  inserted: fc.oneof(fc.constant(''), fc.constantFrom(...pieces)),
  /** It begins at a line's start, so that more often than not the text stays whole. */
  atLine: fc.boolean(),
});
const beginning = fc.array(fc.constantFrom(...pieces.slice(0, 12)), { minLength: 1, maxLength: 8 });

type Edit = typeof edit extends fc.Arbitrary<infer T> ? T : never;

function edited(text: string, { place, removed, inserted, atLine }: Edit): string {
  const near = Math.floor((place / 1_000) * text.length);
  const at = atLine ? text.lastIndexOf('\n', near) + 1 : near;
  return text.slice(0, at) + inserted + text.slice(at + removed);
}

/** Every node as it is read. */
function nodesOf(text: string, open: OpenText): unknown {
  const tree = open.parse(text);
  return tree && Array.from({ length: tree.size }, (_, node) => describeNode(tree, node));
}

function freshNodesOf(text: string): unknown {
  const parsed = parser.parse(text);
  const tree = parsed && flattenTree(parsed, text);
  const nodes = tree && Array.from({ length: tree.size }, (_, node) => describeNode(tree, node));
  parsed?.delete();
  return nodes;
}

function describeNode(tree: ReturnType<typeof flattenTree>, node: number): unknown {
  return [
    tree.type(node),
    tree.field(node),
    tree.start(node),
    tree.end(node),
    tree.parent(node),
    tree.after(node),
    tree.range(node),
  ];
}

describe('a text that is being typed', () => {
  it('has after every edit the tree of a fresh parse, whatever is half-done, in lines of any end and characters of any width', () => {
    fc.assert(
      fc.property(beginning, fc.array(edit, { minLength: 1, maxLength: 8 }), (parts, edits) => {
        const open = new OpenText(parser);
        let text = parts.join('');
        try {
          assert.deepEqual(nodesOf(text, open), freshNodesOf(text));
          for (const next of edits) {
            text = edited(text, next);
            assert.deepEqual(nodesOf(text, open), freshNodesOf(text), JSON.stringify(text));
          }
        } finally {
          open.close();
        }
      }),
      { numRuns: 300 },
    );
  });

  it('has after every edit the summary of a text that is read at once', () => {
    fc.assert(
      fc.property(beginning, fc.array(edit, { minLength: 1, maxLength: 8 }), (parts, edits) => {
        const open = { text: new OpenText(parser), methods: new ReadMethods() };
        let text = parts.join('');
        try {
          for (const next of [undefined, ...edits]) {
            text = next === undefined ? text : edited(text, next);
            assert.deepEqual(openSummary(text, open), summarizeRuby(uri, text, parser), JSON.stringify(text));
          }
        } finally {
          open.text.close();
        }
      }),
      { numRuns: 300 },
    );
  });

  it('has the same facts as before of the methods that an edit neither touches nor moves', () => {
    const open = { text: new OpenText(parser), methods: new ReadMethods() };
    const text = (argument: string) =>
      `class Store\n  def first = REDIS.get("a")\n  def second = REDIS.get(${argument})\n  def third = REDIS.get("c")\nend\n`;
    const before = openSummary(text('"b"'), open);
    const after = openSummary(text('"bc"'), open);
    open.text.close();
    const kept = after.calls.map((call, index) => call === before.calls[index]);
    assert.deepEqual(kept, [true, false, true]);
  });

  it('reads a method again that an edit outside of it changes', () => {
    for (const [before, after] of [
      // The body of its heredoc stands behind it.
      ['def a = REDIS.eval(<<~LUA)\n  return 1\nLUA\n', 'def a = REDIS.eval(<<~LUA)\n  return 2\nLUA\n'],
      ['kv = 1\ndef kv.a = REDIS.get("a")\n', 'kw = 1\ndef kv.a = REDIS.get("a")\n'],
      ['def a = REDIS.get("a")\n', '\ndef a = REDIS.get("a")\n'],
      ['x; def a = REDIS.get("a")\n', 'xy; def a = REDIS.get("a")\n'],
      ['each { x }\ndef a = each { REDIS.get("a") }\n', 'each ( x )\ndef a = each { REDIS.get("a") }\n'],
      ['class A; end\ndef a = REDIS.get("a")\n', 'class A;   \ndef a = REDIS.get("a")\nend\n'],
    ]) {
      const open = { text: new OpenText(parser), methods: new ReadMethods() };
      openSummary(before ?? '', open);
      assert.deepEqual(openSummary(after ?? '', open), summarizeRuby(uri, after ?? '', parser), after);
      open.text.close();
    }
  });

  it('has the summary of a text that is read at once, also after it had nothing to say', () => {
    const open = { text: new OpenText(parser), methods: new ReadMethods() };
    const redis = 'KV = Redis.new\nKV.del("größe")\n';
    for (const text of [redis, `# a\n${redis}`, 'nothing = 1\n', `${redis}KV.keys("*")\n`, `${redis}KV.keys(`, '']) {
      assert.deepEqual(openSummary(text, open), summarizeRuby(uri, text, parser));
    }
    open.text.close();
  });
});

const uri = 'file:///a.rb';

function openSummary(text: string, open: OpenRuby): RubySummary {
  return summarizeOpenRuby(uri, text, open);
}
