import { execFile } from 'node:child_process';
import { cp } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const examples = fileURLToPath(new URL('../examples/', import.meta.url));

/**
 * Copies the example app to `folder` with the history of its upgrade: `main` holds the lock before it, and the branch that is checked
 * out, `upgrade-rails`, the lock after it.
 */
export async function copyStorefront(folder: string): Promise<void> {
  await cp(`${examples}storefront`, folder, { recursive: true });
  await cp(`${examples}storefront-before-upgrade`, folder, { recursive: true });
  await git(folder, 'init', '--quiet', '--initial-branch=main');
  await commitAll(folder, 'Open the storefront');
  await git(folder, 'switch', '--quiet', '--create', 'upgrade-rails');
  await cp(`${examples}storefront`, folder, { recursive: true });
  await commitAll(folder, 'Upgrade Rails to 8.1');
}

async function commitAll(folder: string, message: string): Promise<void> {
  await git(folder, 'add', '--all');
  await git(
    folder,
    '-c',
    'user.name=Storefront',
    '-c',
    'user.email=shop@example.org',
    'commit',
    '--quiet',
    '-m',
    message,
  );
}

async function git(folder: string, ...words: string[]): Promise<void> {
  await run('git', ['-c', 'commit.gpgsign=false', ...words], { cwd: folder });
}
