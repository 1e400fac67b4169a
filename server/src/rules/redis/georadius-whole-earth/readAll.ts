import { batchSize, commandText, numberText } from '../../../redis/rewrite/commandText.ts';
import { freshName } from '../../../redis/rewrite/freshName.ts';
import type { GeoQuery } from '../../../redis/rewrite/geoQuery.ts';
import { surroundings } from '../../../redis/rewrite/layout.ts';
import { canNest } from '../../../redis/rewrite/nesting.ts';
import { isRepeatable, isRepeatableReceiver } from '../../../redis/rewrite/repeatable.ts';
import { type Rewrite, rewrite } from '../../../redis/rewrite/rewrite.ts';
import { isSimple } from '../../../redis/rewrite/scanRewrite.ts';
import { hasRawReplies, isPipelined, type Site } from '../../../redis/rewrite/site.ts';

const everywhere =
  'another order; members at longitude 180 or latitude 85.05112878, which a search never finds, come too';

/** All members in pages of ZRANGE, with their positions or hashes where the search asked for them. */
export function readAll(site: Site, query: GeoQuery, detail: 'COORD' | 'HASH' | undefined): Rewrite | undefined {
  const { call, usage, uri } = site.call;
  const repeatable = isRepeatable(site, query.key) && isRepeatableReceiver(call.receiver) && canNest(site, call.range);
  if (!repeatable || isPipelined(site) || usage.kind === 'statement' || !isSimple(site, call)) {
    return undefined;
  }
  // Raw scores are strings or floats by the protocol, so a hash cannot be told from them.
  if (site.flavour === 'distributed' || site.flavour === 'wrapper' || (detail === 'HASH' && hasRawReplies(site))) {
    return undefined;
  }
  const differences = [everywhere];
  if (query.centre.kind === 'member') {
    differences.push('no error when the centre is missing');
  }
  const newText = pages(site, site.text(query.key.range), detail);
  return rewrite(uri, 'Read all members in pages', [{ range: call.range, newText }], differences);
}

function pages(site: Site, key: string, detail: 'COORD' | 'HASH' | undefined): string {
  const receiver = site.receiver ?? '';
  const i = freshName(site, 'i');
  const head = `(0...${commandText(site, receiver, 'ZCARD', [key])}).step(${batchSize(site)}).flat_map`;
  const page = (...options: readonly string[]) =>
    commandText(site, receiver, 'ZRANGE', [key, i, `${i} + ${numberText(site.settings.batchSize - 1)}`, ...options]);
  if (detail === undefined) {
    return `${head} { |${i}| ${page()} }`;
  }
  if (detail === 'HASH') {
    return `${head} { |${i}| ${page('with_scores: true')}.map { |member, score| [member, score.to_i] } }`;
  }
  const { before, indent } = surroundings(site, site.call.call.range);
  // In an argument list without parentheses `do` would belong to another call.
  const [open, close] = /^\s*(?:@?\w+\s*=\s*)?$/.test(before) ? ['do', 'end'] : ['{', '}'];
  const members = freshName(site, 'members');
  return [
    `${head} ${open} |${i}|`,
    `${indent}  ${members} = ${page()}`,
    `${indent}  ${members}.zip(${commandText(site, receiver, 'GEOPOS', [key, members])})`,
    `${indent}${close}`,
  ].join('\n');
}
