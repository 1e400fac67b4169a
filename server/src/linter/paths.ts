import picomatch from 'picomatch';
import type { Config } from './config.ts';

/** Whether only rules about correctness report in this file. */
export function isTestPath(path: string, config: Config): boolean {
  return matches(path, config.redis.testPaths);
}

/** Whether people run this file by hand (tasks, migrations, scripts), where a slow command is expected. */
export function isOpsPath(path: string, config: Config): boolean {
  return matches(path, config.redis.opsPaths);
}

/** Whether Lintel leaves this file alone. */
export function isIgnoredPath(path: string, config: Config): boolean {
  return matches(path, config.ignore);
}

const matchers = new Map<string, (path: string) => boolean>();

/** Compiling a glob costs more than matching it, and every file asks with the same few. */
function matches(path: string, globs: readonly string[]): boolean {
  const key = globs.join('\n');
  let matcher = matchers.get(key);
  if (matcher === undefined) {
    matcher = picomatch([...globs], { dot: true });
    matchers.set(key, matcher);
  }
  return matcher(path);
}
