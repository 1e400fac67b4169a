/**
 * Runs every test below `test/` after preparing what they need.
 *
 *     node --import tsx scripts/test.ts [FILE…]
 *
 * With files named, only those run and nothing is prepared.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const tsx = ['--import', 'tsx'];

function run(...args: string[]): void {
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
  if (status !== 0) {
    process.exit(status ?? 1);
  }
}

const named = process.argv.slice(2);
if (named.length === 0) {
  for (const script of ['set-up-test-machine', 'install-vscode', 'build', 'package']) {
    run(...tsx, `scripts/${script}.ts`);
  }
}
const all = readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.test.ts'))
  .map((name) => join('test', name))
  .sort();
run(...tsx, '--test', ...(named.length > 0 ? named : all));
