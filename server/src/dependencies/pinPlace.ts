import { comparePositions, encloses, type Position, type TextRange } from '../syntax/textRange.ts';
import type { GemDeclaration, Gemfile, GemfileBlock } from './gemfile.ts';
import { dataLine, lineWithRoom } from './gemfileLines.ts';
import type { Pin } from './pin.ts';
import { indentOf, lineStart, type PinStyle } from './pinLine.ts';

/** Where a new pin goes. */
export interface PinPlace {
  readonly position: Position;
  /** Empty lines around it, so that it starts or ends no section. */
  readonly blankBefore: boolean;
  readonly blankAfter: boolean;
  /** Whether the line is put in front of what stands at `position`, or behind it. */
  readonly before: boolean;
  readonly indent: string;
  readonly parentheses: boolean;
  /** The groups that the statement must name itself. */
  readonly group: readonly string[];
}

/** Gems on adjacent lines: what RuboCop's Bundler/OrderedGems takes as one list. */
interface Section {
  readonly gems: readonly GemDeclaration[];
}

/** What a pin is written into: the body of a block, or the top level. */
interface Body {
  readonly gemfile: Gemfile;
  readonly block: GemfileBlock | undefined;
  readonly lines: readonly string[];
}

/** Finds the block and the line for a pin on a gem that the Gemfile does not declare. */
export function findPlace(text: string, gemfile: Gemfile, pin: Pin): PinPlace {
  const lines = text.split(/\r?\n/);
  const { block, group } = targetBlock(gemfile, pin, lines);
  const body: Body = { gemfile, block, lines };
  const sections = sectionsOf(gemsIn(gemfile, block));
  const wanted =
    sections.length === 0 ? undefined : (sortedPlace(sections, pin, body) ?? newParagraph(sections, pin, body));
  const place = wanted ?? placeWithoutGems(body);
  const neighbour = place.neighbour;
  return {
    ...place.at,
    indent: neighbour === undefined ? blockIndent(block, lines) : indentOf(lines[neighbour.range.start.line]),
    parentheses: neighbour !== undefined && isParenthesized(neighbour, lines),
    group,
  };
}

/** The quote that most gems of the file are written with. */
export function quoteOf(text: string, gemfile: Gemfile): PinStyle['quote'] {
  const lines = text.split(/\r?\n/);
  let single = 0;
  let double = 0;
  for (const { nameRange, uri } of gemfile.declarations) {
    const quote = uri === gemfile.uri && nameRange && lines[nameRange.start.line]?.[nameRange.start.character];
    single += quote === "'" ? 1 : 0;
    double += quote === '"' ? 1 : 0;
  }
  return single > double ? "'" : '"';
}

interface Found {
  readonly at: Pick<PinPlace, 'position' | 'blankBefore' | 'blankAfter' | 'before'>;
  /** A gem to write alike. */
  readonly neighbour: GemDeclaration | undefined;
}

function targetBlock(
  gemfile: Gemfile,
  pin: Pin,
  lines: readonly string[],
): { readonly block: GemfileBlock | undefined; readonly group: readonly string[] } {
  const groupBlocks = gemfile.blocks.filter(
    ({ kind, topLevel, range }) =>
      kind === 'group' && topLevel && range.start.line !== range.end.line && isEndOfBlock(lines[range.end.line]),
  );
  const of = (groups: readonly string[]) => {
    const equal = groupBlocks.filter((block) => block.groups !== 'unknown' && sameSet(block.groups, groups));
    return equal.find((block) => gemsIn(gemfile, block).some(({ name }) => pin.parents.includes(name))) ?? equal[0];
  };
  const isForTests = pin.groups === 'unknown' || pin.groups.some((group) => group === 'default' || group === 'test');
  const tests = pin.testTool && isForTests ? of(['test']) : undefined;
  if (tests !== undefined) {
    return { block: tests, group: [] };
  }
  if (pin.groups === 'unknown' || pin.groups.length === 0 || pin.groups.includes('default')) {
    return { block: undefined, group: [] };
  }
  const block = of(pin.groups);
  return { block, group: block === undefined ? pin.groups : [] };
}

/** The gems that stand directly in a block, or at the top level, in order. */
function gemsIn(gemfile: Gemfile, block: GemfileBlock | undefined): readonly GemDeclaration[] {
  return gemfile.declarations.filter(
    (gem) => gem.uri === gemfile.uri && gem.nameRange !== undefined && innermost(gemfile, gem.range) === block,
  );
}

function innermost(gemfile: Gemfile, range: TextRange): GemfileBlock | undefined {
  return gemfile.blocks.findLast((block) => encloses(block.range, range));
}

