import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { commitAll, git, startRepository } from '../../scripts/repository.ts';
import type { BundlerSandbox } from '../real-bundler/bundlerSandbox.ts';

/** The same in every folder: what is wrong with it depends on the folder's lock and configuration. */
const carts = `# frozen_string_literal: true

# What shoppers are about to order.
class Carts
  REDIS = Redis.new

  def forget(id)
    REDIS.del("cart:#{id}:items")
  end

  def add(id, sku)
    REDIS.sadd("cart:#{id}:items", sku)
  end

  def empty?(id)
    !REDIS.exists?("cart:#{id}:items")
  end
end
`;

const workspace = { folders: [{ path: 'billing' }, { path: 'dispatch' }] };

/**
 * Two apps in a folder of their own, each a repository, and a third folder that no window knows yet. Gives the path of the file that opens
 * the two in one window. The first app's lock comes from Bundler, so that Bundler can resolve it again.
 */
export async function makeTwoShops(scratch: string, sandbox: BundlerSandbox): Promise<string> {
  const root = join(scratch, 'shops');
  await makeBilling(join(root, 'billing'), sandbox);
  await makeDispatch(join(root, 'dispatch'));
  await write(join(root, 'reports'), {
    '.lintel.yml': 'rules:\n  redis/prefer-unlink: error\n',
    'app/carts.rb': carts,
  });
  await write(root, { 'shops.code-workspace': JSON.stringify(workspace) });
  return join(root, 'shops.code-workspace');
}

/** connection_pool crossed its major on a branch; compared with the default branch. */
async function makeBilling(
  folder: string,
  { index, bundle, write: writeGemfile, read }: BundlerSandbox,
): Promise<void> {
  const gemfile = `source "${index.url}"\n\ngem "redis", "~> 5.4"\ngem "sidekiq", "~> 7.3"\n`;
  writeGemfile('Gemfile', gemfile);
  index.showUntil('2026-05-15');
  await bundle('lock');
  const lock = read('Gemfile.lock');
  await write(folder, {
    Gemfile: gemfile,
    'Gemfile.lock': lock.replace('connection_pool (3.0.2)', 'connection_pool (2.5.5)'),
    'app/carts.rb': carts,
    '.vscode/settings.json': JSON.stringify({ 'lintel.rules': { 'redis/prefer-unlink': 'hint' } }),
  });
  await startRepository(folder, 'Open the billing');
  await git(folder, 'switch', '--quiet', '--create', 'update-gems');
  await write(folder, { 'Gemfile.lock': lock });
  await commitAll(folder, 'Update all gems');
}

/** rack crossed its major since the branch that the configuration names, not since the default branch. The client gem is older than `exists?`. */
async function makeDispatch(folder: string): Promise<void> {
  const lock = (rack: string) => `GEM
  remote: https://rubygems.org/
  specs:
    rack (${rack})
    rack-test (2.1.0)
      rack (>= 1.3)
    redis (3.3.5)

PLATFORMS
  ruby

DEPENDENCIES
  rack-test
  redis (~> 3.3)
`;
  await write(folder, {
    Gemfile: 'source "https://rubygems.org"\n\ngem "rack-test"\ngem "redis", "~> 3.3"\n',
    'Gemfile.lock': lock('2.2.9'),
    'app/carts.rb': carts,
    '.lintel.yml': 'base: release\n',
  });
  await startRepository(folder, 'Open the dispatch');
  await git(folder, 'branch', 'release');
  await write(folder, { 'Gemfile.lock': lock('3.1.8') });
  await commitAll(folder, 'Update rack');
}

async function write(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    const file = join(folder, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }
}
