/**
 * Builds what ships and runs every test below `test/`, after seeing to the programs that they need.
 *
 *     node --import tsx scripts/test.ts [FILE…]
 *
 * With files named, only those run.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
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
  run(...tsx, 'scripts/set-up-test-machine.ts');
}
run(...tsx, 'scripts/package.ts');
// VS Code's take longest: they start first, and the others run beside them.
const all = readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.test.ts'))
  .map((name) => join('test', name))
  .sort((a, b) => Number(b.includes('extension')) - Number(a.includes('extension')) || (a < b ? -1 : 1));
run(...tsx, '--test', `--test-concurrency=${availableParallelism()}`, ...(named.length > 0 ? named : all));
