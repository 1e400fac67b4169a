import type { LockedChecksum, LockedSource, LockedSpec, Lockfile } from '../syntax/lockfile/lockfile.ts';
import type { TextRange } from '../syntax/textRange.ts';
import { orphanedBy } from './lockOrphans.ts';
import { checksumLine, dependencyLine, dependencySortKey, specLines } from './lockWriter.ts';
import type { PinEdit, PinEdits } from './pin.ts';
import { parseRequirement, parseRequirementList, satisfies } from './requirement.ts';
import { parseVersion } from './version.ts';

/**
 * Takes a gem back to its version in `base` and declares the pin, by hand: what Bundler would write, byte for byte, where nothing has to be
 * resolved. Everything that the base's version needs must be locked at a version that it accepts; where it is not, only Bundler can help.
 */
export function lockPinEdit(
  uri: string,
  lock: Lockfile,
  base: Lockfile,
  gem: string,
  requirements: readonly string[],
): PinEdits {
  const plan = planOf(lock, base, gem, requirements);
  if ('reason' in plan) {
    return { ok: false, reason: plan.reason };
  }
  const { from, to } = plan;
  const edits = [
    replaceSpecs(from, to, lock.eol),
    ...replaceChecksums(lock, base, gem, lock.eol),
    declare(lock, gem, requirements),
    ...orphanedBy(lock, gem, to).flatMap((name) => deleteGem(lock, name)),
  ];
  return { ok: true, edits: edits.map((edit) => ({ uri, ...edit })) };
}

/** Takes the line of a pin on a gem that others pull out of DEPENDENCIES; its version stays locked, as with Bundler. */
export function lockUnpinEdit(uri: string, lock: Lockfile, gem: string): PinEdits {
  const line = lock.dependencies.find(({ name }) => name === gem);
  if (line === undefined) {
    return { ok: false, reason: `${gem} is not among its DEPENDENCIES` };
  }
  const pulled = lock.sources.some(({ specs }) =>
    specs.some(({ dependencies }) => dependencies.some(({ name }) => name === gem)),
  );
  return pulled
    ? { ok: true, edits: [{ uri, ...deleteLines(line.range) }] }
    : { ok: false, reason: `no other gem needs ${gem}, so that it would have to go as a whole` };
}

type LockEdit = Omit<PinEdit, 'uri'>;

interface Plan {
  readonly from: readonly LockedSpec[];
  readonly to: readonly LockedSpec[];
}

function planOf(
  lock: Lockfile,
  base: Lockfile,
  gem: string,
  requirements: readonly string[],
): Plan | { readonly reason: string } {
  const [source, ...others] = lock.sources.filter(({ specs }) => specs.some(({ name }) => name === gem));
  if (lock.problems.some(({ fatal }) => fatal)) {
    return { reason: 'Bundler itself cannot read it' };
  }
  if (source === undefined || others.length > 0 || source.type !== 'gem') {
    return { reason: `${gem} is not locked in exactly one GEM section` };
  }
  const from = source.specs.filter(({ name }) => name === gem);
  if (new Set(from.map(({ platform }) => platform)).size < from.length) {
    return { reason: `${gem} is locked twice for one platform` };
  }
  if (!standTogether(source.specs, gem) || !standTogether(lock.checksums, gem)) {
    return { reason: `other gems stand between the lines of ${gem}` };
  }
  const baseSources = base.sources.filter(({ specs }) => specs.some(({ name }) => name === gem));
  if (!baseSources.every((old) => isSameServer(old, source))) {
    return { reason: `the base has ${gem} from elsewhere, and whether it is served here too nobody knows` };
  }
  const baseSpecs = baseSources.flatMap(({ specs }) => specs).filter(({ name }) => name === gem);
  const to = from.flatMap(({ platform }) => baseSpecs.filter((spec) => spec.platform === platform));
  if (to.length !== from.length) {
    return { reason: `the base holds ${gem} for other platforms` };
  }
  const pin = parseRequirement(requirements);
  const refused = to.find(({ version }) => pin === undefined || !admits(version, pin));
  if (refused !== undefined) {
    return { reason: `the base's ${gem} ${refused.version} is none of ${requirements.join(', ')}` };
  }
  return unmetNeed(lock, to) ?? missingChecksum(lock, base, gem) ?? { from, to };
}

function isSameServer(one: LockedSource, other: LockedSource): boolean {
  return one.type === other.type && String(one.remotes.toSorted()) === String(other.remotes.toSorted());
}

