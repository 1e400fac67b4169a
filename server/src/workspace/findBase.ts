import { URI } from 'vscode-uri';
import type { Base } from '../dependencies/bundle.ts';
import type { Gemfile } from '../dependencies/gemfile.ts';
import { readGemfile } from '../dependencies/readGemfile.ts';
import { fileKind, gemfileOf } from '../syntax/fileKind.ts';
import type { Lockfile } from '../syntax/lockfile/lockfile.ts';
import { parseLockfile } from '../syntax/lockfile/parseLockfile.ts';
import type { RubyParser } from '../syntax/rubyParser.ts';
import { findBaseCommit } from './baseCommit.ts';
import { absentBase, type BaseFinder, type BaseOptions, noBaseWanted, readFileBase } from './baseFinder.ts';
import type { FileSystem } from './fileSystem.ts';
import { deletedPaths, openRepository, readBlob, type TreeEntry, treeEntry } from './git.ts';

const keptFiles = 64;
const symbolicLink = '120000';

/** A finder that reads files through `fileSystem` and commits through git. What it read at a commit is kept: a blob never changes. */
export function baseFinder(fileSystem: FileSystem, parser: RubyParser): BaseFinder {
  const locks = new Map<string, Lockfile>();
  const gemfiles = new Map<string, Gemfile>();

  async function find(lockUri: string, options: BaseOptions): Promise<Base> {
    if (options.asked === 'none') {
      return noBaseWanted('comparison is switched off');
    }
    const fromFile =
      options.asked === undefined ? undefined : await readFileBase(fileSystem, parser, lockUri, options.asked);
    return fromFile ?? (await findInGit(lockUri, options));
  }

  async function findInGit(lockUri: string, { asked, ci, env, signal }: BaseOptions): Promise<Base> {
    if (URI.parse(lockUri).scheme !== 'file') {
      return absentBase('the folder is not on this machine, so git is not run');
    }
    const path = URI.parse(lockUri).fsPath;
    const name = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
    const repository = await openRepository(path.slice(0, path.length - name.length) || '/', signal);
    if (!repository.ok) {
      return absentBase(repository.reason);
    }
    const { root, prefix } = repository.value;
    const base = await findBaseCommit(repository.value, { ref: asked, ci, env }, signal);
    if (!base.ok) {
      return absentBase(base.reason);
    }
    const { label, commit } = base.value;
    const lockPath = await lockPathAt(root, commit, prefix + name, signal);
    const entry = lockPath === undefined ? undefined : await fileAt(root, commit, lockPath, signal);
    const lockText = entry && (locks.has(entry.id) ? '' : await readBlob(root, entry.id, signal));
    if (signal?.aborted) {
      return absentBase('cancelled');
    }
    if (lockPath === undefined || entry === undefined) {
      return noBaseWanted(`${name} did not exist at ${label} (${commit.slice(0, 12)})`);
    }
    if (lockText === undefined) {
      return absentBase(`${lockPath} at ${label} is not in this clone: its contents were not fetched`);
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
