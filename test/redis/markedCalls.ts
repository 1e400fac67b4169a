import assert from 'node:assert/strict';
import { LiveIndex } from '../../server/src/redis/liveIndex.ts';
import type { RedisCall } from '../../server/src/redis/redisCall.ts';
import { summarizeRuby } from '../../server/src/redis/summarize.ts';
import type { WorkspaceIndex } from '../../server/src/redis/workspaceIndex.ts';
import { loadNodeRubyParser } from '../../server/src/workspace/nodeGrammar.ts';

const parser = await loadNodeRubyParser();

/** The index of a workspace given as texts by path; `locked` is its lock. */
export function indexOf(
  files: Readonly<Record<string, string>>,
  locked: Readonly<Record<string, string>> = {},
  receivers: { readonly clients: readonly string[]; readonly notClients: readonly string[] } = {
    clients: [],
    notClients: [],
  },
): WorkspaceIndex {
  const index = new LiveIndex();
  for (const [path, text] of Object.entries(files)) {
    index.set(`file:///${path}`, summarizeRuby(`file:///${path}`, text, parser));
  }
  return index.view((_, gem) => locked[gem], receivers);
}

/** The calls of one Ruby text. */
export function callsIn(text: string, locked: Readonly<Record<string, string>> = {}): readonly RedisCall[] {
  return indexOf({ 'a.rb': text }, locked).calls('file:///a.rb');
}

/**
 * Asserts that the files' calls are exactly those that their own comments announce: `redis.del(k) #! DEL certain` on the call's line,
 * several separated by commas, with `pipelined`, `multi`, `pooled` or a library behind where that matters. Without `#!` a line is silent.
 */
export function assertMarked(
  files: string | Readonly<Record<string, string>>,
  locked: Readonly<Record<string, string>> = {},
): void {
  const texts = typeof files === 'string' ? { 'a.rb': files } : files;
  const index = indexOf(texts, locked);
  for (const [path, text] of Object.entries(texts)) {
    const calls = index.calls(`file:///${path}`);
    const lines = text.split('\n').map((line, number) => {
      const [code = '', mark = ''] = line.split(' #! ');
      const wanted = mark === '' ? [] : mark.split(', ').map((words) => words.split(' '));
      const found = calls.filter((call) => call.call.methodRange.start.line === number);
      const rendered = found.map((call, nth) =>
        facts(call).filter((fact, at) => at < 2 || wanted[nth]?.includes(fact)),
      );
      return {
        expected: line,
        actual: rendered.length === 0 ? code : `${code} #! ${rendered.map((list) => list.join(' ')).join(', ')}`,
      };
    });
    assert.equal(lines.map(({ actual }) => actual).join('\n'), lines.map(({ expected }) => expected).join('\n'), path);
  }
}

function facts(call: RedisCall): string[] {
  return [call.command, call.confidence, call.context, call.pooled ? 'pooled' : 'unpooled', call.client];
}
