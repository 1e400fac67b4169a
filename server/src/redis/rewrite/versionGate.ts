/**
 * Whether a gem or server of `version` has what `minimum` brought; false for an unknown version, since nothing may be promised there.
 * A prerelease counts as the release that it leads to.
 */
export function isAtLeast(version: string | undefined, minimum: string): boolean {
  return version !== undefined && compareNumbers(version, minimum) >= 0;
}

/** Whether `version` is known to be older than `limit`. */
export function isBefore(version: string | undefined, limit: string): boolean {
  return version !== undefined && compareNumbers(version, limit) < 0;
}

function compareNumbers(a: string, b: string): number {
  const left = numbers(a);
  const right = numbers(b);
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0) {
      return difference;
    }
  }
  return 0;
}

/** Few versions are asked about, each of them for every call. */
const known = new Map<string, readonly number[]>();

/** The numeric head: 5.0.0.beta2 gives 5, 0, 0. */
function numbers(version: string): readonly number[] {
  const before = known.get(version);
  if (before !== undefined) {
    return before;
  }
  const found = /^\d+(?:\.\d+)*/.exec(version)?.[0].split('.').map(Number) ?? [];
  known.set(version, found);
  return found;
}
