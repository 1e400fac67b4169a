import { isRawCall, isRawClient, type Site } from './site.ts';

/** A command in the form of the call as Ruby text, `redis.llen(key)` or `client.call("LLEN", key)`. */
export function commandText(site: Site, receiver: string, command: string, args: readonly string[]): string {
  const raw = site.flavour === 'redis-client' || isRawCall(site);
  return raw
    ? `${receiver}.call(${[`"${command}"`, ...args].join(', ')})`
    : `${receiver}.${command.toLowerCase()}${args.length === 0 ? '' : `(${args.join(', ')})`}`;
}

export type ScanCommand = 'SCAN' | 'SSCAN' | 'HSCAN' | 'ZSCAN';

/** The method that iterates in steps; on redis-client and Sidekiq 7 `scan` itself does. */
export function scanMethod(site: Site, command: ScanCommand): string {
  return isRawClient(site) ? command.toLowerCase() : `${command.toLowerCase()}_each`;
}

/** All of a list or sorted set in slices of the batch size: `length` counts it, `page` reads from one index to another. */
export function pageText(
  site: Site,
  length: string,
  index: string,
  page: (from: string, to: string) => string,
): string {
  const last = numberText(site.settings.batchSize - 1);
  return `(0...${length}).step(${batchSize(site)}).flat_map { |${index}| ${page(index, `${index} + ${last}`)} }`;
}

/** The configured members per command as a Ruby literal. */
export function batchSize(site: Site): string {
  return numberText(site.settings.batchSize);
}

/** `1_000`. */
export function numberText(value: number): string {
  return String(value).replace(/\B(?=(?:\d{3})+$)/g, '_');
}
