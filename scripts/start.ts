/**
 * The main job on the example app: the report of its Rails upgrade, and then every finding in its files.
 *
 *     node --import tsx scripts/start.ts
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const lintel = fileURLToPath(new URL('../server/src/bin.ts', import.meta.url));
const storefront = fileURLToPath(new URL('../examples/storefront', import.meta.url));
const lockBefore = '../storefront-before-upgrade/Gemfile.lock';
const tsx = import.meta.resolve('tsx');

for (const command of [
  ['majors', lockBefore],
  ['check', '.', '--base', lockBefore],
]) {
  console.log(`$ cd examples/storefront && lintel ${command.join(' ')}\n`);
  const { status } = spawnSync(process.execPath, ['--import', tsx, lintel, ...command], {
    cwd: storefront,
    stdio: 'inherit',
  });
  // 1 says that there are findings: the example is full of them.
  if (status !== 0 && status !== 1) {
    process.exit(status ?? 2);
  }
}
