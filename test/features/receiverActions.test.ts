import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { receiverActions } from '../../server/src/features/receiverActions.ts';
import { parseConfigFile } from '../../server/src/linter/configFile.ts';
import { openInEditor } from '../support/editorProject.ts';

const uri = 'file:///project/.lintel.yml';

function actionsAt(code: string, text?: string) {
  const project = openInEditor(code);
  return receiverActions(project.snapshot, project.uri, project.position, { uri, text }).map(({ title, edit }) => ({
    title,
    changes: edit?.documentChanges ?? [],
  }));
}

function newText(changes: readonly object[]): string {
  const edit = changes.at(-1);
  assert.ok(edit !== undefined && 'edits' in edit && Array.isArray(edit.edits));
  return edit.edits[0].newText;
}

describe('what a person says of a receiver', () => {
  it('declares what Lintel holds for Redis to be none, in a file that is made for it', () => {
    const [action] = actionsAt('$redis.sm¦embers("a")\n');
    assert.equal(action?.title, '$redis is no Redis client: say so in .lintel.yml');
    assert.deepEqual(action.changes[0], { kind: 'create', uri });
    assert.deepEqual(parseConfigFile(newText(action.changes)).config.redis.notClients, ['$redis']);
  });

  it('declares a receiver that Lintel holds for nothing to be Redis, and keeps the rest of the file', () => {
    const before = '# ours\nredis:\n  # old\n  clients: [Store.kv]\n  notClients:\n    - Thing.cache\n';
    const [action] = actionsAt('require "redis"\n$redis.get("a")\nThing.cache.de¦l("a")\n', before);
    assert.equal(action?.title, 'Thing.cache is a Redis client: say so in .lintel.yml');
    const text = newText(action.changes);
    const { config, problems } = parseConfigFile(text);
    assert.deepEqual(problems, []);
    assert.deepEqual(config.redis.clients, ['Store.kv', 'Thing.cache']);
    assert.deepEqual(config.redis.notClients, []);
    assert.match(text, /^# ours\n/);
    assert.match(text, /# old/);
  });

  it('offers nothing for methods that are no commands, for receivers without a name, and beside broken YAML', () => {
    assert.deepEqual(actionsAt('$redis.get("a")\nthing.fro¦b("a")\n'), []);
    assert.deepEqual(actionsAt('Redis.new(url: u).de¦l("a")\n'), []);
    assert.deepEqual(actionsAt('$redis.de¦l("a")\n', 'redis: [\n'), []);
    for (const text of [
      '- a\n- list\n',
      'redis: 5\n',
      'redis:\n  notClients: one\n',
      'redis: &all [*all]\n',
      'redis: *unknown\n',
    ]) {
      assert.deepEqual(actionsAt('$redis.de¦l("a")\n', text), [], text);
    }
  });

  it('goes below a key with nothing but comments below it, and leaves the rest as it is written', () => {
    const long = `base: ${'a '.repeat(60)}ref`;
    const before = ['redis:', '  # batchSize: 5', long, 'ignore: [vendor]', ''].join('\r\n');
    const [action] = actionsAt('$redis.de¦l("a")\n', before);
    const lines = ['redis:', '  notClients:', '    - $redis', '  # batchSize: 5', long, 'ignore: [ vendor ]', ''];
    assert.equal(newText(action?.changes ?? []), lines.join('\r\n'));
  });
});
