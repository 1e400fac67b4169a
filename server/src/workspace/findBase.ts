import { URI } from 'vscode-uri';
import type { Base } from '../dependencies/bundle.ts';
import type { Gemfile } from '../dependencies/gemfile.ts';
import { readGemfile } from '../dependencies/readGemfile.ts';
import { groupBy } from '../features/groupBy.ts';
import { gemfileOf } from '../syntax/fileKind.ts';
import type { Lockfile } from '../syntax/lockfile/lockfile.ts';
import { parseLockfile } from '../syntax/lockfile/parseLockfile.ts';
import type { RubyParser } from '../syntax/rubyParser.ts';
import { type BaseCommit, findBaseCommit } from './baseCommit.ts';
import {
  absentBase,
  askedFile,
  type BaseFinder,
  type BaseOptions,
  basesWithoutGit,
  type FoundBases,
  noBaseWanted,
} from './baseFinder.ts';
import { CommitFiles } from './commitFiles.ts';
import type { FileSystem } from './fileSystem.ts';
import { type GitAnswer, openRepositories, readBlobs } from './git.ts';

/** Of locks and Gemfiles each, in more than any project has: what is kept is mostly what bundles hold in any case. */
const keptFiles = 1_000;

/** A lock, and the commit that it is compared with. */
interface LockPlace {
  readonly uri: string;
  readonly root: string;
  /** Relative to the root. */
  readonly path: string;
  readonly base: BaseCommit;
}

type LockPlaces = ReadonlyMap<string, GitAnswer<LockPlace>>;

/** A finder that reads files through `fileSystem` and commits through git. What it read at a commit is kept: a blob never changes. */
export function baseFinder(fileSystem: FileSystem, parser: RubyParser): BaseFinder {
  const locks = new Map<string, Lockfile>();
  const gemfiles = new Map<string, Gemfile>();

  async function find(lockUris: readonly string[], options: BaseOptions): Promise<FoundBases> {
    const withoutGit = await basesWithoutGit(fileSystem, parser, lockUris, options.asked);
    const inGit = lockUris.filter((uri) => !withoutGit.has(uri));
    const places = await locateLocks(inGit, options);
    const found = new Map(withoutGit);
    const located = [...places.values()].flatMap((place) => (place.ok ? [place.value] : []));
    for (const group of groupBy(located, ({ root }) => root).values()) {
      for (const [lockUri, base] of await findInCommit(group, options.signal)) {
        found.set(lockUri, base);
      }
    }
    const bases = lockUris.map((uri): [string, Base] => {
      const place = places.get(uri);
      return [uri, found.get(uri) ?? absentBase(place?.ok === false ? place.reason : 'cancelled')];
    });
    const isCertain = bases.every(([uri, base]) => places.has(uri) && (!places.get(uri)?.ok || !isMissed(base)));
    return { bases: new Map(bases), identity: isCertain ? identityOf(places) : undefined };
  }

  async function findInCommit(
    group: readonly LockPlace[],
    signal: AbortSignal | undefined,
  ): Promise<ReadonlyMap<string, Base>> {
    const [first] = group;
    if (first === undefined) {
      return new Map();
    }
    const { root, base } = first;
    const files = new CommitFiles(root, base, signal);
    const lockPaths = await files.lockPaths(group.map(({ path }) => path));
    const blobs = await files.blobs([...lockPaths.values()].flatMap((path) => [path, gemfileOf(path)]));
    const unread = [...blobs.values()].map(({ id }) => id).filter((id) => !locks.has(id));
    const texts = await readBlobs(root, [...new Set(unread)], signal);
    if (signal?.aborted) {
      return new Map();
    }
    return new Map(
      group.map(({ uri: lockUri, path }) => {
        const lockPath = lockPaths.get(path);
        const blob = lockPath === undefined ? undefined : blobs.get(lockPath);
        if (lockPath === undefined || blob === undefined) {
          const name = path.slice(path.lastIndexOf('/') + 1);
          return [lockUri, noBaseWanted(`${name} did not exist at ${base.label} (${base.commit.slice(0, 12)})`)];
        }
        const lockText = texts.get(blob.id);
        const lock = locks.get(blob.id) ?? (lockText === undefined ? undefined : parseLockfile(lockText));
        if (lock === undefined) {
          const reason = `${lockPath} at ${base.label} is not in this clone: its contents were not fetched`;
          return [lockUri, absentBase(reason)];
        }
        keep(locks, blob.id, lock);
        const gemfile = gemfileAt(lockUri, blobs.get(gemfileOf(lockPath))?.id, texts);
        return [lockUri, { state: 'found', label: base.label, commit: base.commit, lock, gemfile }];
      }),
    );
  }

  function gemfileAt(lockUri: string, id: string | undefined, texts: ReadonlyMap<string, string>): Gemfile | undefined {
    const uri = gemfileOf(lockUri);
    const key = `${id} ${uri}`;
    const text = id === undefined ? undefined : texts.get(id);
    const gemfile = gemfiles.get(key) ?? (text === undefined ? undefined : readGemfile(uri, text, parser));
    if (gemfile !== undefined) {
      keep(gemfiles, key, gemfile);
    }
    return gemfile;
  }

  return { find };
}

