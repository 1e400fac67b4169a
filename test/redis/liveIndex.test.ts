import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { LiveIndex } from '../../server/src/redis/liveIndex.ts';
import { summarizeRuby } from '../../server/src/redis/summarize.ts';
import type { WorkspaceIndex } from '../../server/src/redis/workspaceIndex.ts';
import { loadNodeRubyParser } from '../../server/src/workspace/nodeGrammar.ts';

const parser = await loadNodeRubyParser();

/** Files that speak of each other by class, constant, member, mixin, argument, global and key. */
const texts = [
  'REDIS = Redis.new\n',
  'REDIS = {}\n',
  'class Store\n  attr_reader :kv\n  def initialize(kv) = @kv = kv\n  def clear = @kv.del("store:all")\nend\n',
  'class Store\n  def kv = $kv\nend\n$kv = Redis.new\n',
  'module Keep\n  def kv = REDIS\nend\nclass Store\n  include Keep\nend\n',
  'class Shop < Store\n  def list = kv.smembers("shop:all")\n  def add(id) = kv.sadd("shop:all", id)\nend\n',
  'Store.new(REDIS).kv.sadd("store:all", 1)\nStore.new({}).kv.del("store:all")\n',
  'module Store\n  extend self\n  def self.kv = Redis.new\nend\nStore.kv.keys("*")\n',
  'config.redis = Redis.new\nconfig.redis.get("a")\nconfig[:kv] = REDIS\nconfig[:kv].del("b")\n',
  'class Base\n  def run(redis) = redis.del("base")\nend\nclass Job < Base\n  def run(redis) = super\nend\nJob.new.run(REDIS)\n',
  'def helper = Redis.new\nhelper.del("helper")\ndescribe "x" do\n  let(:redis) { helper }\n  it { redis.del("let") }\nend\n',
  'Pair = Struct.new(:redis, :name)\nPair.new(Redis.new, "a").redis.del("pair")\n',
  'class Cache < Redis\n  def wipe = flushdb\nend\nCache.new.wipe\n',
  'nothing = 1\n',
];
const uris = ['a', 'b', 'c', 'd'].map((name) => `file:///${name}.rb`);

type Step = { readonly uri: string; readonly text: string | undefined };
const steps = fc.array(
  fc.record({
    uri: fc.constantFrom(...uris),
    text: fc.option(
      fc.array(fc.constantFrom(...texts), { minLength: 1, maxLength: 3 }).map((parts) => parts.join('')),
      { nil: undefined },
    ),
  }),
  { minLength: 1, maxLength: 12 },
);

function apply(index: LiveIndex, { uri, text }: Step): void {
  if (text === undefined) {
    index.delete(uri);
  } else {
    index.set(uri, summarizeRuby(uri, text, parser));
  }
}

/** A new index of what the files are after all steps. */
function afresh(done: readonly Step[]): WorkspaceIndex {
  const index = new LiveIndex();
  for (const [uri, text] of new Map(done.map((step) => [step.uri, step.text]))) {
    apply(index, { uri, text });
  }
  return index.view(() => undefined);
}

function callsOf(index: WorkspaceIndex): unknown {
  return uris.map((uri) => index.calls(uri));
}

describe('an index that follows edits', () => {
  it('says what a new index of the same files says, after every edit', () => {
    fc.assert(
      fc.property(steps, (edits) => {
        const index = new LiveIndex();
        edits.forEach((edit, at) => {
          apply(index, edit);
          const fresh = afresh(edits.slice(0, at + 1));
          const view = index.view(() => undefined);
          assert.deepEqual(callsOf(view), callsOf(fresh));
          assert.deepEqual(view.allCalls(), fresh.allCalls());
          assert.deepEqual(view.callsOnKey('store:all'), fresh.callsOnKey('store:all'));
        });
      }),
      { numRuns: 300 },
    );
  });

  it('when patient says so of each file at once, and of all files when it has settled', () => {
    fc.assert(
      fc.property(steps, (edits) => {
        const index = new LiveIndex({ patient: true });
        edits.forEach((edit, at) => {
          apply(index, edit);
          const fresh = afresh(edits.slice(0, at + 1));
          const view = index.view(() => undefined);
          assert.deepEqual(callsOf(view), callsOf(fresh));
          assert.deepEqual(
            view.allCalls().filter(({ uri }) => uri === edit.uri),
            fresh.calls(edit.uri),
          );
          if (at % 2 === 0) {
            for (const _ of index.settle()) {
              // To its end.
            }
            assert.deepEqual(view.allCalls(), fresh.allCalls());
            assert.deepEqual(view.callsOnKey('store:all'), fresh.callsOnKey('store:all'));
          }
        });
      }),
      { numRuns: 200 },
    );
  });

  it('gives up settling when a file changes, and settles anew', () => {
    const index = new LiveIndex({ patient: true });
    apply(index, { uri: uris[0] ?? '', text: 'REDIS = {}\n' });
    apply(index, { uri: uris[1] ?? '', text: 'REDIS.del("a")\n' });
    assert.equal(index.view(() => undefined).allCalls().length, 0);
    apply(index, { uri: uris[0] ?? '', text: 'REDIS = Redis.new\n' });
    index.view(() => undefined);
    const settling = index.settle();
    assert.equal(settling.next().done, false);
    apply(index, { uri: uris[2] ?? '', text: 'REDIS.get("b")\n' });
    assert.equal(settling.next().done, true);
    const view = index.view(() => undefined);
    assert.deepEqual(
      view.allCalls().map(({ command }) => command),
      ['GET'],
    );
    assert.equal([...index.settle()].length, 2);
    assert.deepEqual(
      view.allCalls().map(({ command }) => command),
      ['DEL', 'GET'],
    );
    assert.deepEqual(index.settle().next(), { done: true, value: false });
  });

  it('finds the calls of a file in parts, and gives up when a file changes', () => {
    const methods = Array.from({ length: 2_000 }, (_, number) => `  def m${number} = m${number + 1}\n`);
    const text = `class Chain\n${methods.join('')}  def m2000 = Redis.new\n  def run = m0.keys("a*")\nend\n`;
    const [uri = '', other = ''] = uris;
    const index = new LiveIndex({ patient: true });
    assert.deepEqual([...index.find(uri)], [], 'no view was asked for');
    apply(index, { uri, text });
    index.view(() => undefined);
    const finding = index.find(uri);
    assert.equal(finding.next().done, false);
    apply(index, { uri: other, text: 'puts 1\n' });
    assert.equal(finding.next().done, true);
    const view = index.view(() => undefined);
    assert.ok([...index.find(uri)].length > 3);
    assert.deepEqual(
      view.calls(uri).map(({ command }) => command),
      ['KEYS'],
    );
  });
});
