import { existsSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative } from 'node:path';

/**
 * Where the text of the file at `path` is written: the file itself, or what a link leads to. Rejects when that lies outside of the
 * repository, or without one of `folder`: who wrote the repository chose the target, not the person whose file it is.
 */
export async function writableTarget(path: string, folder: string): Promise<string> {
  const [target, ...bounds] = await Promise.all(
    [path, folder, repositoryOf(path) ?? folder].map((one) => realpath(one)),
  );
  if (target === undefined || !bounds.some((bound) => isBelow(target, bound))) {
    throw new Error(`${path} is a link that leads out of the repository, to ${target}: left as it is`);
  }
  return target;
}

function repositoryOf(path: string): string | undefined {
  const folder = dirname(path);
  return existsSync(join(folder, '.git')) ? folder : folder === path ? undefined : repositoryOf(folder);
}

function isBelow(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return !isAbsolute(way) && way.split(/[\\/]/)[0] !== '..';
}
