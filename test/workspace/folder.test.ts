import assert from 'node:assert/strict';
import { test } from 'node:test';
import { plainClient } from '../../server/src/features/clientAbilities.ts';
import { Folder } from '../../server/src/lsp/folder.ts';
import { summarizeRuby } from '../../server/src/redis/summarize.ts';
import { parseLockfile } from '../../server/src/syntax/lockfile/parseLockfile.ts';
import { memoryFileSystem } from '../../server/src/workspace/memoryFileSystem.ts';
import { loadNodeRubyParser } from '../../server/src/workspace/nodeGrammar.ts';
import type { ReadBehind, SummaryRead } from '../../server/src/workspace/summaryRead.ts';

const parser = await loadNodeRubyParser();
const uri = (name: string) => `file:///project/${name}`;
const keys = 'R = Redis.new\nR.keys("a*")\n';
const read = (name: string, text: string): SummaryRead => ({
  uri: uri(name),
  summary: summarizeRuby(uri(name), text, parser),
  text,
  mentions: [],
});

function folderOf(files: Readonly<Record<string, string>>, readBehind?: ReadBehind) {
  const texts = new Map(Object.entries(files).map(([name, text]) => [uri(name), text]));
  const unread: string[] = [];
  const onUnread = (file: string, reason: string) => unread.push(`${file}: ${reason}`);
  const folder = new Folder('file:///project', parser, memoryFileSystem(texts), { readBehind, onUnread });
  const calls = () =>
    folder.workspace
      .snapshot()
      .index.allCalls()
      .map((call) => `${call.uri.slice(16)} ${call.command}`);
  const index = () => folder.index(new AbortController().signal, () => undefined);
  return { folder, texts, calls, index, unread };
}

test('what other threads read is what this one would have read', async () => {
  const files = { 'a.rb': keys, 'b.rb': 'R.del("x")\n', 'c.rb': 'puts 1\n' };
  const asked: string[] = [];
  const behind = folderOf(files, async (uris, _, take) => {
    asked.push(...uris);
    for (const [name, text] of Object.entries(files).reverse()) {
      take(read(name, text));
    }
    return true;
  });
  const alone = folderOf(files);
  await Promise.all([behind.index(), alone.index()]);
  assert.deepEqual(asked, [uri('a.rb'), uri('b.rb'), uri('c.rb')]);
  assert.deepEqual(behind.calls(), ['a.rb KEYS', 'b.rb DEL']);
  assert.deepEqual(behind.calls(), alone.calls());
});

test('an older reading never replaces what is open, was closed or changed meanwhile', async () => {
  const files = { 'open.rb': keys, 'changed.rb': keys, 'closed.rb': keys, 'gone.rb': keys, 'early.rb': keys };
  const { folder, texts, calls, index } = folderOf(files, async (_uris, _signal, take) => {
    folder.open(uri('open.rb'), 'Redis.new.flushall\n');
    texts.set(uri('changed.rb'), 'Redis.new.flushdb\n');
    await folder.reload(uri('changed.rb'));
    texts.delete(uri('gone.rb'));
    await folder.reload(uri('gone.rb'));
    folder.open(uri('closed.rb'), 'Redis.new.dbsize\n');
    texts.set(uri('closed.rb'), 'Redis.new.ping\n');
    await folder.close(uri('closed.rb'));
    for (const [name, text] of Object.entries(files)) {
      take(read(name, text));
    }
    return true;
  });
  folder.open(uri('early.rb'), 'Redis.new.info\n');
  await index();
  assert.deepEqual(calls(), ['changed.rb FLUSHDB', 'closed.rb PING', 'early.rb INFO', 'open.rb FLUSHALL']);
});

