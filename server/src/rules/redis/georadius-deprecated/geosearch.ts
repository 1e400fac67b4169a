import type { Expression } from '../../../redis/expression.ts';
import type { GeoQuery } from '../../../redis/rewrite/geoQuery.ts';
import { numberAt } from '../../../redis/rewrite/range.ts';
import { isRepeatable } from '../../../redis/rewrite/repeatable.ts';
import { type Rewrite, rewrite } from '../../../redis/rewrite/rewrite.ts';
import { isSimple } from '../../../redis/rewrite/scanRewrite.ts';
import { hasRawReplies, isRawCall, type Site, serverHas } from '../../../redis/rewrite/site.ts';
import { isAtLeast } from '../../../redis/rewrite/versionGate.ts';

/** The same query with GEOSEARCH or GEOSEARCHSTORE; undefined where the client cannot say it. */
export function geosearch(site: Site, query: GeoQuery): Rewrite | undefined {
  const { call, commandWord, uri } = site.call;
  const form = formOf(site);
  const sent = commandWord !== undefined && !isRawCall(site);
  if (form === undefined || query.sort === 'computed' || sent || !isSimple(site, call)) {
    return undefined;
  }
  const newText = form === 'keywords' ? inKeywords(site, query) : inWords(site, query, form);
  const differences = serverHas(site, '6.2') === 'yes' ? [] : ['needs Redis 6.2'];
  if (form === 'call' && query.count && !hasRawReplies(site) && numberAt(site, query.count) === undefined) {
    differences.push(
      `if ${site.text(query.count.range)} is no Integer the server refuses it, where nil meant no limit`,
    );
  }
  if (query.store !== undefined && !canComeFirst(site, query, query.store.destination)) {
    differences.push('the destination is evaluated first');
  }
  return rewrite(uri, 'Use GEOSEARCH', [{ range: call.range, newText }], differences);
}

/** GEORADIUS names its destination last. */
function canComeFirst(site: Site, { key, centre, radius, unit }: GeoQuery, destination: Expression): boolean {
  const from = centre.kind === 'position' ? [centre.longitude, centre.latitude] : [centre.member];
  return isRepeatable(site, destination) || [key, ...from, radius, unit].every((part) => isRepeatable(site, part));
}

/**
 * redis-rb has the methods since 6.0.0; before that `call` sends the command, since keywords would not reach it. Resque's object takes
 * keywords as a Hash, and a ring has no `call`.
 */
function formOf(site: Site): 'keywords' | 'call' | 'method' | undefined {
  switch (site.flavour) {
    case 'redis-client':
      return 'call';
    case 'sidekiq':
      return isRawCall(site) ? 'call' : 'method';
    case 'resque':
    case 'unknown':
      return undefined;
    default: {
      if (isRawCall(site)) {
        return 'call';
      }
      if (isAtLeast(site.redisRb, '6.0.0')) {
        return 'keywords';
      }
      return isAtLeast(site.redisRb, '4.1.1') && site.flavour !== 'distributed' ? 'call' : undefined;
    }
  }
}

function inKeywords(site: Site, query: GeoQuery): string {
  const text = ({ range }: GeoQuery['key']) => site.text(range);
  const { centre, store, sort, count } = query;
  const from =
    centre.kind === 'position'
      ? `fromlonlat: [${text(centre.longitude)}, ${text(centre.latitude)}]`
      : `frommember: ${text(centre.member)}`;
  const args = [
    ...(store ? [text(store.destination)] : []),
    text(query.key),
    from,
    `byradius: [${text(query.radius)}, ${text(query.unit)}]`,
    ...(sort === undefined ? [] : [`sort: "${sort.toLowerCase()}"`]),
    ...(count === undefined ? [] : [`count: ${text(count)}`]),
    ...(query.any ? ['any: true'] : []),
    ...query.withs.map((detail) => `with${detail.toLowerCase()}: true`),
    ...(store?.distances ? ['storedist: true'] : []),
  ];
  return `${site.receiver}.${store ? 'geosearchstore' : 'geosearch'}(${args.join(', ')})`;
}

function inWords(site: Site, query: GeoQuery, form: 'call' | 'method'): string {
  const text = ({ range }: GeoQuery['key']) => site.text(range);
  const { centre, store, sort, count } = query;
  const from =
    centre.kind === 'position'
      ? ['"FROMLONLAT"', text(centre.longitude), text(centre.latitude)]
      : ['"FROMMEMBER"', text(centre.member)];
  const args = [
    ...(store ? [text(store.destination)] : []),
    text(query.key),
    ...from,
    '"BYRADIUS"',
    text(query.radius),
    text(query.unit),
    ...(sort === undefined ? [] : [`"${sort}"`]),
    ...(count === undefined ? [] : ['"COUNT"', text(count)]),
    ...(query.any ? ['"ANY"'] : []),
    ...query.withs.map((detail) => `"WITH${detail}"`),
    ...(store?.distances ? ['"STOREDIST"'] : []),
  ];
  const command = store ? 'GEOSEARCHSTORE' : 'GEOSEARCH';
  return form === 'call'
    ? `${site.receiver}.call(${[`"${command}"`, ...args].join(', ')})`
    : `${site.receiver}.${command.toLowerCase()}(${args.join(', ')})`;
}
