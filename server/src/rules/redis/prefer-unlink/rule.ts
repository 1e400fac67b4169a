import { redisCommand } from '../../../catalog/redisCommands.ts';
import type { Severity } from '../../../linter/diagnostic.ts';
import { defineRule } from '../../../linter/rule.ts';
import { keyLabel } from '../../../redis/rewrite/keyLabel.ts';
import { luaCalls, luaScript } from '../../../redis/rewrite/luaScript.ts';
import { rewrite } from '../../../redis/rewrite/rewrite.ts';
import { isKeyKept, isRewritable, type Site, serverHas, siteOf } from '../../../redis/rewrite/site.ts';
import { callsOnSameKey, isCheckedString, isStringOnly, sizeEvidence } from '../../../redis/rewrite/size.ts';
import { unlinkRewrite } from '../../../redis/rewrite/unlink.ts';

/** The type of the value that the commands of a group work on, where it is not called as the group. */
const typeOfGroup: Readonly<Record<string, string | undefined>> = {
  geo: 'sorted_set',
  bitmap: 'string',
  hyperloglog: 'string',
};
const types = new Set(['string', 'list', 'set', 'hash', 'sorted_set', 'stream']);
/** Commands of a stream's consumer group. */
const grouped = /^X(?:GROUP|READGROUP|ACK|PENDING|CLAIM|AUTOCLAIM)\b/;

/** Reports DEL where UNLINK serves: DEL frees a collection member by member on the server's command thread. */
export default defineRule({
  meta: {
    severity: 'info',
    fixable: true,
    since: '0.1.0',
    messages: {
      collection:
        "DEL frees {key} on Redis's command thread, O(N) in its members, while every other client waits; UNLINK frees it in the background.",
      unknown:
        "DEL frees {key} on Redis's command thread, O(N) for a set, hash or sorted set; UNLINK answers the same and frees in the background.",
      nodes: 'DEL frees the {type} {key} inline, one step per node; UNLINK frees it in the background.',
      namespace:
        'DEL frees {key} inline, O(N) for a collection; UNLINK needs redis-namespace 1.7.0, an older one would send the key without its namespace.',
      cluster:
        'DEL frees these keys inline, O(N) for collections; UNLINK one key at a time, since the cluster client does not split UNLINK by slot (CROSSSLOT).',
      lua: 'DEL in a script frees inline, O(N) for a collection, and the script blocks every other client until it is done; UNLINK frees in the background.',
    },
  },
  create(context) {
    const { lazyfreeUserDel, unlinkEverywhere } = context.config.redis;
    return {
      redisCall(call) {
        const site = siteOf(context, call);
        if (lazyfreeUserDel || serverHas(site, '4.0') === 'no') {
          return;
        }
        reportScript(site);
        const severity = call.command === 'DEL' ? severityOf(site, unlinkEverywhere) : undefined;
        if (severity === undefined) {
          return;
        }
        const fix = isRewritable(site, 'in place') ? unlinkRewrite(site) : undefined;
        const fixes = fix === undefined ? [] : [fix];
        const messageId = messageFor(site, fix !== undefined);
        const type = typesOf(site).has('list') ? 'list' : 'stream';
        context.report({ range: call.range, messageId, data: { key: keyLabel(call), type }, severity, fixes });
      },
    };

    function reportScript(site: Site): void {
      const script = luaScript(site);
      if (script === undefined || isLockRelease(script.text)) {
        return;
      }
      for (const { range } of luaCalls(script).filter(({ command }) => command === 'DEL')) {
        const word = range && context.text(range);
        const newText = word === word?.toLowerCase() ? 'unlink' : 'UNLINK';
        const differences = ['needs Redis 4.0 and, with ACLs, +unlink; the script has another SHA1'];
        const fixes = range
          ? [rewrite(context.uri, 'Use UNLINK in the script', [{ range, newText }], differences)]
          : [];
        context.report({ range: range ?? site.call.range, messageId: 'lua', fixes });
      }
    }
  },
});

/** undefined: nothing to gain. UNLINK frees a string inline too, for it is one allocation. */
function severityOf(site: Site, everywhere: boolean): Severity | undefined {
  switch (valueKind(site)) {
    case 'string':
      return everywhere ? 'hint' : undefined;
    case 'collection':
      return 'warning';
    case 'nodes':
    case 'small':
      return 'hint';
    case 'unknown':
      return 'info';
  }
}

/**
 * What the workspace keeps under the key. A list and a stream have few nodes, a hash of the same few fields few allocations, so freeing
 * them is cheap; but a stream's group keeps each entry that is not acknowledged.
 */
function valueKind(site: Site): 'string' | 'collection' | 'nodes' | 'small' | 'unknown' {
  if (isStringOnly(site) || isCheckedString(site)) {
    return 'string';
  }
  const size = sizeEvidence(site);
  if (size === 'bounded') {
    return 'small';
  }
  const used = typesOf(site);
  const hasGroup = callsOnSameKey(site).some(({ command }) => grouped.test(command));
  if ([...used].some((type) => type !== 'string' && type !== 'list' && (type !== 'stream' || hasGroup))) {
    // A key has one type: what is used as several stands for several keys, this one or not.
    return used.size === 1 ? 'collection' : 'unknown';
  }
  if (used.has('list') || used.has('stream')) {
    return 'nodes';
  }
  return size === 'grows' ? 'collection' : 'unknown';
}

/** As what the workspace uses the values of keys that read like the site's. */
function typesOf(site: Site): ReadonlySet<string> {
  const groups = callsOnSameKey(site).map(({ command }) => redisCommand(command)?.group ?? '');
  return new Set(groups.map((group) => typeOfGroup[group] ?? group).filter((type) => types.has(type)));
}

function messageFor(site: Site, hasFix: boolean): 'collection' | 'unknown' | 'nodes' | 'namespace' | 'cluster' {
  if (!hasFix && site.flavour === 'cluster') {
    return 'cluster';
  }
  if (!hasFix && !isKeyKept(site, 'unlink')) {
    return 'namespace';
  }
  const kind = valueKind(site);
  return kind === 'string' || kind === 'small' ? 'unknown' : kind;
}

/** A script that deletes a key only if its value is the caller's token: the key is a string, and cheap to free. */
function isLockRelease(script: string): boolean {
  return /call\s*\(\s*["']get["']/i.test(script) && /==\s*ARGV|ARGV\[\d+\]\s*==/.test(script);
}
