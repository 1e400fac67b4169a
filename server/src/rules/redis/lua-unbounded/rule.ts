import { defineRule } from '../../../linter/rule.ts';
import { type LuaCall, luaCalls, luaScript } from '../../../redis/rewrite/luaScript.ts';
import { siteOf } from '../../../redis/rewrite/site.ts';

/** Reports scripts that read a whole key or keyspace: a script is one command, however long it takes. */
export default defineRule({
  meta: {
    severity: 'warning',
    fixable: false,
    since: '0.1.0',
    messages: {
      unbounded:
        '{command} in a script is O(N), and the whole script runs as one command while all other clients wait; move the loop to the client, with SCAN.',
    },
  },
  create(context) {
    return {
      redisCall(call) {
        const script = luaScript(siteOf(context, call));
        for (const found of script === undefined ? [] : luaCalls(script).filter(readsEverything)) {
          const data = { command: found.command };
          context.report({ range: found.range ?? call.range, messageId: 'unbounded', data });
        }
      },
    };
  },
});

const whole = new Set('KEYS SMEMBERS HGETALL HKEYS HVALS SORT SUNION SINTER SDIFF'.split(' '));

function readsEverything({ command, rest }: LuaCall): boolean {
  const everything = /,\s*["']?0["']?\s*,\s*["']?-1["']?/.test(rest);
  return whole.has(command) || (/^(?:LRANGE|ZRANGE|ZREVRANGE)$/.test(command) && everything);
}
