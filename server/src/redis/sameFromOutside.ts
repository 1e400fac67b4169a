import type { RubySummary } from './summarize.ts';

/**
 * Whether all that other files can find in a file is the same but for where it stands: what it defines, declares and hands on. Locals are seen by their file
 * alone, and calls by nobody. What follows from an expression is another matter: who asks that rests on the file.
 */
export function isSeenTheSame(before: RubySummary, now: RubySummary): boolean {
  return (
    isSame(before.scopes, now.scopes) &&
    isSame(before.methods, now.methods) &&
    isSame(before.macros, now.macros) &&
    isSame(before.passes, now.passes) &&
    isSame(
      before.assignments.filter(({ target }) => target !== 'local'),
      now.assignments.filter(({ target }) => target !== 'local'),
    )
  );
}

const whereItStands = new Set(['range', 'methodRange', 'nameRange']);

function isSame(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) {
    return true;
  }
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) {
    return false;
  }
  if (Array.isArray(a)) {
    return Array.isArray(b) && a.length === b.length && a.every((item, index) => isSame(item, b[index]));
  }
  // What is read from bytes when it is asked for has a class, and is only the same as itself.
  if (Object.getPrototypeOf(a) !== Object.prototype || Object.getPrototypeOf(b) !== Object.prototype) {
    return false;
  }
  const [left, right] = [entriesOf(a), entriesOf(b)];
  return (
    left.length === right.length &&
    left.every(([key, value], index) => key === right[index]?.[0] && isSame(value, right[index]?.[1]))
  );
}

function entriesOf(value: object): readonly (readonly [string, unknown])[] {
  return Object.entries(value).filter(([key, part]) => part !== undefined && !whereItStands.has(key));
}
