import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

const checksumBytes = 32;
/** The newest entries that are kept: each is a whole run's result, and old ones are never asked for again. */
const keptEntries = 32;

/**
 * Bytes that were dear to compute, kept between runs by the hash of all that they depend on. Only ever saves time: an entry that is
 * missing, cut short or altered is as good as none, and a folder that cannot be written keeps nothing. Several processes may use one folder.
 */
export interface Cache {
  get(key: string): Buffer | undefined;
  put(key: string, bytes: Uint8Array): void;
}

/** The cache in `folder`, which need not exist. Only its user can read it. */
export function openCache(folder = userCacheFolder(process.platform, process.env)): Cache {
  return {
    get(key) {
      try {
        const entry = readFileSync(join(folder, key));
        const bytes = entry.subarray(checksumBytes);
        return checksum(bytes).equals(entry.subarray(0, checksumBytes)) ? bytes : undefined;
      } catch {
        return undefined;
      }
    },
    put(key, bytes) {
      const temporary = join(folder, `${key}.${randomUUID()}`);
      try {
        mkdirSync(folder, { recursive: true, mode: 0o700 });
        writeFileSync(temporary, Buffer.concat([checksum(bytes), bytes]), { mode: 0o600, flag: 'wx' });
        renameSync(temporary, join(folder, key));
        removeOldEntries(folder);
      } catch {
        remove(temporary);
      }
    },
  };
}

/** Where each system keeps what programs may lose. */
export function userCacheFolder(platform: NodeJS.Platform, env: NodeJS.ProcessEnv): string {
  if (env.XDG_CACHE_HOME?.startsWith('/')) {
    return join(env.XDG_CACHE_HOME, 'lintel');
  }
  if (platform === 'win32') {
    return join(env.LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local'), 'lintel', 'Cache');
  }
  return join(homedir(), platform === 'darwin' ? 'Library/Caches' : '.cache', 'lintel');
}

function checksum(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest();
}

/** Another process may remove the same ones at the same time. */
function removeOldEntries(folder: string): void {
  const entries = readdirSync(folder).flatMap((name) => {
    const written = statSync(join(folder, name), { throwIfNoEntry: false })?.mtimeMs;
    return written === undefined ? [] : [{ name, written }];
  });
  for (const { name } of entries.sort((a, b) => b.written - a.written).slice(keptEntries)) {
    remove(join(folder, name));
  }
}

function remove(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // It costs a little of the disk until the next run.
  }
}
