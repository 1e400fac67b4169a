import fc from 'fast-check';

/** One change of a text: what it does, and two numbers that choose where and what. Plain data, so that a counterexample shrinks. */
type Mutation = readonly [kind: keyof typeof kinds, at: number, choice: number];

/** What mutants are made from: whole texts, and pieces of their grammar. */
export interface Material {
  readonly seeds: readonly string[];
  /** Keywords, half-open brackets, headers: what turns one construct into another. */
  readonly tokens: readonly string[];
  /** Openings with their ends, nested thousands deep now and then. */
  readonly nests: readonly (readonly [open: string, close: string])[];
}

/** No mutant grows beyond this. */
export const longestText = 400_000;

/** Seeds with up to `most` mutations each; a seed without any comes too. */
export function mutants(material: Material, most: number): fc.Arbitrary<string> {
  return fc
    .tuple(fc.nat(material.seeds.length - 1), fc.array(mutation(), { maxLength: most }))
    .map(([seed, mutations]) => mutate(material.seeds[seed] ?? '', mutations, material));
}

/** A list of mutations, for a text that is not chosen from seeds. */
export function mutationsOf(material: Material, most: number): fc.Arbitrary<(text: string) => string> {
  return fc
    .array(mutation(), { minLength: 1, maxLength: most })
    .map((mutations) => (text) => mutate(text, mutations, material));
}

function mutation(): fc.Arbitrary<Mutation> {
  const kind = fc.oneof(
    ...Object.keys(kinds).map((name) => ({
      arbitrary: fc.constant(name as keyof typeof kinds),
      weight: rare.has(name) ? 1 : 20,
    })),
  );
  return fc.tuple(kind, fc.nat(0xffffff), fc.nat(0xffffff));
}

function mutate(text: string, mutations: readonly Mutation[], material: Material): string {
  return mutations.reduce((current, [kind, at, choice]) => {
    const changed = kinds[kind](current, at, choice, material);
    return changed.length > longestText ? changed.slice(0, longestText) : changed;
  }, text);
}

type Change = (text: string, at: number, choice: number, material: Material) => string;

const strangers = ['\0', '\uFEFF', '\uD800', '\uDC00', '\u2028', '\r', '\t', '\u{1F469}\u200D\u{1F680}', '\u202E', 'é'];

/** By name, so that a counterexample tells what was done. */
const kinds = {
  deleteRange: (text, at, choice) => splice(text, at, choice % 40, ''),
  duplicateRange: (text, at, choice) => {
    const from = placeIn(text, at);
    return splice(text, at, 0, text.slice(from, from + 1 + (choice % 200)));
  },
  truncate: (text, at) => text.slice(0, placeIn(text, at)),
  insertStranger: (text, at, choice) => splice(text, at, 0, itemOf(strangers, choice)),
  insertToken: (text, at, choice, { tokens }) => splice(text, at, 0, itemOf(tokens, choice)),
  replaceByToken: (text, at, choice, { tokens }) => splice(text, at, choice % 7, itemOf(tokens, choice)),
  flipByte: (text, at, choice) => {
    const bytes = Buffer.from(text);
    const place = bytes.length === 0 ? 0 : at % bytes.length;
    bytes[place] = (bytes[place] ?? 0) ^ (1 << (choice % 8));
    return bytes.toString('utf8');
  },
  deleteLine: (text, at) => onLines(text, (lines) => lines.splice(at % lines.length, 1)),
  duplicateLine: (text, at) =>
    onLines(text, (lines) => lines.splice(at % lines.length, 0, lines[at % lines.length] ?? '')),
  swapLines: (text, at, choice) =>
    onLines(text, (lines) => {
      const [a, b] = [at % lines.length, choice % lines.length];
      [lines[a], lines[b]] = [lines[b] ?? '', lines[a] ?? ''];
    }),
  indentLine: (text, at, choice) =>
    onLines(text, (lines) => {
      const line = lines[at % lines.length] ?? '';
      lines[at % lines.length] =
        choice % 2 === 0 ? line.replace(/^ {1,2}/, '') : `${' '.repeat(1 + (choice % 4))}${line}`;
    }),
  joinLines: (text, at) => {
    const end = text.indexOf('\n', placeIn(text, at));
    return end === -1 ? text : text.slice(0, end) + text.slice(end + 1);
  },
  otherLine: (text, at, choice, { seeds }) =>
    onLines(text, (lines) => {
      const other = itemOf(seeds, choice).split('\n');
      lines.splice(at % lines.length, 0, other[(choice >> 4) % other.length] ?? '');
    }),
  otherHalf: (text, at, choice, { seeds }) => {
    const other = itemOf(seeds, choice);
    return text.slice(0, placeIn(text, at)) + other.slice(placeIn(other, choice));
  },
  lineEnds: (text) => text.replaceAll(/\r?\n/g, '\r\n'),
  repeatToken: (text, at, choice, { tokens }) => splice(text, at, 0, itemOf(tokens, choice).repeat(timesOf(choice))),
  repeatLine: (text, at, choice) =>
    onLines(text, (lines) => {
      const line = lines[at % lines.length] ?? '';
      const times = Math.min(timesOf(choice), Math.floor(longestText / (line.length + 1)));
      lines.splice(at % lines.length, 0, ...Array.from({ length: times }, () => line));
    }),
  nest: (text, at, choice, { nests }) => {
    const [open, close] = itemOf(nests, choice);
    const depth = timesOf(choice >> 5);
    return splice(text, at, 0, open.repeat(depth) + close.repeat(choice % 3 === 0 ? 0 : depth));
  },
} satisfies Record<string, Change>;

/** What makes a text big. */
const rare = new Set(['repeatToken', 'repeatLine', 'nest', 'lineEnds']);

function splice(text: string, at: number, length: number, put: string): string {
  const from = placeIn(text, at);
  return text.slice(0, from) + put + text.slice(from + length);
}

/** From once to some 3,000 times, seldom the most. */
function timesOf(choice: number): number {
  return Math.floor(2 ** ((choice % 1_000) / 86));
}

function placeIn(text: string, at: number): number {
  return at % (text.length + 1);
}

function itemOf<T>(items: readonly T[], choice: number): T {
  const item = items[choice % items.length];
  if (item === undefined) {
    throw new Error('nothing to choose from');
  }
  return item;
}

function onLines(text: string, change: (lines: string[]) => void): string {
  const lines = text.split('\n');
  change(lines);
  return lines.join('\n');
}
