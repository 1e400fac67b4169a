import { URI } from 'vscode-uri';
import type { Base } from '../dependencies/bundle.ts';
import type { Gemfile } from '../dependencies/gemfile.ts';
import { readGemfile } from '../dependencies/readGemfile.ts';
import { fileKind, gemfileOf } from '../syntax/fileKind.ts';
import type { Lockfile } from '../syntax/lockfile/lockfile.ts';
import { parseLockfile } from '../syntax/lockfile/parseLockfile.ts';
import type { RubyParser } from '../syntax/rubyParser.ts';
import { findBaseCommit } from './baseCommit.ts';
import type { FileSystem } from './fileSystem.ts';
import { deletedPaths, openRepository, readBlob, type TreeEntry, treeEntry } from './git.ts';

/** What a base is looked for with. */
export interface BaseOptions {
  /** A git ref, a lockfile (its path as the file system resolves it, or a `file:` URI), or `none`; undefined for the merge base. */
  readonly asked: string | undefined;
  /** On the default branch itself CI judges the newest commit, an editor the work on top of it. */
  readonly ci: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal?: AbortSignal;
}

/** Finds what locks are compared with. What it read at a commit is kept: a blob never changes. */
export interface BaseFinder {
  /** Never rejects: what stands in the way is the reason of an absent base. */
  find(lockUri: string, options: BaseOptions): Promise<Base>;
}

const keptFiles = 64;
const symbolicLink = '120000';

/** A finder that reads files through `fileSystem` and commits through git. */
export function baseFinder(fileSystem: FileSystem, parser: RubyParser): BaseFinder {
  const locks = new Map<string, Lockfile>();
  const gemfiles = new Map<string, Gemfile>();

  async function find(lockUri: string, options: BaseOptions): Promise<Base> {
    if (options.asked === 'none') {
      return absent('comparison is switched off');
    }
    const fromFile = options.asked === undefined ? undefined : await readFileBase(lockUri, options.asked);
    return fromFile ?? (await findInGit(lockUri, options));
  }

  /** A lock given as a file; undefined when `asked` names none, and so a ref. */
  async function readFileBase(lockUri: string, asked: string): Promise<Base | undefined> {
    const uri = asked.startsWith('file:') ? asked : fileUri(lockUri, asked);
    const read = await fileSystem.read(uri);
    if (!read.ok) {
      return undefined;
    }
    const gemfileUri = gemfileOf(uri);
    const gemfile =
      gemfileUri !== uri && fileKind(gemfileUri) === 'gemfile' ? await fileSystem.read(gemfileUri) : undefined;
    return {
      state: 'found',
      label: asked,
      commit: undefined,
      lock: parseLockfile(read.text),
      gemfile: gemfile?.ok ? readGemfile(gemfileUri, gemfile.text, parser) : undefined,
    };
  }

  async function findInGit(lockUri: string, { asked, ci, env, signal }: BaseOptions): Promise<Base> {
    const path = URI.parse(lockUri).fsPath;
    const name = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
    const repository = await openRepository(path.slice(0, path.length - name.length) || '/', signal);
    if (!repository.ok) {
      return absent(repository.reason);
    }
    const { root, prefix } = repository.value;
    const base = await findBaseCommit(repository.value, { ref: asked, ci, env }, signal);
    if (!base.ok) {
      return absent(base.reason);
    }
    const { label, commit } = base.value;
    const lockPath = await lockPathAt(root, commit, prefix + name, signal);
    const entry = lockPath === undefined ? undefined : await fileAt(root, commit, lockPath, signal);
    const lockText = entry && (locks.has(entry.id) ? '' : await readBlob(root, entry.id, signal));
    if (signal?.aborted) {
      return absent('cancelled');
    }
    if (lockPath === undefined || entry === undefined) {
      return absent(`${name} did not exist at ${label} (${commit.slice(0, 12)})`);
    }
    if (lockText === undefined) {
      return absent(`${lockPath} at ${label} is not in this clone: its contents were not fetched`);
    }
    const lock = remember(locks, entry.id, () => parseLockfile(lockText));
    return { state: 'found', label, commit, lock, gemfile: await gemfileAt(root, commit, lockPath, lockUri, signal) };
  }

  async function gemfileAt(
    root: string,
    commit: string,
    lockPath: string,
    lockUri: string,
    signal: AbortSignal | undefined,
  ): Promise<Gemfile | undefined> {
    const entry = await fileAt(root, commit, gemfileOf(lockPath), signal);
    const uri = gemfileOf(lockUri);
    const text = entry && (await readBlob(root, entry.id, signal));
    return text === undefined
      ? undefined
      : remember(gemfiles, `${entry?.id} ${uri}`, () => readGemfile(uri, text, parser));
  }

  return { find };
}

/** Where the lock stood in a commit: where it stands now, or under the name that it had there. */
async function lockPathAt(
  root: string,
  commit: string,
  path: string,
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  const [folder, name] = splitPath(path);
  const twin = name === 'gems.locked' ? 'Gemfile.lock' : name === 'Gemfile.lock' ? 'gems.locked' : undefined;
  for (const candidate of [path, ...(twin === undefined ? [] : [folder + twin])]) {
    if ((await treeEntry(root, commit, candidate, signal)) !== undefined) {
      return candidate;
    }
  }
  const gone = (await deletedPaths(root, commit, 'HEAD', signal)).filter((deleted) => fileKind(deleted) === 'lockfile');
  const sameName = gone.filter((deleted) => splitPath(deleted)[1] === name);
  const [only, another] = sameName.length > 0 ? sameName : gone;
  return another === undefined ? only : undefined;
}

/** The blob at a path, through symbolic links that stay in the tree. */
async function fileAt(
  root: string,
  commit: string,
  path: string,
  signal: AbortSignal | undefined,
): Promise<TreeEntry | undefined> {
  const entry = await treeEntry(root, commit, path, signal);
  if (entry?.mode !== symbolicLink) {
    return entry;
  }
  const target = await readBlob(root, entry.id, signal);
  const linked = target === undefined ? undefined : resolveInTree(splitPath(path)[0] + target);
  const file = linked === undefined ? undefined : await treeEntry(root, commit, linked, signal);
  return file?.mode === symbolicLink ? undefined : file;
}

function resolveInTree(path: string): string | undefined {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..' && parts.pop() === undefined) {
      return undefined;
    }
    if (part !== '..' && part !== '.' && part !== '') {
      parts.push(part);
    }
  }
  return parts.join('/');
}

function splitPath(path: string): [folder: string, name: string] {
  const end = path.lastIndexOf('/') + 1;
  return [path.slice(0, end), path.slice(end)];
}

function fileUri(lockUri: string, path: string): string {
  const absolute = /^(?:\/|[A-Za-z]:[\\/])/.test(path);
  const folder = URI.parse(lockUri).with({ path: splitPath(URI.parse(lockUri).path)[0] });
  return (
    absolute ? URI.file(path) : URI.parse(`${folder.toString().replace(/\/$/, '')}/${encodeURI(path)}`)
  ).toString();
}

function remember<T>(kept: Map<string, T>, key: string, make: () => T): T {
  const known = kept.get(key);
  if (known !== undefined) {
    return known;
  }
  const made = make();
  const [oldest] = kept.keys();
  if (kept.size >= keptFiles && oldest !== undefined) {
    kept.delete(oldest);
  }
  kept.set(key, made);
  return made;
}

function absent(reason: string): Base {
  return { state: 'absent', reason };
}
