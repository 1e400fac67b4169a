import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { defaultConfig } from '../../server/src/linter/config.ts';
import type { RubyParser } from '../../server/src/syntax/rubyParser.ts';
import { loadNodeRubyParser } from '../../server/src/workspace/nodeGrammar.ts';
import { Workspace } from '../../server/src/workspace/workspace.ts';

const folder = 'file:///app%20one';
const lock = 'GEM\n  remote: https://rubygems.org/\n  specs:\n    redis (5.4.1)\n\nDEPENDENCIES\n  redis\n';

describe('a workspace', () => {
  let parser: RubyParser;
  before(async () => {
    parser = await loadNodeRubyParser();
  });

  test('gives the same snapshot until something changes, and an old one mixes nothing new into its answers', () => {
    const workspace = new Workspace(folder, parser);
    workspace.setText(`${folder}/a.rb`, 'KV = Redis.new\nKV.del("a")\n');
    const first = workspace.snapshot();
    workspace.delete(`${folder}/Gemfile.lock`);
    workspace.setText(`${folder}/a.rb`, 'KV = Redis.new\nKV.del("a")\n');
    assert.equal(workspace.snapshot(), first);
    workspace.setText(`${folder}/a.rb`, 'nothing\n');
    assert.equal(workspace.snapshot().index.calls(`${folder}/a.rb`).length, 0);
    assert.throws(() => first.index.calls(`${folder}/a.rb`), /had changed/);
  });

  test('a changed initializer changes what other files are held for', () => {
    const workspace = new Workspace(folder, parser);
    workspace.setText(`${folder}/use.rb`, 'STORE.del("a")\n');
    workspace.setText(`${folder}/store.rb`, 'STORE = {}\n');
    assert.equal(workspace.snapshot().index.calls(`${folder}/use.rb`).length, 0);
    workspace.setText(`${folder}/store.rb`, 'STORE = Redis.new\n');
    assert.equal(workspace.snapshot().index.calls(`${folder}/use.rb`)[0]?.confidence, 'certain');
    workspace.delete(`${folder}/store.rb`);
    assert.equal(workspace.snapshot().index.calls(`${folder}/use.rb`).length, 0);
  });

  test('answers do not depend on the order in which files come', () => {
    const texts: [string, string][] = [
      ['a', 'module Store\n  def self.kv = LOCAL\nend\nLOCAL = Redis.new\n'],
      ['b', 'class User\n  def initialize(kv) = @kv = kv\n  def go = @kv.del("x")\nend\n'],
      ['c', 'User.new(Store.kv)\nUser.new({})\n'],
    ];
    const evidence = (order: readonly [string, string][]) => {
      const workspace = new Workspace(folder, parser);
      for (const [name, text] of order) {
        workspace.setText(`${folder}/${name}.rb`, text);
      }
      const { index } = workspace.snapshot();
      return index.allCalls().map((call) => [call.uri, call.command, call.evidence]);
    };
    assert.deepEqual(evidence([...texts].reverse()), evidence(texts));
  });

  test('what a Gemfile evaluates counts as its own, gemspec included', () => {
    const workspace = new Workspace(folder, parser);
    workspace.setText(`${folder}/Gemfile.lock`, lock);
    workspace.setText(`${folder}/Gemfile`, 'eval_gemfile "Gemfile.shared"\ngemspec\n');
    const names = () =>
      workspace
        .snapshot()
        .bundleFor(`${folder}/Gemfile`)
        ?.gemfile?.declarations.map(({ name }) => name);
    assert.deepEqual(names(), []);
    workspace.setText(`${folder}/Gemfile.shared`, 'gem "redis"\n');
    assert.deepEqual(names(), ['redis']);
    workspace.setText(
      `${folder}/mine.gemspec`,
      'Gem::Specification.new { |s| s.name = "mine"; s.add_development_dependency "rake" }\n',
    );
    assert.ok(names()?.includes('rake'));
  });

  test('an edit of a lock leaves its Gemfile as it was read, and one of what the Gemfile evaluates does not', () => {
    const workspace = new Workspace(folder, parser);
    const gemfile = () => workspace.snapshot().bundleFor(`${folder}/Gemfile`)?.gemfile;
    workspace.setText(`${folder}/Gemfile.lock`, lock);
    workspace.setText(`${folder}/Gemfile`, 'eval_gemfile "Gemfile.shared"\n');
    workspace.setText(`${folder}/Gemfile.shared`, 'gem "redis"\n');
    const first = gemfile();
    workspace.setText(`${folder}/Gemfile.lock`, lock.replace('5.4.1', '5.4.2'));
    assert.equal(gemfile(), first);
    workspace.setText(`${folder}/Gemfile.shared`, 'gem "redis", "~> 5"\n');
    assert.deepEqual(gemfile()?.declarations[0]?.requirements, ['~> 5']);
    workspace.delete(`${folder}/Gemfile.shared`);
    assert.deepEqual(gemfile()?.declarations, []);
  });

  test('a lock that is opened as it was read changes nothing', () => {
    const workspace = new Workspace(folder, parser);
    workspace.setText(`${folder}/Gemfile.lock`, lock);
    const before = workspace.snapshot();
    workspace.setText(`${folder}/Gemfile.lock`, lock, { isTyped: true });
    assert.equal(workspace.snapshot(), before);
    workspace.delete(`${folder}/Gemfile.lock`);
    workspace.setText(`${folder}/Gemfile.lock`, lock);
    assert.ok(workspace.snapshot().bundleFor(`${folder}/Gemfile.lock`)?.graph.gems.has('redis'));
  });

  test('the configuration decides which receivers are clients', () => {
    const workspace = new Workspace(folder, parser);
    workspace.setText(`${folder}/use.rb`, 'Thing.kv.zadd("a", 1, "b")\n$redis.del("x")\n');
    const commands = () =>
      workspace
        .snapshot()
        .index.calls(`${folder}/use.rb`)
        .map(({ command }) => command);
    workspace.config = {
      ...defaultConfig,
      redis: { ...defaultConfig.redis, clients: ['Thing.kv'], notClients: ['$redis'] },
    };
    assert.deepEqual(commands(), ['ZADD']);
  });

  test('paths are relative to the folder and decoded', () => {
    const { path } = new Workspace(folder, parser).snapshot();
    assert.equal(path(`${folder}/lib/caf%C3%A9.rb`), 'lib/café.rb');
    assert.equal(path('file:///elsewhere/a%zz.rb'), '/elsewhere/a%zz.rb');
  });

  test('the nearest lock governs a file; of several in a folder, Gemfile.lock', () => {
    const workspace = new Workspace(folder, parser);
    workspace.setText(`${folder}/Gemfile.lock`, lock);
    workspace.setText(`${folder}/Gemfile.next.lock`, lock.replace('5.4.1', '6.0.0'));
    workspace.setText(`${folder}/engine/Gemfile.lock`, lock.replace('5.4.1', '4.8.1'));
    const version = (uri: string) => workspace.snapshot().bundleFor(uri)?.graph.gems.get('redis')?.version;
    assert.equal(version(`${folder}/app/a.rb`), '5.4.1');
    assert.equal(version(`${folder}/engine/app/a.rb`), '4.8.1');
    assert.equal(version(`${folder}/Gemfile.next`), '6.0.0');
  });
});
