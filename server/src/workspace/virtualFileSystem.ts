import { URI } from 'vscode-uri';
import { fileKind } from '../syntax/fileKind.ts';
import type { FileRead, FileSystem } from './fileSystem.ts';
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
    async *walk(folderUri, signal) {
      let count = 0;
      for await (const uri of walkFolder(files, URI.parse(folderUri), [], signal)) {
        if (count++ === maxVirtualFiles) {
          return;
        }
        yield uri.toString();
      }
    },
  };
}

async function* walkFolder(
  files: VirtualFiles,
  folder: URI,
  inherited: readonly IgnoreFile[],
  signal: AbortSignal | undefined,
): AsyncGenerator<URI> {
  signal?.throwIfAborted();
  const entries = [...(await files.list(folder.toString()))].sort((a, b) => (a.name < b.name ? -1 : 1));
  const ignores = await withIgnoreFile(files, folder, entries, inherited);
  for (const { name, kind } of entries) {
    const file = child(folder, name);
    if (kind === 'file' && fileKind(name) !== 'other' && !isIgnored(file.path, ignores)) {
      yield file;
    }
  }
  for (const { name, kind } of entries) {
    const inner = child(folder, name);
    const below = kind === 'folder' && !isSkippedFolder(folder.path, name) && ignoresBelow(inner.path, ignores);
    if (below) {
      yield* walkFolder(files, inner, below, signal);
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