function sectionsOf(gems: readonly GemDeclaration[]): readonly Section[] {
  const sections: GemDeclaration[][] = [];
  for (const gem of gems) {
    const current = sections.at(-1);
    const last = current?.at(-1);
    if (current !== undefined && last !== undefined && gem.range.start.line - last.range.end.line <= 1) {
      current.push(gem);
    } else {
      sections.push([gem]);
    }
  }
  return sections.map((members) => ({ gems: members }));
}

function sortedPlace(sections: readonly Section[], pin: Pin, body: Body): Found | undefined {
  const sorted = sections.filter(({ gems }) => gems.length >= 2 && isSorted(gems.map(({ name }) => orderKey(name))));
  const longest = Math.max(...sorted.map(({ gems }) => gems.length));
  const section =
    sorted.find(({ gems }) => gems.some(({ name }) => pin.parents.includes(name))) ??
    sorted.find(({ gems }) => gems.length === longest);
  const last = section?.gems.at(-1);
  if (section === undefined || last === undefined) {
    return undefined;
  }
  const next = section.gems.find(({ name }) => orderKey(name) > orderKey(pin.gem));
  if (next === undefined) {
    return behindGem(last, body, false);
  }
  const { line, character } = next.range.start;
  // A comment above the first gem may speak of that gem alone.
  if (next === section.gems[0] && isComment(body.lines[line - 1])) {
    return behindGem(last, body, true);
  }
  const isFirstOnLine = (body.lines[line] ?? '').slice(0, character).trim() === '';
  if (!isFirstOnLine || lineWithRoom(line - 1, body.gemfile, body.block) !== line - 1) {
    return undefined;
  }
  const at = { position: lineStart(line, body.lines), blankBefore: false, blankAfter: false, before: true };
  return { at, neighbour: next };
}

function newParagraph(sections: readonly Section[], pin: Pin, body: Body): Found | undefined {
  const section = sections.find(({ gems }) => gems.some(({ name }) => pin.parents.includes(name))) ?? sections.at(-1);
  const last = section?.gems.at(-1);
  return last && behindGem(last, body, true);
}

function placeWithoutGems(body: Body): Found {
  const { gemfile, block, lines } = body;
  if (block !== undefined) {
    const at = behind(block.headLine, body, false);
    const next = lines[at.position.line + 1];
    return { at: { ...at, blankAfter: isFilled(next) && !isEndOfBlock(next) }, neighbour: undefined };
  }
  const firstBlock = gemfile.blocks[0]?.range.start ?? { line: lines.length, character: 0 };
  const statement = gemfile.preamble.findLast(({ end }) => comparePositions(end, firstBlock) <= 0);
  const lastLine = lines.slice(0, dataLine(gemfile)).findLastIndex(isFilled);
  if (lastLine < 0) {
    const at = { position: lineStart(0, lines), blankBefore: false, blankAfter: false, before: true };
    return { at, neighbour: undefined };
  }
  return { at: behind(statement?.end.line ?? lastLine, body, true), neighbour: undefined };
}

function behindGem(gem: GemDeclaration, body: Body, paragraph: boolean): Found {
  const at = behind(gem.range.end.line, body, paragraph);
  // Within a longer statement a gem is indented as its part.
  return { at, neighbour: at.position.line === gem.range.end.line ? gem : undefined };
}

function behind(line: number, { gemfile, block, lines }: Body, paragraph: boolean): Found['at'] {
  const free = lineWithRoom(line, gemfile, block);
  const next = lines[free + 1];
  return {
    position: { line: free, character: (lines[free] ?? '').length },
    blankBefore: paragraph,
    blankAfter: paragraph && isFilled(next) && !isEndOfBlock(next),
    before: false,
  };
}

function blockIndent(block: GemfileBlock | undefined, lines: readonly string[]): string {
  return block === undefined ? '' : `${indentOf(lines[block.range.start.line])}  `;
}

function isParenthesized(gem: GemDeclaration, lines: readonly string[]): boolean {
  return /^gem\s*\(/.test((lines[gem.range.start.line] ?? '').slice(gem.range.start.character));
}

/** RuboCop's order: without `-` and `_`, in lower case. */
function orderKey(name: string): string {
  return name.replace(/[-_]/g, '').toLowerCase();
}

function isSorted(keys: readonly string[]): boolean {
  return keys.every((key, index) => index === 0 || (keys[index - 1] ?? '') <= key);
}

function sameSet(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((name) => b.includes(name));
}

function isComment(line: string | undefined): boolean {
  return line !== undefined && /^\s*#/.test(line);
}

function isFilled(line: string | undefined): boolean {
  return line !== undefined && line.trim() !== '';
}

function isEndOfBlock(line: string | undefined): boolean {
  return line !== undefined && /^\s*(?:end\b|\})/.test(line);
}
