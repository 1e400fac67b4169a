/**
 * Runs every test below `test/`, after seeing to the programs that they need and packaging what ships.
 *
 *     node --import tsx scripts/test.ts [FILE…]
 *
 * With files named, only those run, on a fresh build; VS Code's take the package as `npm run package` last made it.
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
run(...tsx, named.length === 0 ? 'scripts/package.ts' : 'scripts/build.ts');
// VS Code's take longest: they start first, and the others run beside them.
const slowest = join('test', 'extension', 'extension.test.ts');
const others = readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.test.ts'))
  .map((name) => join('test', name))
  .filter((name) => name !== slowest)
  .sort();
const files = named.length > 0 ? named : [slowest, ...others];
run(...tsx, '--test', `--test-concurrency=${availableParallelism()}`, ...files);
