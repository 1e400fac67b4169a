import { LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import type { TextRange } from '../syntax/textRange.ts';
import { type Config, configSchema, defaultConfig } from './config.ts';

/** What `.lintel.yml` says, and what is wrong with it. */
export interface ConfigFile {
  /** The defaults, when the file cannot be used at all. */
  readonly config: Config;
  readonly problems: readonly ConfigProblem[];
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
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, version: '1.2', schema: 'core' });
  const position = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line - 1, 0), character: Math.max(col - 1, 0) };
  };
  const rangeOf = (from: number, to: number) => ({ start: position(from), end: position(to) });
  if (document.errors.length > 0) {
    const problems = document.errors.map((error) => ({
      message: error.message.split('\n')[0] ?? error.message,
      range: rangeOf(...error.pos),
    }));
    return { config: defaultConfig, problems };
  }
  try {
    const result = configSchema.safeParse(merge(document.toJS({ maxAliasCount: 20 }) ?? {}, overrides));
    if (result.success) {
      return { config: result.data, problems: [] };
    }
    const problems = result.error.issues.map((issue) => {
      const node = nodeAt(document, issue.path);
      return { message: describeIssue(issue), range: rangeOf(...(node ?? [0, 0])) };
    });
    return { config: defaultConfig, problems };
  } catch (error) {
    return { config: defaultConfig, problems: [{ message: String(error), range: rangeOf(0, 0) }] };
  }
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
  return path === '' ? issue.message : `${path}: ${issue.message}`;
}

/** Where the deepest existing part of `path` stands. */
function nodeAt(
  document: ReturnType<typeof parseDocument>,
  path: readonly PropertyKey[],
): [number, number] | undefined {
  for (let length = path.length; length > 0; length--) {
    const node: unknown = document.getIn(path.slice(0, length), true);
    if (typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range)) {
      return [Number(node.range[0]), Number(node.range[1])];
    }
  }
  return undefined;
}
