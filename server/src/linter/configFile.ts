import { type Document, isMap, isScalar, LineCounter, parseDocument } from 'yaml';
import * as z from 'zod';
import type { TextRange } from '../syntax/textRange.ts';
import { type Config, configSchema, defaultConfig, redisSchema } from './config.ts';
import { nearestName } from './nearestName.ts';

/** What `.lintel.yml` says, and what is wrong with it. */
export interface ConfigFile {
  /** The defaults, when the file cannot be used at all. */
  readonly config: Config;
  readonly problems: readonly ConfigProblem[];
  /** What is wrong with the overrides, which are left out then: `redis.batchSize: …`. */
  readonly overrideProblems: readonly string[];
}

export interface ConfigProblem {
  readonly message: string;
  readonly range: TextRange;
}

/**
 * Reads the text of a `.lintel.yml`. Never throws. With any problem the defaults apply, since half a configuration would report what the
 * other half silences. `overrides` has the same shape and wins, key by key: an editor's own settings.
 */
export function parseConfigFile(text: string, overrides: object = {}): ConfigFile {
  const { document, rangeOf } = readYaml(text);
  const broken = (problems: readonly ConfigProblem[]) => ({ config: defaultConfig, problems, overrideProblems: [] });
  if (document.errors.length > 0) {
    return broken(
      document.errors.map((error) => ({
        message: withoutPlace(error.message),
        range: rangeOf(error.pos),
      })),
    );
  }
  try {
    const stated = withoutEmpty(document.toJS({ maxAliasCount: 20 }) ?? {}, configSchema.shape);
    const own = configSchema.safeParse(stated);
    if (!own.success) {
      return broken(
        own.error.issues.map((issue) => ({ message: describeIssue(issue), range: rangeOf(nodeOf(document, issue)) })),
      );
    }
    const merged = configSchema.safeParse(merge(stated, withoutEmpty(overrides, configSchema.shape)));
    return merged.success
      ? { config: merged.data, problems: [], overrideProblems: [] }
      : { config: own.data, problems: [], overrideProblems: merged.error.issues.map(describeIssue) };
  } catch (error) {
    return broken([{ message: String(error), range: rangeOf(undefined) }]);
  }
}

/** Where the text of a `.lintel.yml` sets a severity for a rule that does not exist: nothing hangs on it, but a name may be misspelt. */
export function unknownRules(text: string, rules: ReadonlySet<string>): readonly ConfigProblem[] {
  const { document, rangeOf } = readYaml(text);
  const stated = document.errors.length > 0 ? undefined : document.get('rules');
  if (!isMap(stated)) {
    return [];
  }
  const keys = stated.items.flatMap(({ key }) => (isScalar(key) && !rules.has(String(key.value)) ? [key] : []));
  return keys.map((key, index) => {
    const guess = index < mostGuesses ? didYouMean([String(key.value)], [...rules]) : '';
    return { message: `No rule is called ${key.value}.${guess}`, range: rangeOf(key.range) };
  });
}

/** Of a file with more wrong names than these, spelling is not what is wrong, and each guess takes its time. */
const mostGuesses = 20;

/** What may have been meant, as a sentence that another goes before. Empty where nothing is near. */
function didYouMean(written: readonly string[], names: readonly string[]): string {
  const guesses = written.slice(0, mostGuesses).flatMap((name) => nearestName(name, names) ?? []);
  return guesses.length === 0 ? '' : ` Did you mean ${guesses.map((guess) => `\`${guess}\``).join(', ')}?`;
}

type Span = readonly [from: number, to: number, ...rest: number[]];

function readYaml(text: string): { document: Document.Parsed; rangeOf: (span: Span | null | undefined) => TextRange } {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, version: '1.2', schema: 'core' });
  const position = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line - 1, 0), character: Math.max(col - 1, 0) };
  };
  return {
    document,
    rangeOf: (span) => ({ start: position(span?.[0] ?? 0), end: position(span?.[1] ?? 0) }),
  };
}

/** A known key with nothing behind it counts as absent: what stood below it is commented out, or an editor says null for what is not set. */
function withoutEmpty(stated: unknown, known: object): unknown {
  if (!isPlainObject(stated)) {
    return stated;
  }
  const filled = Object.entries(stated).filter(([key, value]) => value !== null || !Object.hasOwn(known, key));
  return Object.fromEntries(
    filled.map(([key, value]) => [key, key === 'redis' ? withoutEmpty(value, redisSchema.shape) : value]),
  );
}

/** Plain objects are merged key by key, everything else is replaced. */
function merge(base: unknown, overrides: unknown): unknown {
  if (!isPlainObject(base) || !isPlainObject(overrides)) {
    return overrides;
  }
  const merged = new Map(Object.entries(base));
  for (const [key, value] of Object.entries(overrides)) {
    merged.set(key, merged.has(key) ? merge(merged.get(key), value) : value);
  }
  return Object.fromEntries(merged);
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function describeIssue(issue: z.core.$ZodIssue): string {
  const path = issue.path.join('.');
  const message = issue.code === 'unrecognized_keys' ? describeUnknownKeys(issue) : issue.message;
  return path === '' ? message : `${path}: ${message.replace(/^Invalid (?:input|option): /, '')}`;
}

function describeUnknownKeys({ message, keys, path }: z.core.$ZodIssueUnrecognizedKeys): string {
  const guess = didYouMean(keys, knownKeys(path));
  return guess === '' ? message : `${message}.${guess}`;
}

/** As much of JSON Schema as says which keys there are. */
interface Keys {
  readonly properties?: Readonly<Record<string, Keys>>;
  readonly items?: Keys;
}

function knownKeys(path: readonly PropertyKey[]): readonly string[] {
  const all: Keys | undefined = z.toJSONSchema(configSchema, { io: 'input' }) as Keys;
  const at = path.reduce<Keys | undefined>(
    (keys, step) => (typeof step === 'number' ? keys?.items : keys?.properties?.[String(step)]),
    all,
  );
  return Object.keys(at?.properties ?? {});
}

/** What YAML says is wrong, without the place and the excerpt that it adds: the problem's range tells where. */
function withoutPlace(message: string): string {
  return (message.split('\n')[0] ?? message).replace(/ at line \d+, column \d+:$/, '');
}

/** A key that is not known, or else where the deepest existing part of the issue's path stands. */
function nodeOf(document: Document.Parsed, issue: z.core.$ZodIssue): Span | undefined {
  const { path } = issue;
  const parent = path.length === 0 ? document.contents : document.getIn(path, true);
  if (issue.code === 'unrecognized_keys' && isMap(parent)) {
    const key = parent.items
      .map((pair) => pair.key)
      .find((node) => isScalar(node) && issue.keys.includes(String(node)));
    return isScalar(key) ? (key.range ?? undefined) : undefined;
  }
  for (let length = path.length; length > 0; length--) {
    const node: unknown = document.getIn(path.slice(0, length), true);
    if (typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range)) {
      return [Number(node.range[0]), Number(node.range[1])];
    }
  }
  return undefined;
}
