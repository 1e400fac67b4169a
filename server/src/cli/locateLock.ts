import { fileKind, lockOf } from '../syntax/fileKind.ts';
import { exists } from './locateProject.ts';
import { UsageError } from './usageError.ts';

/**
 * The path of the lock that a command is about: the one that `--lock` names, itself or by its Gemfile, or else, as for Bundler, that of
 * `BUNDLE_GEMFILE`, or the one of the working folder. Rejects with a `UsageError` where there is none.
 */
export async function locateLock(given: string | undefined): Promise<string> {
  const gemfile = process.env.BUNDLE_GEMFILE;
  if (given !== undefined) {
    return lockNamed(given, '--lock');
  }
  if (gemfile) {
    return lockNamed(gemfile, 'BUNDLE_GEMFILE');
  }
  for (const lock of ['gems.locked', 'Gemfile.lock']) {
    if (await exists(lock)) {
      return lock;
    }
  }
  throw new UsageError(
    'no Gemfile.lock and no gems.locked here: run it in the folder of a Gemfile, or name one with --lock',
  );
}

async function lockNamed(path: string, by: string): Promise<string> {
  const lock = fileKind(path) === 'gemfile' ? lockOf(path) : path;
  if (fileKind(lock) !== 'lockfile') {
    throw new UsageError(`${by} ${path}: by its name neither a lock nor a Gemfile`);
  }
  if (!(await exists(lock))) {
    throw new UsageError(`${by}: there is no ${lock}`);
  }
  return lock;
}
