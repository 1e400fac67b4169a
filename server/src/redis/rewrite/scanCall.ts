import type { Expression } from '../expression.ts';
import { hasOption, hidesOptions, literalWord, optionValue } from './options.ts';
import { isRawCall, isRawClient, type Site } from './site.ts';

/** A SCAN, SSCAN, HSCAN or ZSCAN, by what its COUNT can change. */
export interface ScanCall {
  /** `iterator`: the client runs through all steps. `loop`: the code does, feeding the cursor back. `page`: only one step is made. */
  readonly kind: 'iterator' | 'loop' | 'page';
  /** It walks the keyspace, not one key. */
  readonly keyspace: boolean;
  readonly count: Expression | undefined;
  readonly match: Expression | undefined;
  /** Options come in a variable, so a COUNT may be among them. */
  readonly hidden: boolean;
}

/** The scan at the site; undefined for another command. */
export function scanCall(site: Site): ScanCall | undefined {
  const { command, args } = site.call;
  if (!/^[SHZ]?SCAN$/.test(command)) {
    return undefined;
  }
  const keyspace = command === 'SCAN';
  const iterates = isIterator(site);
  const fixed = (keyspace ? 0 : 1) + (iterates ? 0 : 1);
  return {
    kind: iterates ? 'iterator' : feedsBack(site, args[keyspace ? 0 : 1]) ? 'loop' : 'page',
    keyspace,
    count: optionValue(site, 'count', 'COUNT'),
    match: optionValue(site, 'match', 'MATCH'),
    hidden: hidesOptions(site, fixed) && !hasOption(site, 'count', 'COUNT'),
  };
}

/** `scan_each` of redis-rb; on redis-client and Sidekiq 7 `scan` itself. */
function isIterator(site: Site): boolean {
  const { method } = site.call;
  return method.endsWith('_each') || (isRawClient(site) && !isRawCall(site) && /scan$/.test(method));
}

/** `cursor, keys = redis.scan(cursor)` inside a loop. */
function feedsBack(site: Site, cursor: Expression | undefined): boolean {
  const { call, enclosing } = site.call;
  if (cursor?.kind !== 'local' && cursor?.kind !== 'ivar') {
    return false;
  }
  const loops =
    enclosing.some(({ kind, call: owner }) => kind === 'loop' || owner?.method === 'loop') || runsUntil(site);
  const before = site.text({ start: { line: call.range.start.line, character: 0 }, end: call.range.start });
  return loops && new RegExp(`(?:^|[\\s(])${cursor.name}\\s*,[^=]*=\\s*(?:[\\w.@$]+\\.)?$`).test(before);
}

/** `begin … end until cursor == "0"` is no block, so its end is looked for. */
function runsUntil(site: Site): boolean {
  const method = site.call.enclosing.find(({ kind }) => kind === 'method');
  const text = method === undefined ? '' : site.text({ start: site.call.call.range.end, end: method.range.end });
  return /^\s*end\s+(?:until|while)\b/m.test(text);
}

/** Whether a pattern is a literal that matches only itself. */
export function isExactPattern(pattern: Expression | undefined): boolean {
  return pattern?.kind === 'string' && !/[*?[\\]/.test(pattern.value) && literalWord(pattern) !== '';
}
