/**
 * Makes `lintel-VERSION.vsix` in the project's folder.
 *
 *     node --import tsx scripts/package.ts
 */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { build } from './build.ts';

const run = promisify(execFile);
const root = fileURLToPath(new URL('..', import.meta.url));

const vscePackage = [
  'node_modules/@vscode/vsce/vsce',
  'package',
  // Everything is bundled.
  '--no-dependencies',
  // The project has no public address yet, so the README's links cannot be made absolute.
  '--allow-missing-repository',
  '--no-rewrite-relative-links',
];

/** Builds for production and returns the path of the package. A warning from vsce is an error. */
export async function packageExtension(): Promise<string> {
  await build(true);
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };
  const vsix = join(root, `lintel-${version}.vsix`);
  const { stdout, stderr } = await run(process.execPath, [...vscePackage, '--out', vsix], { cwd: root });
  const warnings = `${stdout}${stderr}`.split('\n').filter((line) => /warning/i.test(line));
  if (warnings.length > 0) throw new Error(`vsce warns:\n${warnings.join('\n')}`);
  return vsix;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  console.log(await packageExtension());
}
