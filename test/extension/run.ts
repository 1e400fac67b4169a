/**
 * Runs the suite inside a real VS Code, against the packaged extension. By default that VS Code is the one of scripts/install-vscode.ts
 * in a headless Chromium; with `--vscode PATH` (or VSCODE_PATH) it is that desktop VS Code.
 *
 *     node --import tsx test/extension/run.ts [--update-images] [--vscode PATH]
 *
 * Pictures of what the user sees go to a temporary folder, whose path is printed, or with `--update-images` to docs/images.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { packageExtension } from '../../scripts/package.ts';
import { copyStorefront } from '../../scripts/storefront.ts';
import { runInBrowser } from './browserHost.ts';
import { checkPackage } from './checkPackage.ts';
import { runInDesktop } from './desktopHost.ts';

/** Longer than any run should take on a busy machine; a run that hangs must still end. */
const patience = 240_000;

const { values: options } = parseArgs({
  options: { 'update-images': { type: 'boolean', default: false }, vscode: { type: 'string' } },
});
const root = fileURLToPath(new URL('../..', import.meta.url));
const scratch = await mkdtemp(join(tmpdir(), 'lintel-extension-'));
const pictures = options['update-images'] ? join(root, 'docs/images') : join(tmpdir(), 'lintel-pictures');

try {
  const vsix = await packageExtension();
  await checkPackage(vsix);
  const workspace = join(scratch, 'storefront');
  await Promise.all([copyStorefront(workspace), mkdir(pictures, { recursive: true })]);
  const run = { vsix, workspace, scratch, pictures, patience, testExtension: await bundleSuite() };
  const desktop = options.vscode ?? process.env.VSCODE_PATH;
  const failures = desktop === undefined ? await runInBrowser(run) : await runInDesktop(run, desktop);
  console.log(failures === 0 ? `Pictures: ${pictures}` : `${failures} failed. Pictures: ${pictures}`);
  process.exitCode = failures === 0 ? 0 : 1;
} finally {
  await rm(scratch, { recursive: true, force: true, maxRetries: 3 });
}

/** VS Code runs tests only beside an extension in development: this one holds nothing but the suite. */
async function bundleSuite(): Promise<string> {
  const folder = join(scratch, 'test-extension');
  await build({
    entryPoints: [join(root, 'test/extension/suite.ts')],
    outfile: join(folder, 'suite.js'),
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    external: ['vscode'],
    sourcemap: 'inline',
    logLevel: 'warning',
  });
  const manifest = { name: 'lintel-suite', publisher: 'lintel', version: '0.0.0', engines: { vscode: '*' } };
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest));
  return folder;
}
