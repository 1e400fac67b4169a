import { isOpsPath } from '../../../linter/paths.ts';
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
        '{command} in a script is O(N), and the whole script runs as one command while all other clients wait; {advice}.',
    },
  },
  create(context) {
    const severity = isOpsPath(context.snapshot.path(context.uri), context.config) ? 'hint' : 'warning';
    return {
      redisCall(call) {
        const script = luaScript(siteOf(context, call));
        const calls = script === undefined ? [] : luaCalls(script);
        for (const found of calls.filter((one) => readsEverything(one) && !keepsShort(calls, one))) {
          const data = { command: found.command, advice: adviceFor(found.command) };
          context.report({ range: found.range ?? call.range, messageId: 'unbounded', data, severity });
        }
      },
    };
  },
});

const whole = new Set('KEYS SMEMBERS HGETALL HKEYS HVALS SORT SUNION SINTER SDIFF'.split(' '));

function readsEverything({ command, args }: LuaCall): boolean {
  const [from, to] = args.slice(1).map(unquoted);
  return whole.has(command) || (/^(?:LRANGE|ZRANGE|ZREVRANGE)$/.test(command) && from === '0' && to === '-1');
}

/** Whether the script itself trims the key that it reads, or writes it with fields that it names. */
function keepsShort(calls: readonly LuaCall[], { command, args }: LuaCall): boolean {
  const onKey = calls.filter((other) => other.args[0] === args[0]);
  if (command.startsWith('H')) {
    const writes = onKey.filter((other) => /^H(?:M?SET|SETNX|INCRBY(?:FLOAT)?)$/.test(other.command));
    return writes.length > 0 && writes.every((write) => namesFields(write));
  }
  return /RANGE$/.test(command) && onKey.some(trims);
}

function namesFields({ command, args }: LuaCall): boolean {
  const fields = /^HM?SET$/.test(command) ? args.slice(1).filter((_, i) => i % 2 === 0) : args.slice(1, 2);
  return fields.length > 0 && fields.every((field) => /^["']/.test(field) && !field.includes('..'));
}

/** `LTRIM key 0 99` keeps the first ones and `-100 -1` the last; `ZREMRANGEBYRANK key 0 -101` leaves the last. */
function trims({ command, args }: LuaCall): boolean {
  const [from = '', to = ''] = args.slice(1).map(unquoted);
  return command === 'LTRIM'
    ? (from === '0' && to !== '-1') || from.startsWith('-')
    : command === 'ZREMRANGEBYRANK' && from === '0' && to.startsWith('-') && to !== '-1';
}

function unquoted(arg: string): string {
  return arg.replace(/^(["'])(.*)\1$/, '$2');
}

function adviceFor(command: string): string {
  switch (command) {
    case 'KEYS':
      return 'move the loop to the client, with SCAN';
    case 'SMEMBERS':
      return 'read it from the client in steps, with SSCAN';
    case 'HGETALL':
    case 'HKEYS':
    case 'HVALS':
      return 'read it from the client in steps, with HSCAN';
    case 'SORT':
      return 'keep a sorted set, or sort in the client';
    case 'LRANGE':
    case 'ZRANGE':
    case 'ZREVRANGE':
      return 'read it from the client in pages';
    default:
      return 'store the result in a job, or keep a counter';
  }
}