test('what is typed while files are read is judged at once, and what they add to it once all are read', async () => {
  const store = 'class Store\n  def kv = @kv ||= Redis.new\nend\n';
  const use = (body: string) =>
    `class Use\n  def initialize = @store = Store.new\n  def run = @store.kv.${body}\nend\n`;
  const own = (body: string) => `R = Redis.new\nclass Own\n  def run = R.${body}\nend\n`;
  const seen: unknown[] = [];
  const { folder, index } = folderOf({ 'store.rb': store }, async (_uris, _signal, take) => {
    take(read('store.rb', store));
    folder.open(uri('own.rb'), own('get("b")'));
    seen.push(folder.isIndexing, rulesIn('own.rb'), rulesIn('use.rb'));
    return true;
  });
  const rulesIn = (name: string) => folder.diagnostics(uri(name), plainClient).map(({ code }) => code);
  folder.open(uri('own.rb'), own('keys("a*")'));
  folder.open(uri('use.rb'), use('keys("a*")'));
  assert.deepEqual([rulesIn('own.rb'), rulesIn('use.rb')], [['redis/keys-command'], []]);
  await index();
  assert.deepEqual(seen, [true, [], []]);
  assert.equal(await folder.settle(async () => undefined), true);
  assert.deepEqual([folder.isIndexing, rulesIn('own.rb'), rulesIn('use.rb')], [false, [], ['redis/keys-command']]);
});

test('reads the rest itself when a thread dies', async () => {
  const { calls, index } = folderOf({ 'a.rb': keys, 'b.rb': 'R.del("x")\n' }, async (_uris, _signal, take) => {
    take(read('a.rb', keys));
    throw new Error('out of memory');
  });
  await index();
  assert.deepEqual(calls(), ['a.rb KEYS', 'b.rb DEL']);
});

test('tells of a text that the parser gives up on, read or typed, and once only', async () => {
  const givenUp = `redis "${'=begin\n'.repeat(20_000)}`;
  const files = { 'a.rb': givenUp, 'b.rb': givenUp, 'c.rb': keys };
  const { folder, index, unread } = folderOf(files, async (_uris, _signal, take) => {
    take(read('a.rb', givenUp));
    return true;
  });
  await index();
  const why = 'the Ruby parser gives up on it';
  assert.deepEqual(unread, [`${uri('a.rb')}: ${why}`, `${uri('b.rb')}: ${why}`]);
  folder.open(uri('c.rb'), givenUp);
  folder.open(uri('c.rb'), `${givenUp}\n`);
  assert.deepEqual(unread.slice(2), [`${uri('c.rb')}: ${why}`]);
  folder.open(uri('c.rb'), keys);
  folder.open(uri('c.rb'), givenUp);
  assert.equal(unread.length, 4);
});

test('tells of a file that cannot be read', async () => {
  const { index, unread } = folderOf({ 'a.rb': keys }, async (_uris, _signal, take) => {
    take({ uri: uri('a.rb'), reason: 'larger than 5 MB' });
    return true;
  });
  await index();
  assert.deepEqual(unread, [`${uri('a.rb')}: larger than 5 MB`]);
});

test('ends with the session', async () => {
  const abort = new AbortController();
  const { folder } = folderOf({ 'a.rb': keys }, async () => {
    abort.abort();
    throw new Error('terminated');
  });
  await assert.rejects(
    folder.index(abort.signal, () => undefined),
    { name: 'AbortError' },
  );
});

test('an edit of a Ruby file asks no rule about the lock again; one of the Gemfile or of the configuration does', async () => {
  const lock = (version: string) =>
    `GEM\n  remote: https://rubygems.org/\n  specs:\n    connection_pool (${version})\n    sidekiq (7.3.9)\n      connection_pool (>= 2.3.0)\n\nDEPENDENCIES\n  sidekiq\n`;
  const { folder, index } = folderOf({ 'Gemfile.lock': lock('3.0.2'), Gemfile: 'gem "sidekiq"\n', 'a.rb': keys });
  await index();
  const base = { label: 'main', commit: undefined, lock: parseLockfile(lock('2.5.5')), gemfile: undefined };
  folder.workspace.setBase(uri('Gemfile.lock'), { state: 'found', ...base });
  const found = () => folder.diagnostics(uri('Gemfile.lock'), plainClient);
  const first = found();
  assert.deepEqual(
    first.map(({ code }) => code),
    ['lockfile/known-breakage'],
  );
  folder.open(uri('a.rb'), `# ${keys}`);
  assert.equal(found(), first);
  folder.open(uri('Gemfile'), '# lintel:ignore lockfile/known-breakage connection_pool 3 -- read\ngem "sidekiq"\n');
  assert.deepEqual(found(), []);
  folder.open(uri('Gemfile'), 'gem "sidekiq"\n');
  folder.config.setOpenText('rules:\n  lockfile/known-breakage: off\n');
  folder.applyConfig();
  assert.deepEqual(found(), []);
});
