import { URI } from 'vscode-uri';
import { fileKind } from '../syntax/fileKind.ts';
import type { FileRead, FileSystem } from './fileSystem.ts';
import { leadsTo } from './goals.ts';
import { type IgnoreFile, ignoreFile, ignoresBelow, isIgnored, isSkippedFolder } from './skippedFiles.ts';

/** What a folder holds. Symbolic links are left out. */
export interface FolderEntry {
  readonly name: string;
  readonly kind: 'file' | 'folder';
}

/** Files that somebody else holds, who is asked for each: a repository that an editor shows without a clone, say. */
export interface VirtualFiles {
  read(uri: string): Promise<FileRead>;
  /** Nothing for a folder that cannot be read. */
  list(folderUri: string): Promise<readonly FolderEntry[]>;
}

/** Each file may be a request over a network, so that a walk ends here; whatever is opened is read all the same. */
export const maxVirtualFiles = 2_000;

/** A file system of such files. A walk gives the files of a folder before those of its subfolders: Gemfile and its lock come first. */
export function virtualFileSystem(files: VirtualFiles): FileSystem {
  return {
    read: (uri) => files.read(uri),
    async *walk(folderUri, signal, _onUnread, goals) {
      let count = 0;
      const paths = goals?.map((uri) => URI.parse(uri).path);
      const goesTo = paths && leadsTo(paths, '/');
      for await (const uri of walkFolder(files, URI.parse(folderUri), [], { signal, goesTo })) {
        if (count++ === maxVirtualFiles) {
          return;
        }
        yield uri.toString();
      }
    },
  };
}

interface WalkOptions {
  readonly signal: AbortSignal | undefined;
  /** Whether the walk goes to what is at a path; everywhere when undefined. */
  readonly goesTo: ((path: string) => boolean) | undefined;
}

async function* walkFolder(
  files: VirtualFiles,
  folder: URI,
  inherited: readonly IgnoreFile[],
  options: WalkOptions,
): AsyncGenerator<URI> {
  const { signal, goesTo = () => true } = options;
  signal?.throwIfAborted();
  const entries = [...(await files.list(folder.toString()))].sort((a, b) => (a.name < b.name ? -1 : 1));
  const ignores = await withIgnoreFile(files, folder, entries, inherited);
  for (const { name, kind } of entries) {
    const file = child(folder, name);
    if (kind === 'file' && fileKind(name) !== 'other' && goesTo(file.path) && !isIgnored(file.path, ignores)) {
      yield file;
    }
  }
  for (const { name, kind } of entries) {
    const inner = child(folder, name);
    const isOnTheWay = kind === 'folder' && !isSkippedFolder(folder.path, name) && goesTo(inner.path);
    const below = isOnTheWay && ignoresBelow(inner.path, ignores);
    if (below) {
      yield* walkFolder(files, inner, below, options);
    }
  }
}

async function withIgnoreFile(
  files: VirtualFiles,
  folder: URI,
  entries: readonly FolderEntry[],
  inherited: readonly IgnoreFile[],
): Promise<readonly IgnoreFile[]> {
  if (!entries.some(({ name, kind }) => name === '.gitignore' && kind === 'file')) {
    return inherited;
  }
  const read = await files.read(child(folder, '.gitignore').toString());
  return [...inherited, ignoreFile(folder.path.replace(/\/$/, ''), read.ok ? read.text : '')];
}

function child(folder: URI, name: string): URI {
  return folder.with({ path: `${folder.path.replace(/\/$/, '')}/${name}` });
}
