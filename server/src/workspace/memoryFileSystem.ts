import type { FileSystem } from './fileSystem.ts';
import { leadsTo } from './goals.ts';

/** A file system that holds `texts` by URI: for tests, and wherever there is no disk. */
export function memoryFileSystem(texts: ReadonlyMap<string, string>): FileSystem {
  return {
    async read(uri) {
      const text = texts.get(uri);
      return text === undefined ? { ok: false, reason: 'no such file' } : { ok: true, text };
    },
    async *walk(folderUri, _signal, _onUnread, goals) {
      const goesTo = goals === undefined ? () => true : leadsTo(goals, '/');
      for (const uri of [...texts.keys()].sort()) {
        if (uri.startsWith(`${folderUri}/`) && goesTo(uri)) {
          yield uri;
        }
      }
    },
  };
}
