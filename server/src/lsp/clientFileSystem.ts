import type { Connection } from 'vscode-languageserver';
import { type FileRead, type FileSystem, maxFileBytes } from '../workspace/fileSystem.ts';
import { memoryFileSystem } from '../workspace/memoryFileSystem.ts';
import { type FolderEntry, virtualFileSystem } from '../workspace/virtualFileSystem.ts';

/** A client's answer to `lintel/readFile`. */
type ReadAnswer = { readonly text: string } | { readonly reason: string };

/**
 * The files of every workspace that the server can meet: those of its own machine it reads itself, all others through the client, when
 * that answers `lintel/readFile` and `lintel/readFolder`.
 */
export function workspaceFiles(connection: Connection, own: FileSystem | undefined, clientReads: boolean): FileSystem {
  const others = clientReads ? clientFileSystem(connection) : memoryFileSystem(new Map());
  const of = (uri: string) => (uri.startsWith('file:') ? (own ?? others) : others);
  return {
    read: (uri) => of(uri).read(uri),
    walk: (folderUri, ...options) => of(folderUri).walk(folderUri, ...options),
  };
}

function clientFileSystem(connection: Connection): FileSystem {
  return virtualFileSystem({
    async read(uri): Promise<FileRead> {
      const params = { uri, maxBytes: maxFileBytes };
      const answer = await connection.sendRequest<ReadAnswer>('lintel/readFile', params).catch(failed);
      if ('reason' in answer) {
        return { ok: false, reason: answer.reason };
      }
      return answer.text.slice(0, 8_000).includes('\0')
        ? { ok: false, reason: 'a binary file' }
        : { ok: true, text: answer.text };
    },
    list: (uri) => connection.sendRequest<readonly FolderEntry[]>('lintel/readFolder', { uri }).catch(() => []),
  });
}

function failed(error: unknown): { readonly reason: string } {
  return { reason: String(error) };
}
