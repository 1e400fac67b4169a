import { cp } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { commitAll, git, startRepository } from './repository.ts';

const examples = fileURLToPath(new URL('../examples/', import.meta.url));

/**
 * Copies the example app to `folder` with the history of its upgrade: `main` holds the lock before it, and the branch that is checked
 * out, `upgrade-rails`, the lock after it.
 */
export async function copyStorefront(folder: string): Promise<void> {
  await cp(`${examples}storefront`, folder, { recursive: true });
  await cp(`${examples}storefront-before-upgrade`, folder, { recursive: true });
  await startRepository(folder, 'Open the storefront');
  await git(folder, 'switch', '--quiet', '--create', 'upgrade-rails');
  await cp(`${examples}storefront`, folder, { recursive: true });
  await commitAll(folder, 'Upgrade Rails to 8.1');
}
