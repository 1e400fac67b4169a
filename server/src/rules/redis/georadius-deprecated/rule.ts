import { defineRule } from '../../../linter/rule.ts';
import { geoQuery, isWholeEarth } from '../../../redis/rewrite/geoQuery.ts';
import { isRewritable, serverHas, siteOf } from '../../../redis/rewrite/site.ts';
import { geosearch } from './geosearch.ts';

/** Reports GEORADIUS and GEORADIUSBYMEMBER, which Redis 6.2 deprecated. */
export default defineRule({
  meta: {
    severity: 'info',
    fixable: true,
    since: '0.1.0',
    messages: {
      deprecated:
        '{command} is deprecated since Redis 6.2 and counts as a write, so replicas refuse it; GEOSEARCH answers the same and only reads.',
      readOnly: '{command} is deprecated since Redis 6.2; GEOSEARCH answers the same.',
    },
  },
  create(context) {
    return {
      redisCall(call) {
        const site = siteOf(context, call);
        if (!/^GEORADIUS(?:BYMEMBER)?(?:_RO)?$/.test(call.command) || serverHas(site, '6.2') === 'no') {
          return;
        }
        const query = geoQuery(site);
        if (query !== undefined && isWholeEarth(site, query)) {
          return;
        }
        const fix = query && isRewritable(site) ? geosearch(site, query) : undefined;
        context.report({
          range: call.range,
          messageId: call.command.endsWith('_RO') ? 'readOnly' : 'deprecated',
          data: { command: call.command },
          deprecated: true,
          fixes: fix === undefined ? [] : [fix],
        });
      },
    };
  },
});
