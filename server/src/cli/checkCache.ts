import { createHash } from 'node:crypto';
import { readFileSync, type Stats, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { deserialize, serialize } from 'node:v8';
import type { Diagnostic } from '../linter/diagnostic.ts';
import { openCache } from '../workspace/nodeCache.ts';

/** What a run over a project came to. */
export interface Judgement {
  readonly diagnostics: readonly Diagnostic[];
  /** Why files and folders were passed over: one line each. */
  readonly notes: readonly string[];
  /** How many files were judged. */
  readonly files: number;
}

/** What a judgement depends on, beside the question and the program. */
export interface Grounds {
  /** The paths of all files that were found. */
  readonly files: readonly string[];
  /** The paths of all folders in which they were looked for, and of the ignore files there. */
  readonly places: readonly string[];
  readonly lockUris: readonly string[];
  /** What the locks were compared with: see `FoundBases`. */
  readonly identity: string | undefined;
  /** A fingerprint of it. */
  readonly bases: string;
}

/** The judgement of an earlier run, whose files are as they were then. */
export interface KnownJudgement extends Grounds {
  readonly judgement: Judgement;
  /** Whether the places are as they were too: then the files are all that would be found. */
  readonly hasSamePlaces: boolean;
}

/** Keeps the judgement that answers one question, for the next run. */
export interface CheckCache {
  known(): KnownJudgement | undefined;
  /** Keeps a judgement made in a run that began at `started`, unless something changed so late that it could change again unseen. */
  keep(judgement: Judgement, grounds: Grounds, started: number): void;
}

/** As it is kept: between paths stands NUL, which no path holds, and the looks of files and places follow each other as they do. */
interface Entry {
  readonly judgement: Judgement;
  readonly files: string;
  readonly places: string;
  readonly looks: Float64Array;
  readonly lockUris: readonly string[];
  readonly identity: string | undefined;
  readonly bases: string;
}

/**
 * File systems count time in steps of up to two seconds: a file that was written within the last step could be written again and look
 * the same. git calls such an entry racily clean.
 */
const clockStepMs = 2_000;

/**
 * The cache of the answers to `question`, which names all that findings depend on but files and bases. Files are told apart by size, times,
 * inode and mode, without being read. Undefined when run from sources, where which file is which version cannot be told.
 */
export function openCheckCache(question: object): CheckCache | undefined {
  const program = fileURLToPath(import.meta.url);
  if (!program.endsWith('.cjs')) {
    return undefined;
  }
  const key = createHash('sha256').update(readFileSync(program)).update(serialize(question)).digest('hex');
  const cache = openCache();
  return {
    known: () => knownFrom(read(cache.get(key))),
    keep(judgement, grounds, started) {
      const looks = looksOf([...grounds.files, ...grounds.places], started - clockStepMs);
      if (looks !== undefined) {
        const [files, places] = [grounds.files, grounds.places].map((paths) => paths.join('\0'));
        cache.put(key, serialize({ ...grounds, judgement, files, places, looks }));
      }
    },
  };
}

/** A fingerprint of any value. */
export function fingerprint(value: unknown): string {
  return createHash('sha256').update(serialize(value)).digest('hex');
}

function read(bytes: Buffer | undefined): Entry | undefined {
  try {
    return bytes && (deserialize(bytes) as Entry);
  } catch {
    return undefined;
  }
}

function knownFrom(entry: Entry | undefined): KnownJudgement | undefined {
  if (entry === undefined) {
    return undefined;
  }
  const { judgement, looks, lockUris, identity, bases } = entry;
  const [files, places] = [entry.files, entry.places].map((paths) => (paths === '' ? [] : paths.split('\0')));
  if (files === undefined || places === undefined || !looksLike(files, looks, 0)) {
    return undefined;
  }
  const hasSamePlaces = looksLike(places, looks, files.length);
  return { judgement, files, places, lockUris, identity, bases, hasSamePlaces };
}

const lookLength = 5;

/** Undefined when one of them changed after `latest`, a time in milliseconds. */
function looksOf(paths: readonly string[], latest: number): Float64Array | undefined {
  const looks = new Float64Array(paths.length * lookLength);
  for (const [index, path] of paths.entries()) {
    const info = stats(path);
    if (info !== undefined && Math.max(info.mtimeMs, info.ctimeMs) > latest) {
      return undefined;
    }
    looks.set(look(info), index * lookLength);
  }
  return looks;
}

function looksLike(paths: readonly string[], looks: Float64Array, first: number): boolean {
  return paths.every((path, index) => {
    const at = (first + index) * lookLength;
    return look(stats(path)).every((value, offset) => Object.is(value, looks[at + offset]));
  });
}

function look(info: Stats | undefined): readonly number[] {
  return info === undefined ? [Number.NaN, 0, 0, 0, 0] : [info.size, info.mtimeMs, info.ctimeMs, info.ino, info.mode];
}

/** Nothing for a file that is gone, or that its folder does not let anybody look at: its reading will say so. */
function stats(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}
