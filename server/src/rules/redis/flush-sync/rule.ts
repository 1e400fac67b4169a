import { isOpsPath } from '../../../linter/paths.ts';
import { defineRule } from '../../../linter/rule.ts';
import { changeCall } from '../../../redis/rewrite/callEdits.ts';
import { freshName } from '../../../redis/rewrite/freshName.ts';
import { hasOption } from '../../../redis/rewrite/options.ts';
import { type Rewrite, rewrite } from '../../../redis/rewrite/rewrite.ts';
import { isSimple } from '../../../redis/rewrite/scanRewrite.ts';
import {
  hasRawReplies,
  isListed,
  isNamespaced,
  isRewritable,
  type Site,
  serverHas,
  siteOf,
  takesKeywords,
} from '../../../redis/rewrite/site.ts';
import { isAtLeast } from '../../../redis/rewrite/versionGate.ts';

/** Reports flushes that free the whole database before they answer. */
export default defineRule({
  meta: {
    severity: 'warning',
    fixable: true,
    since: '0.1.0',
    messages: {
      flush:
        '{command} deletes {scope}, and frees it all, O(N), before any other client is served; ASYNC frees in the background.',
    },
  },
  create(context) {
    const quiet = isOpsPath(context.snapshot.path(context.uri), context.config);
    return {
      redisCall(call) {
        const site = siteOf(context, call);
        const isFlush = call.command === 'FLUSHDB' || call.command === 'FLUSHALL';
        const isExplicit = hasOption(site, 'async', 'ASYNC') || hasOption(site, 'sync', 'SYNC');
        if (!isFlush || isExplicit || serverHas(site, '4.0') === 'no') {
          return;
        }
        const fix = isRewritable(site, 'in place') ? inBackground(site) : undefined;
        context.report({
          range: call.range,
          messageId: 'flush',
          data: { command: call.command, scope: scopeOf(site) },
          severity: quiet ? 'info' : 'warning',
          fixes: fix === undefined ? [] : [fix],
        });
      },
    };
  },
});

function scopeOf(site: Site): string {
  const all = site.call.command === 'FLUSHALL' ? 'every database' : 'the whole database';
  if (isNamespaced(site)) {
    return `${all}, not only the namespace`;
  }
  return site.flavour === 'sidekiq' ? `${all}, Sidekiq's own data included` : all;
}

function inBackground(site: Site): Rewrite | undefined {
  const { call, uri, command, args } = site.call;
  const title = 'Flush in the background';
  // What is handed on may be the mode.
  if (args.length > 0 || call.keywords.length > 0 || isListed(site)) {
    return undefined;
  }
  if (hasRawReplies(site)) {
    return rewrite(uri, title, changeCall(site, { argument: '"ASYNC"' }), []);
  }
  if (!isAtLeast(site.redisRb, '4.0.1') || !takesKeywords(site)) {
    return undefined;
  }
  if (site.flavour !== 'distributed') {
    return rewrite(uri, title, changeCall(site, { argument: 'async: true' }), []);
  }
  const node = freshName(site, 'node');
  const newText = `${site.receiver}.nodes.map { |${node}| ${node}.${command.toLowerCase()}(async: true) }`;
  return isSimple(site, call) ? rewrite(uri, title, [{ range: call.range, newText }], []) : undefined;
}
