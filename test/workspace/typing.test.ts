import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { findings } from '../../server/src/features/findings.ts';
import type { Diagnostic } from '../../server/src/linter/diagnostic.ts';
import { registry } from '../../server/src/rules/registry.ts';
import { loadNodeRubyParser } from '../../server/src/workspace/nodeGrammar.ts';
import { Workspace } from '../../server/src/workspace/workspace.ts';

const parser = await loadNodeRubyParser();

/** Methods and statements whose findings depend on other lines: on the key's other uses, on constants, on what stands around them. */
const pieces = [
  'LIMIT = 10\n',
  'def all = redis.smembers("list:all")\n',
  'def add(id)\n  redis.sadd("list:all", id)\n  redis.sadd("few", "a")\nend\n',
  'def few = redis.smembers("few").each { |m| redis.srem("few", m) }\n',
  'def page = redis.lrange("rows", 0, -1)\n',
  'def trim\n  redis.ltrim("rows", 0, 99)\n  redis.lpush("rows", 1)\nend\n',
  'def drop(id)\n  redis.del("list:all") # lintel:disable-line redis/prefer-unlink -- small\n  redis.del("row:#{id}")\nend\n',
  'def wipe\n  redis.keys("row:*").each { |k| redis.del(k) }\nend\n',
  'def redis = Redis.new\n',
  'def redis = {}\n',
  'Redis.exists_returns_integer = true\n',
  'def here?(id)\n  if redis.exists("row:#{id}")\n    redis.set("row:#{id}", 1, ex: 60)\n  end\nend\n',
  'ids.each do |id|\n  REDIS.get("row:#{id}")\nend\n',
  'REDIS = Redis.new\n',
  // What other files see of a file: who is handed a client, who gives one, what is kept where.
  'class Store\n  def kv = @kv ||= Redis.new\nend\n',
  'class Store\n  def initialize(kv)\n    @kv = kv\n  end\n  attr_reader :kv\nend\n',
  'Store.new(redis).kv.keys("b*")\n',
  'Store.new({}).kv.smembers("list:all")\n',
  'def hand(thing)\n  local = thing\n  take(local)\nend\n',
  'def take(any)\n  any.keys("c*")\nend\n',
  'take(Redis.new)\n',
  'take({})\n',
  'hand(REDIS)\n',
  'def lend\n  yield redis\nend\n',
  'lend { |it| it.keys("d*") }\n',
  'module Pool\n  def self.current = Thread.current[:kv] || Redis.new\nend\n',
  'Pool.current.hgetall("h")\n',
  'class Sub < Store\n  def clear = kv.del("s")\nend\n',
  'class Wrap < SimpleDelegator\n  def all = smembers("list:all")\nend\n',
  'Wrap.new(redis).all\n',
  'def give\n  given = redis\n  given\nend\n',
  'give.keys("e*")\n',
  '# lintel:disable-next-line redis/keys-command -- few\n',
  '\n',
  'x',
  ')',
];
const edit = fc.record({
  file: fc.nat(1),
  place: fc.nat(1_000),
  removed: fc.oneof(fc.constant(0), fc.nat(3), fc.nat(80)),
  inserted: fc.constantFrom('', 'l', '.', ' x = ', ...pieces),
  atLine: fc.boolean(),
  /** Changes what a method gives without changing what it looks like from outside. */
  isSwap: fc.boolean(),
  /** Before the next edit: whether an exact answer is asked for, and whether there is a pause. */
  isAsked: fc.boolean(),
  isPause: fc.boolean(),
});
const text = fc.array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 10 }).map((parts) => parts.join(''));
const uris = ['file:///w/a.rb', 'file:///w/b.rb'] as const;

function swapped(text: string): string {
  return text.replaceAll(/given = (\S+)/g, (_, value) => `given = ${value === 'redis' ? '{}' : 'redis'}`);
}

function foundIn(workspace: Workspace, snapshot = workspace.snapshot()): readonly (readonly Diagnostic[])[] {
  return uris.map((uri) => findings(snapshot, uri, registry, workspace.config));
}

function foundAtOnce(workspace: Workspace): readonly (readonly Diagnostic[])[] {
  return foundIn(workspace, workspace.provisionalSnapshot());
}

function settle(workspace: Workspace): void {
  for (const _ of workspace.settle()) {
    // To its end.
  }
}

