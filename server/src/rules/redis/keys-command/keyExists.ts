import { operand } from '../../../redis/rewrite/layout.ts';
import { type Rewrite, rewrite } from '../../../redis/rewrite/rewrite.ts';
import { isSimple } from '../../../redis/rewrite/scanRewrite.ts';
import { hasRedisRbMethods, isKeyKept, isPipelined, type Site } from '../../../redis/rewrite/site.ts';
import { isAtLeast } from '../../../redis/rewrite/versionGate.ts';

/** Whether the pattern is a literal that can match only itself. A backslash would quote the next letter. */
export function isPlainKey({ call }: Site): boolean {
  const [pattern] = call.args;
  return pattern?.kind === 'string' && !/[*?[\]\\]/.test(pattern.value);
}

/** `keys("a").any?` asks whether the key exists. */
export function keyExists(site: Site): Rewrite | undefined {
  const { usage, args, call } = site.call;
  const [key] = args;
  if (usage.kind !== 'chain' || key === undefined || !isPlainKey(site) || isPipelined(site)) {
    return undefined;
  }
  const { outer } = usage;
  const isAsked = /^(?:any|empty|none)\?$/.test(outer.method) && outer.args.length === 0 && outer.block === undefined;
  const asked =
    isAsked && isSimple(site, outer) && isSimple(site, call) ? question(site, site.text(key.range)) : undefined;
  if (asked === undefined) {
    return undefined;
  }
  const newText =
    outer.method === 'any?' ? operand(site, outer.range, asked.yes) : operand(site, outer.range, asked.no);
  // KEYS asks every server of a ring, EXISTS the one that the key is hashed to.
  const differences = site.flavour === 'distributed' ? ['a key on another server than its own is not found'] : [];
  return rewrite(site.call.uri, 'Ask with EXISTS', [{ range: outer.range, newText }], differences);
}

function question(site: Site, key: string): { yes: string; no: string } | undefined {
  if (site.flavour === 'redis-client') {
    const exists = `${site.receiver}.call("EXISTS", ${key})`;
    return { yes: `${exists} == 1`, no: `${exists} == 0` };
  }
  if (site.flavour === 'sidekiq') {
    return { yes: `${site.receiver}.exists(${key}) == 1`, no: `${site.receiver}.exists(${key}) == 0` };
  }
  const known = hasRedisRbMethods(site) && isAtLeast(site.redisRb, '4.2.0') && isKeyKept(site, 'exists?');
  return known ? { yes: `${site.receiver}.exists?(${key})`, no: `!${site.receiver}.exists?(${key})` } : undefined;
}
