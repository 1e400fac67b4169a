import { redisCommand } from '../../../catalog/redisCommands.ts';
import type { Severity } from '../../../linter/diagnostic.ts';
import { defineRule } from '../../../linter/rule.ts';
import { literalWord } from '../../../redis/rewrite/options.ts';
import { type Rewrite, rewrite } from '../../../redis/rewrite/rewrite.ts';
import { isRewritable, type Site, serverHas, siteOf } from '../../../redis/rewrite/site.ts';
import { replacementFor } from './replacements.ts';

/** Reports commands that Redis has deprecated; GEORADIUS has a rule of its own. */
export default defineRule({
  meta: {
    severity: 'hint',
    fixable: true,
    since: '0.1.0',
    messages: {
      deprecated: '{command} is deprecated since Redis {since}; use {replacement}.',
    },
  },
  create(context) {
    return {
      redisCall(call) {
        const site = siteOf(context, call);
        const found = deprecationOf(site);
        if (found === undefined || serverHas(site, found.since) === 'no') {
          return;
        }
        const fix = isRewritable(site, 'in place') ? fixFor(site) : undefined;
        context.report({
          range: call.range,
          messageId: 'deprecated',
          data: found,
          severity: severityOf(site),
          deprecated: true,
          fixes: fix === undefined ? [] : [fix],
        });
      },
    };
  },
});

interface Deprecation {
  readonly command: string;
  readonly since: string;
  readonly replacement: string;
  readonly [name: string]: string;
}

/** Commands whose subcommand is deprecated, and one whose old form is. */
const subcommands: Readonly<Record<string, { readonly since: string; readonly replacement: string }>> = {
  'CLUSTER SLAVES': { since: '5.0', replacement: 'CLUSTER REPLICAS' },
  'CLUSTER SLOTS': { since: '7.0', replacement: 'CLUSTER SHARDS' },
  'SENTINEL SLAVES': { since: '5.0', replacement: 'SENTINEL REPLICAS' },
};

function deprecationOf({ call }: Site): Deprecation | undefined {
  const { command, args, method } = call;
  const subcommand = `${command} ${literalWord(args[0]) ?? ''}`;
  const found = Object.hasOwn(subcommands, subcommand) ? subcommands[subcommand] : undefined;
  if (found !== undefined) {
    return { command: subcommand, ...found };
  }
  if (subcommand === 'CLIENT KILL') {
    const isOldForm = args.length === 2 && args[1]?.kind === 'string' && /:\d+$/.test(args[1].value);
    return isOldForm
      ? { command: 'CLIENT KILL addr:port', since: '2.8.12', replacement: 'CLIENT KILL ADDR' }
      : undefined;
  }
  const facts = redisCommand(command);
  // What `mapped_hmset` sends is the client's choice.
  if (facts?.deprecatedSince === undefined || command.startsWith('GEORADIUS') || method.startsWith('mapped_')) {
    return undefined;
  }
  const options = facts.replacementOptions?.join(' and ');
  const replacement = (facts.replacedBy?.join(' or ') || 'close') + (options ? ` with ${options}` : '');
  return { command, since: facts.deprecatedSince.replace(/\.0$/, ''), replacement };
}

const warnedBySidekiq = new Set(
  'RPOPLPUSH ZRANGEBYSCORE ZREVRANGE ZREVRANGEBYSCORE GETSET HMSET SETEX SETNX'.split(' '),
);

/** Sidekiq 7.1 prints a warning for eight of them; QUIT and SLAVEOF are as good as gone. */
function severityOf(site: Site): Severity {
  const { command } = site.call;
  const loud =
    command === 'QUIT' || command === 'SLAVEOF' || (site.flavour === 'sidekiq' && warnedBySidekiq.has(command));
  return loud ? 'info' : 'hint';
}

function fixFor(site: Site): Rewrite | undefined {
  const replacement = replacementFor(site);
  return replacement && rewrite(site.call.uri, `Use ${replacement.name}`, replacement.edits, replacement.differences);
}
