import { literalWord } from '../../../redis/rewrite/options.ts';
import { isRawCall, type Site } from '../../../redis/rewrite/site.ts';
import { isAtLeast, isBefore } from '../../../redis/rewrite/versionGate.ts';
import type { Mismatch } from './redisClientApi.ts';

/** What redis-rb refuses of the other clients' forms. */
export function redisRbMismatch(site: Site): Mismatch | undefined {
  const { method, command, args, call } = site.call;
  if (/^(?:call_v|call_once|call_once_v|blocking_call|blocking_call_v)$/.test(method)) {
    const taken = method.startsWith('blocking') ? 'the command without the timeout' : 'the same';
    return {
      reason: `that is redis-client's; here it is sent to the server, which does not know it; \`call\` takes ${taken}`,
    };
  }
  if (isRawCall(site)) {
    return undefined;
  }
  if (method === 'scan' && args.length === 0) {
    return { reason: 'here `scan` makes one step and needs a cursor; `scan_each` iterates' };
  }
  if (method === 'set' && /^(?:EX|PX|NX|XX|GET|KEEPTTL)$/.test(literalWord(args[2]) ?? '')) {
    return { reason: 'options are keywords here, such as `ex: 10`' };
  }
  if (/^(?:SADD|SREM)$/.test(command) && args.length > 2 && isBefore(site.redisRb, '5.0.0')) {
    return { reason: 'before redis 5.0.0 it takes one member or a list of them' };
  }
  const isGeoKeyword = command.startsWith('GEOSEARCH') && call.keywords.length > 0;
  return isGeoKeyword && isBefore(site.redisRb, '6.0.0')
    ? { reason: 'the method came with redis 6.0.0; before that `call("GEOSEARCH", …)` sends it' }
    : undefined;
}

/** A ring of servers has no keyspace of its own, and cannot do what concerns several of them at once. */
export function distributedMismatch(site: Site): Mismatch | undefined {
  const { method, command } = site.call;
  if (isRawCall(site) || /^(?:zscan|zscan_each|scan|scan_each|zrangebylex|zrevrangebylex)$/.test(method)) {
    return { reason: 'it has no such method; ask each of its `nodes`' };
  }
  if (/^(?:mset|mapped_mset|msetnx|mapped_msetnx)$/.test(method)) {
    return { reason: 'it cannot write several keys at once and raises CannotDistribute' };
  }
  const late = /^(?:hscan|hscan_each)$/.test(method) || command.startsWith('GEO');
  return late && !isAtLeast(site.redisRb, '6.0.0') && site.redisRb !== undefined
    ? { reason: 'it has the method since redis 6.0.0' }
    : undefined;
}
