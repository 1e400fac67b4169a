import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach } from 'node:test';

/** A folder of each test's own. */
export let folder: string;
/** An empty repository in it, on the branch `main`. */
export let repository: string;

/** Makes both before each test, and removes them afterwards. */
export function useRepository(): void {
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'lintel-git-'));
    repository = join(folder, 'app');
    git(folder, 'init', '-q', '-b', 'main', repository);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
}

const identity = { GIT_AUTHOR_NAME: 'a', GIT_AUTHOR_EMAIL: 'a@b', GIT_COMMITTER_NAME: 'a', GIT_COMMITTER_EMAIL: 'a@b' };

/** Runs git and gives what it printed. */
export function git(cwd: string, ...args: string[]): string {
  const env = { ...process.env, ...identity, GIT_CONFIG_GLOBAL: '/dev/null' };
  return execFileSync('git', args, { cwd, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();
}

/** Writes a file of the repository. */
export function write(path: string, text: string): void {
  const file = join(repository, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

/** A Gemfile.lock with one gem, rack. */
export function lock(version: string): string {
  return `GEM\n  remote: https://rubygems.org/\n  specs:\n    rack (${version})\n\nPLATFORMS\n  ruby\n\nDEPENDENCIES\n  rack\n`;
}

/** Commits everything, with a lock that has `version` of rack, and gives the commit. */
export function commit(version: string, path = 'Gemfile.lock'): string {
  write(path, lock(version));
  git(repository, 'add', '-A');
  git(repository, 'commit', '-q', '--allow-empty', '-m', version);
  return git(repository, 'rev-parse', 'HEAD');
}
