import { comparePositions } from '../syntax/textRange.ts';
import type { RedisCall } from './redisCall.ts';

/**
 * The calls of a file after an edit, with the objects of `before` for those that are what they were: who has judged one need not judge it again.
 * Both lists are in source order.
 */
export function keepSameCalls(before: readonly RedisCall[], calls: readonly RedisCall[]): readonly RedisCall[] {
  const isSame = sameness();
  let at = 0;
  return calls.map((call) => {
    while (at < before.length && isBefore(before[at], call)) {
      at++;
    }
    for (let index = at; index < before.length; index++) {
      const known = before[index];
      if (known === undefined || isBefore(call, known)) {
        break;
      }
      if (isSame(known, call)) {
        return known;
      }
    }
    return call;
  });
}

function isBefore(a: RedisCall | undefined, b: RedisCall): boolean {
  return a !== undefined && comparePositions(a.range.start, b.range.start) < 0;
}

/** Compares plain data. Facts share parts, so that what was compared once is not compared again. */
function sameness(): (a: unknown, b: unknown) => boolean {
  const known = new Map<object, object>();
  const isSame = (a: unknown, b: unknown): boolean => {
    if (Object.is(a, b)) {
      return true;
    }
    if (!isPlain(a) || !isPlain(b)) {
      return false;
    }
    if (Array.isArray(a) && Array.isArray(b)) {
      // Lists of what is shared with the text before are the most frequent ones.
      return a.length === b.length && a.every((item, index) => isSame(item, b[index]));
    }
    if (known.get(a) === b) {
      return true;
    }
    const keys = Object.keys(a);
    if (keys.length !== Object.keys(b).length || Array.isArray(a) !== Array.isArray(b)) {
      return false;
    }
    for (const key of keys) {
      if (!Object.hasOwn(b, key) || !isSame(a[key], b[key])) {
        return false;
      }
    }
    known.set(a, b);
    return true;
  };
  return isSame;
}

/** What is read from bytes when it is asked for has a class, and is only the same as itself. */
function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) {
    return false;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === Array.prototype;
}
