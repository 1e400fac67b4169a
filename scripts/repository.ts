import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);
const author = ['-c', 'user.name=Storefront', '-c', 'user.email=shop@example.org'];

/** Makes a folder a repository whose first branch is `main`, and commits all that it holds. */
export async function startRepository(folder: string, message: string): Promise<void> {
  await git(folder, 'init', '--quiet', '--initial-branch=main');
  await commitAll(folder, message);
}

/** Commits all that the folder holds. */
export async function commitAll(folder: string, message: string): Promise<void> {
  await git(folder, 'add', '--all');
  await git(folder, ...author, 'commit', '--quiet', '-m', message);
}

/** Runs git, without a signature of the person's. */
export async function git(folder: string, ...words: string[]): Promise<void> {
  await run('git', ['-c', 'commit.gpgsign=false', ...words], { cwd: folder });
}
