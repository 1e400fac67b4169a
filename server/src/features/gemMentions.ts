import type { Bundle } from '../dependencies/bundle.ts';
import type { GemDeclaration } from '../dependencies/gemfile.ts';
import type { Snapshot } from '../linter/snapshot.ts';
import type { LockedSource, LockedSpec, SpecDependency } from '../syntax/lockfile/lockfile.ts';
import { comparePositions, containsPosition, type Position, rangeOnLine, type TextRange } from '../syntax/textRange.ts';
import { groupBy } from './groupBy.ts';

/** A place in a Gemfile or its lock that names a gem. */
export type GemMention = {
  readonly name: string;
  readonly uri: string;
  /** The entry or statement. */
  readonly range: TextRange;
  /** The name without quotes. */
  readonly nameRange: TextRange;
  /** Where the requirement stands, when there is one. */
  readonly requirementRange: TextRange | undefined;
  /** Every requirement text there, `>= 2, < 4` for a lock; empty for none or one that cannot be read. */
  readonly requirements: readonly string[];
} & (
  | { readonly kind: 'spec'; readonly spec: LockedSpec; readonly source: LockedSource }
  | { readonly kind: 'edge'; readonly parent: LockedSpec; readonly dependency: SpecDependency }
  /** A line of DEPENDENCIES. */
  | { readonly kind: 'dependency' }
  | { readonly kind: 'checksum' }
  | { readonly kind: 'declaration'; readonly declaration: GemDeclaration }
);

const cache = new WeakMap<Bundle, BundleMentions>();

interface BundleMentions {
  readonly byName: ReadonlyMap<string, readonly GemMention[]>;
  readonly byUri: ReadonlyMap<string, readonly GemMention[]>;
}

/** Every place of the bundle that names the gem: the Gemfile first, then the lock, each in source order. */
export function mentionsOf(bundle: Bundle, name: string): readonly GemMention[] {
  return mentions(bundle).byName.get(name) ?? [];
}

/** Every mention in one file, in source order. */
export function mentionsIn(bundle: Bundle, uri: string): readonly GemMention[] {
  return mentions(bundle).byUri.get(uri) ?? [];
}

/** The mention whose name or requirement holds the position. */
export function mentionAt(snapshot: Snapshot, uri: string, position: Position): GemMention | undefined {
  const bundle = snapshot.bundleFor(uri);
  return bundle && mentionsIn(bundle, uri).find((mention) => isOn(mention, position));
}

/** Whether the position is on the requirement rather than on the name. */
export function isOnRequirement(mention: GemMention, position: Position): boolean {
  const { requirementRange, nameRange } = mention;
  return (
    requirementRange !== undefined &&
    containsPosition(requirementRange, position) &&
    !containsPosition(nameRange, position)
  );
}

function isOn(mention: GemMention, position: Position): boolean {
  return containsPosition(mention.nameRange, position) || isOnRequirement(mention, position);
}

function mentions(bundle: Bundle): BundleMentions {
  const known = cache.get(bundle);
  if (known !== undefined) {
    return known;
  }
  const all = [...gemfileMentions(bundle), ...lockMentions(bundle)];
  const made = { byName: groupBy(all, ({ name }) => name), byUri: groupBy(all, ({ uri }) => uri) };
  cache.set(bundle, made);
  return made;
}

function gemfileMentions({ gemfile }: Bundle): readonly GemMention[] {
  return (gemfile?.declarations ?? []).flatMap((declaration): readonly GemMention[] => {
    const { name, uri, range, nameRange, requirementRange, requirements } = declaration;
    return nameRange === undefined
      ? []
      : [
          {
            kind: 'declaration',
            declaration,
            name,
            uri,
            range,
            nameRange: withoutQuotes(nameRange, name),
            requirementRange,
            requirements: requirements === 'unknown' ? [] : requirements,
          },
        ];
  });
}

function lockMentions({ lock, lockUri }: Bundle): readonly GemMention[] {
  const found: GemMention[] = [];
  const at = (entry: LockEntry) => ({ ...place(entry), uri: lockUri });
  for (const source of lock.sources) {
    for (const spec of source.specs) {
      const { name, range, nameRange } = spec;
      found.push({ kind: 'spec', spec, source, ...at({ name, range, nameRange, requirement: undefined }) });
      for (const dependency of spec.dependencies) {
        found.push({ kind: 'edge', parent: spec, dependency, ...at(dependency) });
      }
    }
  }
  for (const dependency of lock.dependencies) {
    found.push({ kind: 'dependency', ...at(dependency) });
  }
  for (const { name, range } of lock.checksums) {
    const { line, character } = range.start;
    const nameRange = rangeOnLine(line, character, character + name.length);
    found.push({ kind: 'checksum', ...at({ name, range, nameRange, requirement: undefined }) });
  }
  return found.sort((a, b) => comparePositions(a.range.start, b.range.start));
}

interface LockEntry {
  readonly name: string;
  readonly range: TextRange;
  readonly nameRange: TextRange;
  readonly requirement: string | undefined;
}

/** `name (requirement)`: an entry that ends with its name has no requirement of its own, whatever it means. */
function place({ name, range, nameRange, requirement }: LockEntry): Omit<LockEntry, 'requirement'> & {
  readonly requirementRange: TextRange | undefined;
  readonly requirements: readonly string[];
} {
  const from = nameRange.end.character + ' ('.length;
  const to = from + (requirement ?? '').length;
  const written = requirement !== undefined && to < range.end.character;
  return {
    name,
    range,
    nameRange,
    requirementRange: written ? rangeOnLine(range.start.line, from, to) : undefined,
    requirements: written ? [requirement] : [],
  };
}

/** A name that is more than its text in plain quotes keeps the whole range. */
function withoutQuotes(range: TextRange, name: string): TextRange {
  const { start, end } = range;
  return start.line === end.line && end.character - start.character === name.length + 2
    ? rangeOnLine(start.line, start.character + 1, end.character - 1)
    : range;
}
