import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Folder } from '../../server/src/lsp/folder.ts';
import { summarizeRuby } from '../../server/src/redis/summarize.ts';
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
  const folder = new Folder('file:///project', parser, memoryFileSystem(texts), readBehind);
  const calls = () =>
    folder.workspace
      .snapshot()
      .index.allCalls()
      .map((call) => `${call.uri.slice(16)} ${call.command}`);
  const index = () => folder.index(new AbortController().signal, () => undefined);
  return { folder, texts, calls, index };
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

test('reads the rest itself when a thread dies', async () => {
  const { calls, index } = folderOf({ 'a.rb': keys, 'b.rb': 'R.del("x")\n' }, async (_uris, _signal, take) => {
    take(read('a.rb', keys));
    throw new Error('out of memory');
  });
  await index();
  assert.deepEqual(calls(), ['a.rb KEYS', 'b.rb DEL']);
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
