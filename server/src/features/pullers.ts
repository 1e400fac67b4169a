import { breakingBoundary } from '../dependencies/boundary.ts';
import type { Bundle } from '../dependencies/bundle.ts';
import { blocks, explainRequirement, type Hold, holdOn } from '../dependencies/ceiling.ts';
import type { DependencyGraph, LockedGem } from '../dependencies/graph.ts';
import { parseRequirement, parseRequirementList, type Requirement } from '../dependencies/requirement.ts';
import { parseVersion } from '../dependencies/version.ts';
import { mentionsOf } from './gemMentions.ts';

/** One who asks for a gem: the Gemfile, or a gem that requires it. */
export interface Puller {
  /** Undefined for the Gemfile. */
  readonly gem: LockedGem | undefined;
  /** As written; empty where it cannot be read. */
  readonly requirement: string;
  readonly parsed: readonly Requirement[];
  /** `blocks 3.0`, `blocks nothing`. */
  readonly effect: string;
  /** It keeps out the next version that may break. */
  readonly holds: boolean;
  /** The shortest way to the Gemfile: declared gems pull their own, so theirs is empty. */
  readonly via: readonly string[];
}

/** All who ask for a gem: the Gemfile first, then who sets a ceiling, then the others by name. */
export function pullersOf(bundle: Bundle, gem: LockedGem): readonly Puller[] {
  const known = cache.get(bundle) ?? new Map<LockedGem, readonly Puller[]>();
  const found = known.get(gem) ?? findPullers(bundle, gem);
  cache.set(bundle, known.set(gem, found));
  return found;
}

const cache = new WeakMap<Bundle, Map<LockedGem, readonly Puller[]>>();

function findPullers(bundle: Bundle, gem: LockedGem): readonly Puller[] {
  const declared = mentionsOf(bundle, gem.name).filter(({ kind }) => kind === 'declaration');
  const shown =
    declared.length > 0 ? declared : mentionsOf(bundle, gem.name).filter(({ kind }) => kind === 'dependency');
  const fromGemfile = shown.slice(0, 1).map((mention) => {
    const texts = mention.requirements;
    const unknown = mention.kind === 'declaration' && mention.declaration.requirements === 'unknown';
    const parsed = unknown ? undefined : mention.kind === 'declaration' ? parseRequirement(texts) : parseLists(texts);
    return puller(gem, undefined, unknown ? '' : texts.join(', '), parsed === undefined ? [] : [parsed].flat(), []);
  });
  const ways = waysToGemfile(bundle.graph);
  const fromGems = gem.parents.map(({ parent, requirements }) =>
    puller(
      gem,
      bundle.graph.gems.get(parent),
      requirements.join(' or '),
      parseLists(requirements),
      ways.get(parent) ?? [],
    ),
  );
  return [...fromGemfile, ...fromGems.filter(({ holds }) => holds), ...fromGems.filter(({ holds }) => !holds)];
}

/** How far all of them together let the gem float. */
export function holdOf(gem: LockedGem, pullers: readonly Puller[]): Hold | undefined {
  const version = parseVersion(gem.version);
  return (
    version &&
    holdOn(
      gem.name,
      version,
      pullers.flatMap(({ parsed }) => parsed),
    )
  );
}

/** The next version that may break, with at least two numbers: `4.0`. */
export function nextBoundary(gem: LockedGem): string | undefined {
  const version = parseVersion(gem.version);
  const text = version && breakingBoundary(gem.name, version).text;
  return text === undefined || text.includes('.') ? text : `${text}.0`;
}

function puller(
  gem: LockedGem,
  by: LockedGem | undefined,
  requirement: string,
  parsed: readonly Requirement[],
  via: readonly string[],
): Puller {
  const version = parseVersion(gem.version);
  const effects = version === undefined ? [] : parsed.map((one) => explainRequirement(one, gem.name, version));
  const boundary = version && breakingBoundary(gem.name, version);
  return {
    gem: by,
    requirement,
    parsed,
    effect: [...new Set(effects)].join(' or '),
    holds: boundary !== undefined && parsed.some((one) => blocks(one, boundary)),
    via,
  };
}

function parseLists(texts: readonly string[]): readonly Requirement[] {
  return (texts.length > 0 ? texts : ['>= 0'])
    .map(parseRequirementList)
    .filter((requirement) => requirement !== undefined);
}

const ways = new WeakMap<DependencyGraph, ReadonlyMap<string, readonly string[]>>();

/**
 * For each gem the shortest chain of gems that leads from it up to a declared one, without itself. Of several as short the one along a
 * family, `actionview ← rails`: that is why the gem is here.
 */
function waysToGemfile(graph: DependencyGraph): ReadonlyMap<string, readonly string[]> {
  const known = ways.get(graph);
  if (known !== undefined) {
    return known;
  }
  const found = new Map<string, readonly string[]>();
  let level = [...graph.gems.values()].filter(({ direct }) => direct);
  for (const { name } of level) {
    found.set(name, []);
  }
  while (level.length > 0) {
    const next: LockedGem[] = [];
    const edges = level.flatMap(({ name, version, children }) =>
      children.map(({ child }) => ({ name, child: graph.gems.get(child), version })),
    );
    const sameVersionFirst = [
      ...edges.filter(({ child, version }) => child?.version === version),
      ...edges.filter(({ child, version }) => child?.version !== version),
    ];
    for (const { name, child } of sameVersionFirst) {
      if (child !== undefined && !found.has(child.name)) {
        found.set(child.name, [name, ...(found.get(name) ?? [])]);
        next.push(child);
      }
    }
    level = next;
  }
  ways.set(graph, found);
  return found;
}
