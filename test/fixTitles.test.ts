import assert from 'node:assert/strict';
import { test } from 'node:test';
import { registry } from '../server/src/rules/registry.ts';
import { loadNodeRubyParser } from '../server/src/workspace/nodeGrammar.ts';
import { parseFixture } from './support/fixture.ts';
import { FixtureProject } from './support/fixtureProject.ts';

const parser = await loadNodeRubyParser();

/** The titles of a rule's fixes for one line of Ruby, with redis-rb locked at `version`. */
function titles(id: string, line: string, version?: string): readonly string[] {
  const lock = version === undefined ? '' : `#- Gemfile.lock\nGEM\n  specs:\n    redis (${version})\n\n`;
  const files = parseFixture(`${lock}#- a.rb\nREDIS = Redis.new\ndef go(ids) = ${line}\n`, 'a.rb');
  const project = new FixtureProject(
    files,
    registry.filter((rule) => rule.id === id),
    parser,
  );
  return project.diagnostics('a.rb').flatMap(({ fixes = [] }) => fixes.map(({ title }) => title));
}

test('slices say what becomes of an empty list, by what the locked redis-rb does with one', () => {
  const title = (line: string, version?: string) =>
    /an empty list [^;)]*/.exec(titles('redis/large-batch', line, version).join())?.[0];
  const mapped = 'REDIS.del(ids.map { |id| "a:#{id}" })';
  assert.equal(title(mapped, '4.3.1'), 'an empty list does nothing, where it raised');
  assert.equal(title(mapped, '5.4.1'), 'an empty list still gives 0');
  assert.equal(title(mapped), 'an empty list does nothing, where redis below 4.4.0 raised');
  const unlinked = mapped.replace('del', 'unlink');
  assert.equal(title(unlinked, '5.4.1'), 'an empty list does nothing, where it raised');
  assert.equal(title(unlinked, '6.0.0'), 'an empty list still gives 0');
  assert.equal(title('REDIS.zrem("a", ids)', '4.8.1'), 'an empty list still gives 0');
  assert.equal(title('REDIS.zrem("a", ids)'), 'an empty list does nothing, where redis below 4.7.0 raised');
  assert.equal(
    title('REDIS.call("DEL", *ids.map { |id| id })', '5.4.1'),
    'an empty list does nothing, where it raised',
  );
});

test('titles name the input that a fix does not take', () => {
  const title = (id: string, line: string, version = '5.4.1') => titles(id, line, version).join();
  assert.match(title('redis/large-batch', 'REDIS.hdel("h", *ids.all)'), /if ids.all is nil or one value, this raises/);
  assert.match(title('redis/large-batch', 'REDIS.del(*ids.group_by(&:a).values)'), /a slice of empty lists raises/);
  assert.match(title('redis/prefer-unlink', '[REDIS.del("a", ids)]'), /is an empty Array or holds Arrays/);
  assert.match(
    title('redis/prefer-unlink', 'begin\n REDIS.del(*all) if all.any?\n 1\nend'),
    /if all is empty when it is asked again/,
  );
  assert.match(title('redis/n-plus-one', 'ids.map { |id| REDIS.type(id) }'), /an error while they are made sends none/);
  assert.match(
    title('redis/deprecated-command', 'REDIS.zrevrange("z", ids, -1)'),
    /if ids is no Integer, one was made of it/,
  );
  assert.match(
    title('redis/deprecated-command', 'REDIS.substr("s", ids, -1)'),
    /if ids is no Integer, one is made of it now/,
  );
  assert.match(
    title('redis/deprecated-command', '(REDIS.hmset("h", *ids); 1)', '4.8.1'),
    /if ids holds one Hash it is taken/,
  );
  assert.match(
    title('redis/deprecated-command', 'REDIS.call("GETSET", "k", ids)'),
    /if ids is an Array, its elements are/,
  );
});