/** As the identity of `FoundBases`, without reading what it stands for. */
export async function identifyBases(
  fileSystem: FileSystem,
  lockUris: readonly string[],
  options: BaseOptions,
): Promise<string | undefined> {
  const { asked } = options;
  if (asked === 'none') {
    return undefined;
  }
  const askedFiles = asked === undefined ? [] : lockUris.map((uri) => askedFile(uri, asked));
  const reads = await Promise.all(askedFiles.map((uri) => fileSystem.read(uri)));
  return reads.some(({ ok }) => ok) ? undefined : identityOf(await locateLocks(lockUris, options));
}

/** Whether somebody could have it fetched, and find it the next time. */
function isMissed(base: Base): boolean {
  return base.state === 'absent' && base.isMeant !== true;
}

function identityOf(places: LockPlaces): string {
  return JSON.stringify([...places]);
}

async function locateLocks(lockUris: readonly string[], options: BaseOptions): Promise<LockPlaces> {
  const { asked, ci, env, signal } = options;
  const folders = lockUris.filter(isOnDisk).map((uri) => splitPath(URI.parse(uri).fsPath)[0]);
  const repositories = await openRepositories([...new Set(folders)], signal);
  const commits = new Map<string, GitAnswer<BaseCommit>>();
  const places = new Map<string, GitAnswer<LockPlace>>();
  for (const lockUri of lockUris) {
    const [folder, name] = splitPath(URI.parse(lockUri).fsPath);
    const repository = repositories.get(folder);
    if (!repository?.ok) {
      places.set(lockUri, repository ?? { ok: false, reason: 'the folder is not on this machine, so git is not run' });
      continue;
    }
    const { root, prefix } = repository.value;
    const base = commits.get(root) ?? (await findBaseCommit(repository.value, { ref: asked, ci, env }, signal));
    commits.set(root, base);
    places.set(
      lockUri,
      base.ok ? { ok: true, value: { uri: lockUri, root, path: prefix + name, base: base.value } } : base,
    );
  }
  return places;
}

function isOnDisk(uri: string): boolean {
  return URI.parse(uri).scheme === 'file';
}

function splitPath(path: string): [folder: string, name: string] {
  const end = Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1;
  return [path.slice(0, end), path.slice(end)];
}

function keep<T>(kept: Map<string, T>, key: string, value: T): void {
  const [oldest] = kept.keys();
  if (!kept.has(key) && kept.size >= keptFiles && oldest !== undefined) {
    kept.delete(oldest);
  }
  kept.set(key, value);
}
