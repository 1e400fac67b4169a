import { isVersionText, stripSpace } from '../syntax/lockfile/versionPattern.ts';

/** A number (exact: a `bigint` where a `number` would not be) or a run of letters. */
export type Segment = number | bigint | string;

/** A version with the meaning that `Gem::Version` gives it. */
export interface Version {
  /** As RubyGems prints it: stripped, `-` written as `.pre.`, `0` for a blank text. */
  readonly text: string;
  readonly segments: readonly Segment[];
  /** The segments without the zeros that end the numeric head and the tail: equal versions have equal ones. */
  readonly canonical: readonly Segment[];
  /** A letter makes a prerelease. */
  readonly prerelease: boolean;
}

/** The version, or undefined where `Gem::Version.new` raises. */
export function parseVersion(text: string): Version | undefined {
  if (!isVersionText(text)) return undefined;
  return fromText(stripSpace(text).replaceAll('-', '.pre.') || '0');
}

/** Negative when `a` is older, 0 when both are the same version (`1.0` and `1`), as `Gem::Version#<=>`. */
export function compareVersions(a: Version, b: Version): number {
  const length = Math.max(a.canonical.length, b.canonical.length);
  for (let i = 0; i < length; i++) {
    const left = a.canonical[i] ?? 0;
    const right = b.canonical[i] ?? 0;
    if (left === right) continue;
    // Letters come before every number, the missing segment's 0 included: 1.0.a < 1.0 < 1.0.1.
    if (typeof left === 'string' && typeof right !== 'string') return -1;
    if (typeof left !== 'string' && typeof right === 'string') return 1;
    return left < right ? -1 : 1;
  }
  return 0;
}

/** The version without its prerelease part: 8.1.0.beta1 gives 8.1.0. */
export function releaseOf(version: Version): Version {
  return version.prerelease ? fromText(numericHead(version).join('.')) : version;
}

/** The first version that `~> version` no longer lets in: 2.5.3 gives 2.6, 2.5 and 2 give 3. */
export function bump(version: Version): Version {
  const head = numericHead(version);
  if (head.length > 1) head.pop();
  const last = head.pop() ?? 0;
  return fromText([...head, successor(last)].join('.'));
}

/** The numeric segments before the first letter, at least one. */
export function numericHead(version: Version): (number | bigint)[] {
  const head: (number | bigint)[] = [];
  for (const segment of version.segments) {
    if (typeof segment === 'string') break;
    head.push(segment);
  }
  return head;
}

/** The number after this one, exact at any size. */
export function successor(value: number | bigint): number | bigint {
  return toNumber(BigInt(value) + 1n);
}

function fromText(text: string): Version {
  const segments = (text.match(/[0-9]+|[A-Za-z]+/g) ?? []).map((part) =>
    /^[0-9]/.test(part) ? (part.length < 16 ? Number(part) : toNumber(BigInt(part))) : part,
  );
  return { text, segments, canonical: canonical(segments), prerelease: /[A-Za-z]/.test(text) };
}

function canonical(segments: readonly Segment[]): Segment[] {
  const letter = segments.findIndex((segment) => typeof segment === 'string');
  const split = letter < 0 ? segments.length : letter;
  return [...withoutTrailingZeros(segments.slice(0, split)), ...withoutTrailingZeros(segments.slice(split))];
}

function withoutTrailingZeros(segments: readonly Segment[]): readonly Segment[] {
  let end = segments.length;
  while (segments[end - 1] === 0) end--;
  return segments.slice(0, end);
}

/** One form for each value, so that `===` compares: a `number` wherever that is exact. */
function toNumber(value: bigint): number | bigint {
  return value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value;
}
