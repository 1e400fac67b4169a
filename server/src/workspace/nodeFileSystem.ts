import { isAscii } from 'node:buffer';
import { randomUUID } from 'node:crypto';
import { closeSync, constants, type Dirent, fstatSync, openSync, readdirSync, readSync } from 'node:fs';
import { open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { URI } from 'vscode-uri';
import { fileKind } from '../syntax/fileKind.ts';
import { type FileRead, type FileSystem, maxFileBytes, type OnUnread } from './fileSystem.ts';
import { leadsTo } from './goals.ts';
import { writableTarget } from './nodeLinks.ts';
import { type IgnoreFile, ignoreFile, ignoresBelow, isIgnored, isSkippedFolder } from './skippedFiles.ts';

const byteOrderMark = '\uFEFF';

/**
 * The file system of this machine. A source file is read while the caller waits: that takes some 30 µs, and a promise for it five times as
 * long, which over ten thousands of files is what a person waits for.
 */
export const nodeFileSystem: FileSystem = {
  read: async (uri) => readText(URI.parse(uri).fsPath),
  async *walk(folderUri, signal, onUnread, goals) {
    const paths = goals?.map((uri) => URI.parse(uri).fsPath);
    const goesTo = paths && leadsTo(paths, sep);
    for (const path of walkFolder(URI.parse(folderUri).fsPath, { signal, onUnread, goesTo })) {
      yield URI.file(path).toString();
    }
  },
};

/** As `read`, for a path, while the caller waits. */
export function readText(path: string): FileRead {
  return readTextIf(path, () => true);
}

/**
 * As `readText`, but for a file that is of no interest the text is empty. `isOfInterest` gets the file's bytes, each as a character: nothing
 * needs to be decoded to find ASCII.
 */
export function readTextIf(path: string, isOfInterest: (bytes: string) => boolean): FileRead {
  let file: number | undefined;
  try {
    // Who opens a pipe would wait for its writer.
    file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const info = fstatSync(file);
    if (!info.isFile()) {
      return { ok: false, reason: 'not a regular file' };
    }
    if (info.size > maxFileBytes) {
      return { ok: false, reason: `larger than ${maxFileBytes / 1_000_000} MB` };
    }
    return decode(readBytes(file, info.size), isOfInterest);
  } catch (error) {
    return { ok: false, reason: describeError(error) };
  } finally {
    if (file !== undefined) {
      closeSync(file);
    }
  }
}

/** What the last file was read into: a buffer for each of ten thousands of files is what the garbage collector would work on. */
let buffer = Buffer.allocUnsafeSlow(256 * 1024);

/** The file's first `size` bytes, or fewer where it has become shorter; valid until the next file is read. */
function readBytes(file: number, size: number): Buffer {
  if (buffer.length < size) {
    buffer = Buffer.allocUnsafeSlow(size);
  }
  let length = 0;
  for (let read = -1; length < size && read !== 0; length += read) {
    read = readSync(file, buffer, length, size - length, null);
  }
  return buffer.subarray(0, length);
}

function decode(bytes: Buffer, isOfInterest: (bytes: string) => boolean): FileRead {
  if (bytes.subarray(0, 8_000).includes(0)) {
    return { ok: false, reason: 'a binary file' };
  }
  const characters = bytes.toString('latin1');
  if (!isOfInterest(characters)) {
    return { ok: true, text: '' };
  }
  if (isAscii(bytes)) {
    return { ok: true, text: characters };
  }
  const text = bytes.toString('utf8');
  return { ok: true, text: text.startsWith(byteOrderMark) ? text.slice(1) : text };
}

/** What a walk tells, and how it is stopped. */
export interface WalkOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onUnread?: OnUnread | undefined;
  /** Is told of every folder that is looked through, and of every `.gitignore` there. */
  readonly onPlace?: (path: string) => void;
  /** Whether the walk goes to what is at a path; everywhere when undefined. */
  readonly goesTo?: ((path: string) => boolean) | undefined;
}

/** A folder that a walk is in. */
interface Level {
  /** Ends with a separator. */
  readonly prefix: string;
  /** What the walk may go to, in the order of names. */
  readonly entries: readonly Dirent[];
  readonly ignores: readonly IgnoreFile[];
  next: number;
}

/** As `FileSystem.walk`, with paths. Depth first, folders and files each in the order of their names. */
export function* walkFolder(folder: string, options: WalkOptions): Generator<string> {
  const levels = [enter(folder, [], options)];
  for (let level = levels.at(-1); level !== undefined; level = levels.at(-1)) {
    const entry = level.entries[level.next++];
    if (entry === undefined) {
      levels.pop();
      continue;
    }
    const path = level.prefix + entry.name;
    if (entry.isFile()) {
      if (!isIgnored(path, level.ignores)) {
        yield path;
      }
      continue;
    }
    const inner = ignoresBelow(path, level.ignores);
    if (inner !== undefined) {
      levels.push(enter(path, inner, options));
    }
  }
}

function enter(folder: string, inherited: readonly IgnoreFile[], options: WalkOptions): Level {
  options.signal?.throwIfAborted();
  const all = entriesOf(folder, options.onUnread);
  options.onPlace?.(folder);
  const prefix = folder.endsWith(sep) ? folder : folder + sep;
  const { goesTo } = options;
  const entries = all
    .filter((entry) =>
      entry.isFile() ? fileKind(entry.name) !== 'other' : entry.isDirectory() && !isSkippedFolder(folder, entry.name),
    )
    .filter((entry) => goesTo === undefined || goesTo(prefix + entry.name))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  if (!all.some((entry) => entry.name === '.gitignore' && entry.isFile())) {
    return { prefix, entries, ignores: inherited, next: 0 };
  }
  options.onPlace?.(`${prefix}.gitignore`);
  return { prefix, entries, ignores: [...inherited, readIgnoreFile(folder)], next: 0 };
}

/** A folder that cannot be read has no entries: one closed door does not end the walk. */
function entriesOf(folder: string, onUnread: OnUnread | undefined): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    onUnread?.(URI.file(folder).toString(), describeError(error));
    return [];
  }
}

function readIgnoreFile(folder: string): IgnoreFile {
  const read = readText(join(folder, '.gitignore'));
  return ignoreFile(folder, read.ok ? read.text : '');
}

/**
 * Replaces a file's text as one step: readers see the old text or the new one, and a crash leaves the old. Keeps the file's mode, its
 * byte order mark and the link that leads to it. Rejects, and changes nothing, when the file holds bytes that are not UTF-8, and when a link leads out of
 * `folder` and its repository.
 */
export async function replaceText(path: string, text: string, folder: string): Promise<void> {
  const target = await writableTarget(path, folder);
  const before = await readFile(target);
  const old = before.toString('utf8');
  if (!Buffer.from(old, 'utf8').equals(before)) {
    throw new Error(`${path} is not UTF-8: left as it is`);
  }
  const { mode } = await stat(target);
  const temporary = `${target}.lintel-${randomUUID()}`;
  try {
    await writeFile(temporary, old.startsWith(byteOrderMark) ? byteOrderMark + text : text, { mode, flag: 'wx' });
    await flush(temporary);
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true });
    throw new Error(`${path} cannot be written: ${describeError(error)}`);
  }
}

async function flush(path: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

/** The message of whatever was thrown, in the words of a system error where it is one. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) {
    return String(error);
  }
  const code = 'code' in error ? error.code : undefined;
  if (code === 'ENOENT') {
    return 'no such file';
  }
  return code === 'EACCES' ? 'permission denied' : error.message;
}
