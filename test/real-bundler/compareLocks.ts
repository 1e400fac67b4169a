import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { jsonLock } from '../../server/src/cli/lock.ts';
import { parseLockfile } from '../../server/src/syntax/lockfile/parseLockfile.ts';

const judge = fileURLToPath(new URL('judgeLocks.rb', import.meta.url));

/** What real Bundler says of one lock, beside what Lintel says. */
export interface LockComparison {
  readonly name: string;
  /** The error that Bundler raises, or null where it reads the lock. */
  readonly raised: string | null;
  /** A sentence for each field that the two read differently. */
  readonly differences: readonly string[];
  /** What Lintel reports, `3: message`. */
  readonly problems: readonly string[];
}

/** Reads each lock with both. Ruby is started once. */
export function compareLocks(texts: ReadonlyMap<string, string>): readonly LockComparison[] {
  const locks = new Map([...texts].map(([name, text]) => [name, parseLockfile(text)]));
  const input = [...locks].map(([name, lock]) => JSON.stringify({ name, text: texts.get(name), lock: jsonLock(lock) }));
  const { status, stdout, stderr } = spawnSync('ruby', [judge], {
    input: `${input.join('\n')}\n`,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    env: { ...process.env, LANG: 'C.UTF-8' },
  });
  if (status !== 0) {
    throw new Error(stderr);
  }
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const answer: Omit<LockComparison, 'problems'> = JSON.parse(line);
      const problems = locks.get(answer.name)?.problems ?? [];
      return { ...answer, problems: problems.map(({ message, range }) => `${range.start.line + 1}: ${message}`) };
    });
}