/** Whether nothing stands between the lines of a gem, which are replaced as one. */
function standTogether(lines: readonly { readonly name: string }[], gem: string): boolean {
  const first = lines.findIndex(({ name }) => name === gem);
  const last = lines.findLastIndex(({ name }) => name === gem);
  return lines.slice(first, last + 1).every(({ name }) => name === gem);
}

function unmetNeed(lock: Lockfile, specs: readonly LockedSpec[]): { readonly reason: string } | undefined {
  const locked = lock.sources.flatMap((source) => source.specs);
  for (const { name: gem, version, dependencies } of specs) {
    for (const { name, requirement } of dependencies) {
      const clauses = parseRequirementList(requirement);
      const variants = locked.filter((spec) => spec.name === name);
      const met = variants.length > 0 && clauses && variants.every((spec) => admits(spec.version, clauses));
      if (!met && name !== 'bundler') {
        return { reason: `${gem} ${version} needs ${name} (${requirement}), which is not what is locked` };
      }
    }
  }
  return undefined;
}

function missingChecksum(lock: Lockfile, base: Lockfile, gem: string): { readonly reason: string } | undefined {
  const wanted = checksumsOf(lock, gem);
  const had = checksumsOf(base, gem);
  const complete = wanted.every(({ platform, checksums }) => {
    const old = had.find((line) => line.platform === platform);
    return old !== undefined && (checksums.length === 0 || old.checksums.length > 0);
  });
  return complete ? undefined : { reason: `the base has no checksum of ${gem}` };
}

function replaceSpecs(from: readonly LockedSpec[], to: readonly LockedSpec[], eol: string): LockEdit {
  return {
    range: span(from.map(blockRange)),
    newText: to
      .flatMap(specLines)
      .map((line) => line + eol)
      .join(''),
  };
}

function replaceChecksums(lock: Lockfile, base: Lockfile, gem: string, eol: string): LockEdit[] {
  const old = checksumsOf(lock, gem);
  if (old.length === 0) {
    return [];
  }
  const lines = old.flatMap(({ platform }) => checksumsOf(base, gem).filter((line) => line.platform === platform));
  return [
    { range: span(old.map(({ range }) => range)), newText: lines.map((line) => checksumLine(line) + eol).join('') },
  ];
}

function declare(lock: Lockfile, gem: string, requirements: readonly string[]): LockEdit {
  const own = lock.dependencies.find(({ name }) => name === gem);
  const text = dependencyLine(gem, requirements);
  if (own !== undefined) {
    return { range: span([own.range]), newText: (own.pinned ? `${text}!` : text) + lock.eol };
  }
  const key = dependencySortKey(gem, requirements);
  const next = lock.dependencies.find((line) => dependencySortKey(line.name, [line.requirement]) > key);
  const last = lock.dependencies.at(-1)?.range;
  const header = lock.sections.find(({ name }) => name === 'DEPENDENCIES')?.headerRange;
  const line = next?.range.start.line ?? ((last ?? header)?.end.line ?? 0) + 1;
  const lineEnd = lock.openLine !== undefined && line > lock.openLine ? lock.eol : '';
  const at = { line, character: 0 };
  return { range: { start: at, end: at }, newText: lineEnd + text + lock.eol };
}

function deleteGem(lock: Lockfile, gem: string): LockEdit[] {
  const specs = lock.sources.flatMap((source) => source.specs).filter(({ name }) => name === gem);
  return [
    ...specs.map((spec) => deleteLines(blockRange(spec))),
    ...checksumsOf(lock, gem).map(({ range }) => deleteLines(range)),
  ];
}

function checksumsOf(lock: Lockfile, gem: string): readonly LockedChecksum[] {
  return lock.checksums.filter(({ name }) => name === gem);
}

/** A spec's line with those of its dependencies. */
function blockRange(spec: LockedSpec): TextRange {
  return { start: spec.range.start, end: (spec.dependencies.at(-1) ?? spec).range.end };
}

/** The whole lines on which ranges stand that follow each other. */
function span(ranges: readonly TextRange[]): TextRange {
  const first = Math.min(...ranges.map(({ start }) => start.line));
  const last = Math.max(...ranges.map(({ end }) => end.line));
  return { start: { line: first, character: 0 }, end: { line: last + 1, character: 0 } };
}

function deleteLines(range: TextRange): LockEdit {
  return { range: span([range]), newText: '' };
}

function admits(version: string, requirement: Parameters<typeof satisfies>[1]): boolean {
  const parsed = parseVersion(version);
  return parsed !== undefined && satisfies(parsed, requirement);
}
