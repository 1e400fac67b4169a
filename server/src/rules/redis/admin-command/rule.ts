import { isOpsPath } from '../../../linter/paths.ts';
import { defineRule } from '../../../linter/rule.ts';
import type { RedisCall } from '../../../redis/redisCall.ts';
import { renameCommand } from '../../../redis/rewrite/callEdits.ts';
import { literalWord } from '../../../redis/rewrite/options.ts';
import { rewrite } from '../../../redis/rewrite/rewrite.ts';
import { isRewritable, type Site, siteOf } from '../../../redis/rewrite/site.ts';

const requestPath = /(?:^|\/)app\/(?:controllers|views)\//;

/** Reports commands that act on the server as a whole. */
export default defineRule({
  meta: {
    severity: 'warning',
    fixable: true,
    since: '0.1.0',
    messages: {
      server:
        '{command} acts on the whole server: it {effect}; managed Redis mostly refuses it. Leave it to operations.',
      inspection: '{command} concerns the whole server: {effect}; keep it out of code that serves requests.',
    },
  },
  create(context) {
    const path = context.snapshot.path(context.uri);
    const quiet = isOpsPath(path, context.config);
    return {
      redisCall(call) {
        const site = siteOf(context, call);
        const name = commandName(site);
        const effect = disrupting[name];
        if (effect !== undefined) {
          if (ambiguous.has(call.method) && !isTraced(call)) {
            return;
          }
          const isFatal = /^(?:DEBUG|SHUTDOWN)\b/.test(name) && !quiet;
          const fix = isRewritable(site) && call.command === 'SAVE' ? inBackground(site) : undefined;
          const fixes = fix === undefined ? [] : [fix];
          const severity = isFatal ? 'error' : 'warning';
          context.report({ range: call.range, messageId: 'server', data: { command: name, effect }, severity, fixes });
          return;
        }
        const seen = inspecting[name];
        const isRequest = requestPath.test(path) || call.enclosing.some(({ kind }) => kind === 'loop');
        if (seen === undefined || quiet || (name === 'INFO' && !isRequest)) {
          return;
        }
        const severity = name === 'INFO' || name === 'CLIENT LIST' ? 'hint' : 'info';
        context.report({ range: call.range, messageId: 'inspection', data: { command: name, effect: seen }, severity });
      },
    };
  },
});

/** Methods that many other objects have: `@redis = RedisInstance.new(params)` has a `save` too. */
const ambiguous = new Set(['save', 'shutdown', 'debug', 'monitor', 'sync', 'migrate']);

/** Whether more than a name speaks for the client. */
function isTraced({ confidence, origin }: RedisCall): boolean {
  return confidence === 'certain' || origin !== undefined;
}

/** The command with its subcommand where it has one, or with the words that turn it into its opposite. */
function commandName({ call }: Site): string {
  const word = literalWord(call.args[0]);
  if (call.command === 'DEBUG') {
    return 'DEBUG';
  }
  if (replicating.test(call.command) && call.args.map(literalWord).join(' ') === 'NO ONE') {
    return `${call.command} NO ONE`;
  }
  return containers.has(call.command) && word !== undefined ? `${call.command} ${word}` : call.command;
}

const replicating = /^(?:SLAVEOF|REPLICAOF)$/;

const containers = new Set(['CONFIG', 'CLIENT', 'CLUSTER', 'SCRIPT', 'ACL', 'MEMORY', 'LATENCY', 'SLOWLOG']);

const disrupting: Readonly<Record<string, string>> = {
  SAVE: 'writes the whole dataset before it serves anybody',
  SHUTDOWN: 'stops the server',
  DEBUG: 'can stop or block the server',
  MONITOR: 'streams every command of every client and halves the throughput',
  SLAVEOF: 'makes the server drop its data and follow another',
  REPLICAOF: 'makes the server drop its data and follow another',
  'SLAVEOF NO ONE': 'makes a replica a primary of its own',
  'REPLICAOF NO ONE': 'makes a replica a primary of its own',
  FAILOVER: 'changes which server is the primary',
  SYNC: 'starts a full copy to this connection',
  PSYNC: 'starts a copy to this connection',
  MIGRATE: 'moves keys to another server and blocks both',
  SWAPDB: 'swaps databases under every client',
  'SCRIPT FLUSH': 'forgets the scripts of every client',
  'CLUSTER RESET': 'takes the node out of the cluster',
  'CLUSTER FORGET': 'takes a node out of the cluster',
  'CLUSTER FLUSHSLOTS': 'leaves every key without a node',
  'CONFIG SET': 'changes the server for every client',
  'CONFIG REWRITE': 'changes the server for good',
  'CONFIG RESETSTAT': 'clears the statistics that others read',
  'CLIENT KILL': 'cuts off other clients',
  'CLIENT PAUSE': 'makes every client wait',
  'ACL SETUSER': 'changes who may do what',
  'ACL DELUSER': 'changes who may do what',
};

const inspecting: Readonly<Record<string, string>> = {
  BGSAVE: 'it forks and writes the whole dataset',
  BGREWRITEAOF: 'it forks and writes the whole dataset',
  'CONFIG GET': 'managed Redis mostly refuses it',
  'CLIENT LIST': 'it is O(N) in the connections',
  'MEMORY DOCTOR': 'it is made for people',
  INFO: 'it takes a while and is made for people',
  'LATENCY HISTORY': 'it is made for people',
  'LATENCY LATEST': 'it is made for people',
  'LATENCY DOCTOR': 'it is made for people',
  'SLOWLOG GET': 'it is made for people',
  'CLUSTER NODES': 'it is O(N) in the nodes',
};

function inBackground(site: Site) {
  const differences = ['it returns before the dump is on disk, with another reply'];
  return rewrite(site.call.uri, 'Save in the background', [renameCommand(site, 'BGSAVE')], differences);
}
