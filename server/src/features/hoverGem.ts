import type { Bundle } from '../dependencies/bundle.ts';
import type { CrossingOrigin } from '../dependencies/classification.ts';
import type { LockedGem } from '../dependencies/graph.ts';
import { code, codeBlock, escapeMarkdown, link } from './markdown.ts';
import { publicPage } from './publicPage.ts';
import { holdOf, nextBoundary, type Puller, pullersOf } from './pullers.ts';

/** More pullers than this are counted, not listed. */
const maxRows = 10;

const originTexts: Record<CrossingOrigin, string> = {
  invited: 'as the Gemfile asked',
  carried: 'because a gem that requires it was updated',
  floated: 'and nobody chose it: every gem that requires it would still accept the old version',
};

/** Who pulls the gem, with which requirement, what each of them allows, and how the gem moved since the base: Markdown paragraphs. */
export function describeGem(bundle: Bundle, name: string): readonly string[] {
  const gem = bundle.graph.gems.get(name);
  if (gem === undefined) {
    return [`${code(name)} is not in the lock.`];
  }
  const pullers = pullersOf(bundle, gem);
  const page = publicPage(bundle, name);
  return [
    heading(gem, pullers),
    ...movement(bundle, gem),
    ...(pullers.length === 0 ? [] : [codeBlock(tree(gem, pullers))]),
    ...ceiling(gem, pullers),
    ...(page === undefined ? [] : [link('rubygems.org', page)]),
  ];
}

function heading(gem: LockedGem, pullers: readonly Puller[]): string {
  const declared = pullers.some((puller) => puller.gem === undefined);
  const origin = declared
    ? 'declared in the Gemfile'
    : gem.direct
      ? 'required by a gem of this repository'
      : 'not in the Gemfile';
  const source = gem.source === 'gem' ? '' : ` · from a ${gem.source} source`;
  return `${code(gem.name)} **${escapeMarkdown(gem.version)}** · ${origin}${source}`;
}

function movement({ base, changes }: Bundle, { name, version }: LockedGem): readonly string[] {
  if (base.state === 'absent') {
    return [`Not compared with a base: ${escapeMarkdown(base.reason)}.`];
  }
  if (changes === undefined) {
    return [];
  }
  const commit = base.commit === undefined ? '' : ` (${code(base.commit.slice(0, 8))})`;
  const since = `since ${code(base.label)}${commit}`;
  if (changes.added.includes(name)) {
    return [`New ${since}.`];
  }
  const changed = changes.changed.find((change) => change.name === name);
  const crossing = changes.crossings.find(({ gem, family }) => gem.name === name || family.includes(name));
  if (changed === undefined) {
    return [];
  }
  const why = crossing === undefined ? '' : `, ${originTexts[crossing.origin]}`;
  return [`${escapeMarkdown(changed.from)} → ${escapeMarkdown(version)} ${since}${why}.`];
}

function tree(gem: LockedGem, pullers: readonly Puller[]): readonly string[] {
  const shown = pullers.slice(0, pullers.length > maxRows ? maxRows - 1 : maxRows);
  const rows = shown.map(({ gem: by, requirement, effect, via }) => [
    by === undefined ? 'Gemfile' : `${by.name} ${by.version}`,
    requirement || (by === undefined ? 'any' : '?'),
    effect,
    by === undefined ? '' : ['', ...via, 'Gemfile'].join(' ← ').trimStart(),
  ]);
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  if (pullers.length > shown.length) {
    lines.push(`… ${pullers.length - shown.length} more`);
  }
  return [
    `${gem.name} ${gem.version}`,
    ...lines.map((line, index) => `${index === lines.length - 1 ? '└─' : '├─'} ${line}`),
  ];
}

function ceiling(gem: LockedGem, pullers: readonly Puller[]): readonly string[] {
  const hold = holdOf(gem, pullers);
  const boundary = nextBoundary(gem);
  if (boundary === undefined || hold === undefined || pullers.length === 0) {
    return [];
  }
  switch (hold) {
    case 'open':
      return [`No ceiling: the next \`bundle update\` may take ${boundary}.`];
    case 'loose':
      return [`No ceiling below ${boundary}: the next \`bundle update\` may take it.`];
    case 'held':
      return [`Held below ${boundary} by ${holders(pullers)}.`];
    case 'exact':
      return [`Held at ${escapeMarkdown(gem.version)} by ${holders(pullers)}.`];
  }
}

function holders(pullers: readonly Puller[]): string {
  const names = pullers
    .filter(({ holds }) => holds)
    .map(({ gem, requirement }) => `${gem === undefined ? 'the Gemfile' : code(gem.name)} (${code(requirement)})`);
  return names.length > 3 ? `${names.slice(0, 2).join(', ')} and ${names.length - 2} more` : names.join(', ');
}
