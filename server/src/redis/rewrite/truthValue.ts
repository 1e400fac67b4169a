import { hasBlock } from '../expression.ts';
import { changeCall } from './callEdits.ts';
import { operand, standsAlone, surroundings } from './layout.ts';
import type { TextEdit } from './rewrite.ts';
import { isSimple } from './scanRewrite.ts';
import type { Site } from './site.ts';

/** How a reply decides something: as a condition (also `!`, `&&`, `||`), or compared with true or false. */
export type Decision = 'condition' | 'comparison';

/** How the reply decides; undefined where it is a value, or nothing. */
export function decisionOf(site: Site): Decision | undefined {
  const { usage, call } = site.call;
  if (isOtherThanReply(site)) {
    return undefined;
  }
  if (usage.kind === 'condition') {
    return 'condition';
  }
  const { behind } = surroundings(site, call.range);
  return usage.kind === 'value' && /^\s*[!=]=\s*(?:true|false)\b(?!\.)/.test(behind) ? 'comparison' : undefined;
}

/** Whether the value is not always the reply: a block makes another of it, `&.` may give nil, and a `rescue` what it likes. */
function isOtherThanReply(site: Site): boolean {
  const { call } = site.call;
  const { before } = surroundings(site, call.range);
  const { end } = call.range;
  const behind = site.text({ start: end, end: { line: end.line + 3, character: 0 } });
  const isRescued =
    /^[ \t)]*rescue\b/.test(behind) || (/(?:^|\bbegin\b|;)\s*$/.test(before) && /^[\s;)]*rescue\b/.test(behind));
  return hasBlock(call) || call.safeNavigation || isRescued;
}

/** What a fix changes in what the reply decides, as a clause. */
export function decidesAnew(decision: Decision): string {
  return decision === 'comparison' ? 'the comparison can hold now' : 'the condition no longer always holds';
}

/**
 * The name of the method, ending in `?`, that answers with the reply: on its last line, alone or as the block of a pool is.
 * Who asks such a method takes the answer for true or false.
 */
export function predicateOf(site: Site): string | undefined {
  const { usage, enclosing, pooled, call } = site.call;
  const [innermost, next] = enclosing;
  const block = pooled && innermost?.kind === 'block' ? innermost.call : undefined;
  const method = block === undefined ? innermost : next;
  if (
    isOtherThanReply(site) ||
    usage.kind !== 'value' ||
    method?.kind !== 'method' ||
    method.name?.endsWith('?') !== true
  ) {
    return undefined;
  }
  if (block !== undefined) {
    const bodyEnd = block.block?.bodyRange.end;
    const isLast = bodyEnd !== undefined && site.text({ start: call.range.end, end: bodyEnd }).trim() === '';
    const { before } = surroundings(site, call.range);
    if (!isLast || !/(?:^|[|{]|\bdo)\s*$/.test(before)) {
      return undefined;
    }
  }
  const answer = block?.range ?? call.range;
  const { before } = surroundings(site, answer);
  const isWhole = /^\s*(?:return|def\s.*\)?\s*=)\s*$/.test(before) || standsAlone(site, answer);
  const tail = site.text({ start: answer.end, end: method.range.end });
  return isWhole && /^\s*(?:#.*)?\s*(?:end)?$/.test(tail) ? method.name : undefined;
}

/**
 * Compares the number that the client answers: `== 1` where it can only be 0 or 1, else `.positive?`. Undefined where the call is on
 * several lines, or may answer nil.
 */
export function numberCompared(site: Site, zeroOrOne: boolean): readonly TextEdit[] | undefined {
  const { call } = site.call;
  if (!isSimple(site, call)) {
    return undefined;
  }
  if (!zeroOrOne) {
    return changeCall(site, { suffix: '.positive?' });
  }
  if (operand(site, call.range, '') === '') {
    return changeCall(site, { suffix: ' == 1' });
  }
  const { start } = call.range;
  return [{ range: { start, end: start }, newText: '(' }, ...changeCall(site, { suffix: ' == 1)' })];
}

/** Whether the workspace sets `Redis.NAME = …`, with which redis-rb 4 answers `exists` or `sadd` as another version does. */
export function setsOnRedis(site: Site, name: 'exists_returns_integer' | 'sadd_returns_boolean'): boolean {
  return site.index.sets(name);
}
