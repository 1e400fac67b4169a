/**
 * Runs every test below `test/`, after seeing to the programs that they need and packaging what ships.
 *
 *     node --import tsx scripts/test.ts [FILE | FOLDER]…
 *
 * With files or folders named, only those run, on a fresh build; VS Code's take the package as `npm run package` last made it.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const tsx = ['--import', 'tsx'];

function run(script: string): void {
  const { status } = spawnSync(process.execPath, [...tsx, `scripts/${script}.ts`], { cwd: root, stdio: 'inherit' });
  if (status !== 0) {
    process.exit(status ?? 1);
  }
}

/** Runs tests; gives what they printed, where that is kept back. */
async function test(files: readonly string[], stdout: 'inherit' | 'pipe'): Promise<string> {
  const child = spawn(process.execPath, [...tsx, '--test', ...files], {
    cwd: root,
    stdio: ['ignore', stdout, 'inherit'],
  });
  const [output, [status]] = await Promise.all([child.stdout === null ? '' : text(child.stdout), once(child, 'exit')]);
  if (status !== 0) {
    process.exitCode = 1;
  }
  return output;
}

function testsBelow(folder: string): readonly string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => join(folder, name))
    .sort();
}

/** Node takes a folder for a test that passes. */
function testsAt(name: string): readonly string[] {
  const isFolder = statSync(join(root, name), { throwIfNoEntry: false })?.isDirectory() ?? false;
  const found = isFolder ? testsBelow(name) : [name];
  if (found.length === 0) {
    console.error(`no test is below ${name}`);
    process.exit(2);
  }
  return found;
}

const named = process.argv.slice(2).flatMap(testsAt);
if (named.length > 0) {
  run('build');
  await test(named, 'inherit');
} else {
  run('set-up-test-machine');
  run('package');
  // Node runs one file at a time on two cores, and these take as long as all others.
  const long = [join('test', 'extension', 'extension.test.ts'), join('test', 'real-redis', 'fixes.test.ts')];
  const others = testsBelow('test').filter((name) => !long.includes(name));
  const [output] = await Promise.all([test(long, 'pipe'), test(others, 'inherit')]);
  process.stdout.write(output);
}