function afresh(texts: readonly string[]): unknown {
  const workspace = new Workspace('file:///w', parser);
  for (const [index, uri] of uris.entries()) {
    workspace.setText(uri, texts[index] ?? '');
  }
  return foundIn(workspace);
}

describe('a workspace that is typed in', () => {
  it('has after every edit, once it has settled, the findings of one that reads the same texts', () => {
    fc.assert(
      fc.property(fc.tuple(text, text), fc.array(edit, { minLength: 1, maxLength: 8 }), (first, edits) => {
        const texts: string[] = [...first];
        const workspace = new Workspace('file:///w', parser, { patient: true });
        for (const [index, uri] of uris.entries()) {
          workspace.setText(uri, texts[index] ?? '', { isTyped: true });
        }
        for (const { file, place, removed, inserted, atLine, isSwap, isAsked, isPause } of edits) {
          const before = texts[file] ?? '';
          const near = Math.floor((place / 1_000) * before.length);
          const at = atLine ? before.lastIndexOf('\n', near) + 1 : near;
          texts[file] = isSwap ? swapped(before) : before.slice(0, at) + inserted + before.slice(at + removed);
          workspace.setText(uris[file as 0 | 1], texts[file], { isTyped: true });
          foundAtOnce(workspace);
          if (isAsked) {
            foundIn(workspace);
            foundAtOnce(workspace);
          }
          if (isPause) {
            settle(workspace);
            assert.deepEqual(foundAtOnce(workspace), afresh(texts), JSON.stringify(texts));
            assert.deepEqual(foundIn(workspace), afresh(texts), JSON.stringify(texts));
          }
        }
        settle(workspace);
        assert.deepEqual(foundAtOnce(workspace), afresh(texts), JSON.stringify(texts));
      }),
      { numRuns: Number(process.env.TYPING_RUNS ?? 150) },
    );
  });

  const client = 'class Store\n  def kv = @kv ||= Redis.new\n';
  const method = (body: string) => `  def all\n    ${body}\n  end\n`;
  const rulesIn = (found: readonly (readonly Diagnostic[])[]) => found[0]?.map(({ rule }) => rule);

  function typedIn(...texts: readonly string[]): Workspace {
    const workspace = new Workspace('file:///w', parser, { patient: true });
    for (const text of texts) {
      workspace.setText(uris[0], text, { isTyped: true });
      foundAtOnce(workspace);
    }
    return workspace;
  }

  it('finds at once what is typed in a method', () => {
    const workspace = typedIn(`${client}${method('nil')}end\n`, `${client}${method('kv.keys("a*")')}end\n`);
    assert.deepEqual(rulesIn(foundAtOnce(workspace)), ['redis/keys-command']);
    workspace.setText(uris[0], `${client}${method('kv.key')}end\n`, { isTyped: true });
    assert.deepEqual(rulesIn(foundAtOnce(workspace)), []);
  });

  it('finds after a pause, and when it is asked for fixes, what an edit changes elsewhere', () => {
    const texts = [
      `${client}${method('kv.keys("a*")')}end\n`,
      `class Store\n  def kv = Hash.new\n${method('kv.keys("a*")')}end\n`,
    ];
    const asked = typedIn(...texts);
    assert.deepEqual(rulesIn(foundAtOnce(asked)), ['redis/keys-command'], 'the method was not touched');
    assert.deepEqual(rulesIn(foundIn(asked)), []);
    assert.deepEqual(rulesIn(foundAtOnce(asked)), [], 'what is known is said');
    const settled = typedIn(...texts);
    settle(settled);
    assert.deepEqual(rulesIn(foundAtOnce(settled)), []);
    assert.deepEqual(settled.settle().next(), { done: true, value: false });
  });

  it('is exact every four hundred edits without any pause', () => {
    const workspace = typedIn(`${client}${method('kv.keys("a*")')}end\n`);
    const shown = Array.from({ length: 820 }, (_, count) => {
      const text = `class Store\n  def kv = Hash.new # ${'x'.repeat(count % 7)}\n${method('kv.keys("a*")')}end\n`;
      workspace.setText(uris[0], text, { isTyped: true });
      return rulesIn(foundAtOnce(workspace))?.length;
    });
    assert.equal(shown[0], 1);
    assert.deepEqual(
      shown.slice(401),
      shown.slice(401).map(() => 0),
    );
  });
});
