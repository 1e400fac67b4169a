import { fileKind, gemfileOf } from '../syntax/fileKind.ts';
import type { BaseCommit } from './baseCommit.ts';
import { deletedPaths, readBlobs, renamedPaths, type TreeEntry, treeEntries } from './git.ts';

const symbolicLink = '120000';

/** Finds files in the commit that locks are compared with, many at a time: each question to git is a process. Paths are relative to the root. */
export class CommitFiles {
  readonly #root: string;
  readonly #base: BaseCommit;
  readonly #signal: AbortSignal | undefined;
  readonly #entries = new Map<string, TreeEntry | undefined>();

  constructor(root: string, base: BaseCommit, signal: AbortSignal | undefined) {
    this.#root = root;
    this.#base = base;
    this.#signal = signal;
  }

  /** Where each lock stood: where it stands now, or under the name that it had there. One that was nowhere is left out. */
  async lockPaths(paths: readonly string[]): Promise<ReadonlyMap<string, string>> {
    // Their Gemfiles will be asked for.
    await this.#look(paths.flatMap(namesOf).flatMap((name) => [name, gemfileOf(name)]));
    const here = new Map(paths.map((path) => [path, namesOf(path).find((name) => this.#entries.get(name))]));
    const moved = await this.#movedLocks(paths.filter((path) => here.get(path) === undefined));
    return new Map(
      [...here].flatMap(([path, found = moved.get(path)]) => (found === undefined ? [] : [[path, found]])),
    );
  }

  /** Where locks stood that were nowhere near. Another bundle's lock that went when this one came has nothing to do with it. */
  async #movedLocks(paths: readonly string[]): Promise<ReadonlyMap<string, string>> {
    if (paths.length === 0) {
      return new Map();
    }
    const { commit, head } = this.#base;
    const gone = await deletedPaths(this.#root, commit, head, this.#signal);
    const locks = gone.filter((path) => fileKind(path) === 'lockfile');
    return renamedPaths(this.#root, [commit, head], locks, paths, this.#signal);
  }

  /** The blobs at `paths`, through symbolic links that stay in the tree. Where there is none the path is left out. */
  async blobs(paths: readonly string[]): Promise<ReadonlyMap<string, TreeEntry>> {
    await this.#look(paths);
    const links = paths.filter((path) => this.#entries.get(path)?.mode === symbolicLink);
    const targets = await this.#targets(links);
    await this.#look([...targets.values()]);
    return new Map(
      paths.flatMap((path) => {
        const entry = this.#entries.get(targets.get(path) ?? path);
        return entry === undefined || entry.mode === symbolicLink ? [] : [[path, entry]];
      }),
    );
  }

  async #targets(links: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const ids = links.flatMap((path) => this.#entries.get(path)?.id ?? []);
    const texts = await readBlobs(this.#root, ids, this.#signal);
    return new Map(
      links.flatMap((path, index) => {
        const text = texts.get(ids[index] ?? '');
        const target = text === undefined ? undefined : resolveInTree(splitPath(path)[0] + text);
        return target === undefined ? [] : [[path, target]];
      }),
    );
  }

  async #look(paths: readonly string[]): Promise<void> {
    const unknown = [...new Set(paths)].filter((path) => !this.#entries.has(path));
    const found = await treeEntries(this.#root, this.#base.commit, unknown, this.#signal);
    for (const path of unknown) {
      this.#entries.set(path, found.get(path));
    }
  }
}

/** The names that a lock may have had in its folder, its own first. */
function namesOf(path: string): readonly string[] {
  const [folder, name] = splitPath(path);
  const twin = name === 'gems.locked' ? 'Gemfile.lock' : name === 'Gemfile.lock' ? 'gems.locked' : undefined;
  return twin === undefined ? [path] : [path, folder + twin];
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
