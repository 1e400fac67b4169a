import { defineRule } from '../../../linter/rule.ts';
import { type GeoQuery, geoQuery, isWholeEarth } from '../../../redis/rewrite/geoQuery.ts';
import { keyLabel } from '../../../redis/rewrite/keyLabel.ts';
import type { Rewrite } from '../../../redis/rewrite/rewrite.ts';
import { isNamespaced, isRewritable, type Site, siteOf } from '../../../redis/rewrite/site.ts';
import { readAll } from './readAll.ts';

/** Reports searches whose radius reaches every point on earth: they mean "give me everything". */
export default defineRule({
  meta: {
    severity: 'warning',
    fixable: true,
    since: '0.1.0',
    messages: {
      everything:
        '{command} with a radius around the whole earth computes a distance for every member of {key}, O(N), while all other clients wait; read the members with ZRANGE in pages.',
    },
  },
  create(context) {
    return {
      redisCall(call) {
        const site = siteOf(context, call);
        const query = geoQuery(site);
        if (query === undefined || !isWholeEarth(site, query)) {
          return;
        }
        const fix = isRewritable(site) ? fixFor(site, query) : undefined;
        context.report({
          range: call.range,
          messageId: 'everything',
          data: { command: call.command, key: keyLabel(call) },
          fixes: fix === undefined ? [] : [fix],
        });
      },
    };
  },
});

/** A distance needs its centre and an order by distance is lost; on a namespace GEORADIUS reads the raw key and ZRANGE another. */
function fixFor(site: Site, query: GeoQuery): Rewrite | undefined {
  const { withs, sort, store } = query;
  const [detail, ...others] = withs;
  if (sort !== undefined || store !== undefined || detail === 'DIST' || others.length > 0 || isNamespaced(site)) {
    return undefined;
  }
  return readAll(site, query, detail);
}
