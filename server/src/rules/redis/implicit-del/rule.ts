import { redisCommand } from '../../../catalog/redisCommands.ts';
import { defineRule } from '../../../linter/rule.ts';
import type { Expression } from '../../../redis/expression.ts';
import { keyTemplateOf } from '../../../redis/rewrite/keysOf.ts';
import { hasOption } from '../../../redis/rewrite/options.ts';
import { numberAt } from '../../../redis/rewrite/range.ts';
import { type Site, siteOf } from '../../../redis/rewrite/site.ts';
import { keySize } from '../../../redis/rewrite/size.ts';

/** Reports commands that replace a large collection, and free the old one as DEL would. */
export default defineRule({
  meta: {
    severity: 'hint',
    fixable: false,
    since: '0.1.0',
    messages: {
      replaced:
        '{command} frees the collection `{key}` that it replaces on the command thread, O(N); set `lazyfree-lazy-server-del yes`, or move the old one away with RENAME and UNLINK it.',
      expired:
        '{command} with no time left frees the collection `{key}` on the command thread, O(N); UNLINK it, or set `lazyfree-lazy-expire yes`.',
    },
  },
  create(context) {
    return {
      redisCall(call) {
        const site = siteOf(context, call);
        const target = replacedKey(site);
        const key = target && keyTemplateOf(site, target);
        if (key !== undefined && key !== '*' && isLargeCollection(site, key)) {
          const messageId = call.command.endsWith('EXPIRE') ? 'expired' : 'replaced';
          context.report({ range: call.range, messageId, data: { command: call.command, key } });
        }
      },
    };
  },
});

function replacedKey(site: Site): Expression | undefined {
  const { command, args } = site.call;
  switch (command) {
    case 'SET':
    case 'SETEX':
    case 'PSETEX':
    case 'RESTORE':
      return args[0];
    case 'RENAME':
      return args[1];
    case 'COPY':
      return hasOption(site, 'replace', 'REPLACE') ? args[1] : undefined;
    case 'EXPIRE':
    case 'PEXPIRE':
      return (numberAt(site, args[1]) ?? 1) <= 0 ? args[0] : undefined;
    default:
      return /^(?:S(?:INTER|UNION|DIFF)|Z(?:INTER|UNION|DIFF))STORE$/.test(command) ? args[0] : undefined;
  }
}

/** A list and a stream have few nodes, so they are free of this. */
function isLargeCollection(site: Site, key: string): boolean {
  const groups = site.index.callsOnKey(key).map(({ command }) => redisCommand(command)?.group);
  return keySize(site, key) === 'grows' && !groups.includes('list') && !groups.includes('stream');
}
