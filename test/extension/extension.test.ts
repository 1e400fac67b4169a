/**
 * Runs the suites inside a real VS Code, against the packaged extension as `npm run package` made it. By default that VS Code is the one
 * of scripts/install-vscode.ts in a headless Chromium; VSCODE_PATH names a desktop VS Code to use instead.
 *
 *     node --import tsx test/extension/extension.test.ts [--update-images]
 *
 * Pictures of what the user sees go to a folder that is printed, or with `--update-images` to docs/images.
 */
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join, relative } from 'node:path';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build } from 'esbuild';
import { copyStorefront } from '../../scripts/storefront.ts';
import { runInBrowser } from './browserHost.ts';
import { runInDesktop } from './desktopHost.ts';
import { checkContents, packagedExtension } from './packagedExtension.ts';
import { runInWebWorker } from './webHost.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

test('the package is small and holds what must ship, and nothing else', async (t) => {
  const { files, kilobytes } = await checkContents(await packagedExtension());
  t.diagnostic(`${files} files, ${kilobytes} kB`);
});

test('the suite passes inside a real VS Code', async (t) => {
  const gitCalls = await runSuite(t, 'suite.ts', true);
  assert.match(gitCalls, /merge-base/, 'the base was found through git');
});

test('all of it can be looked at in dark, light and high contrast', async (t) => {
  await runSuite(t, 'picturesSuite.ts', true);
});

test('restricted mode runs no program', async (t) => {
  assert.equal(await runSuite(t, 'restrictedSuite.ts', false), '');
});

test('the suite passes in the web worker host, in a workspace that is on no disk', {
  skip: process.env.VSCODE_PATH === undefined ? false : 'a desktop VS Code has none',
}, async (t) => {
  const vsix = await packagedExtension();
  const scratch = await mkdtemp(join(tmpdir(), 'lintel-web-'));
  try {
    const workspace = join(scratch, 'storefront');
    const pictures = picturesFolder();
    await Promise.all([copyStorefront(workspace), mkdir(pictures, { recursive: true })]);
    const bundle = (driver: string) => bundleWebSuite(workspace, scratch, driver);
    await runInWebWorker({ test: t, vsix, scratch, pictures, bundle });
  } finally {
    await rm(scratch, { recursive: true, force: true, maxRetries: 3 });
  }
});

/** Returns how git was called meanwhile, a line a call. */
async function runSuite(t: TestContext, suite: string, trusted: boolean): Promise<string> {
  const vsix = await packagedExtension();
  const scratch = await mkdtemp(join(tmpdir(), 'lintel-extension-'));
  try {
    const workspace = join(scratch, 'storefront');
    const pictures = picturesFolder();
    await Promise.all([copyStorefront(workspace), mkdir(pictures, { recursive: true })]);
    t.diagnostic(`pictures: ${pictures}`);
    const testExtension = await bundleSuite(suite, scratch);
    const path = await pathWithGitSpy(scratch);
    const run = { test: t, vsix, workspace, scratch, pictures, testExtension, path, trusted };
    const desktop = process.env.VSCODE_PATH;
    await (desktop === undefined ? runInBrowser(run) : runInDesktop(run, desktop));
    return await readFile(join(scratch, 'git-calls'), 'utf8');
  } finally {
    await rm(scratch, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** A PATH on which git notes how it is called before it does its work. */
async function pathWithGitSpy(scratch: string): Promise<string> {
  const path = process.env.PATH ?? '';
  const folder = join(scratch, 'bin');
  const log = join(scratch, 'git-calls');
  await mkdir(folder);
  await writeFile(log, '');
  const script = `#!/bin/sh\necho "$@" >> '${log}'\nPATH='${path}' exec git "$@"\n`;
  await writeFile(join(folder, 'git'), script, { mode: 0o755 });
  return `${folder}${delimiter}${path}`;
}

function picturesFolder(): string {
  return process.argv.includes('--update-images') ? join(root, 'docs/images') : join(tmpdir(), 'lintel-pictures');
}

/** VS Code runs tests only beside an extension in development: this one holds nothing but the suite. */
async function bundleSuite(suite: string, scratch: string): Promise<string> {
  const folder = join(scratch, 'test-extension');
  await build({ ...bundled, entryPoints: { suite: join(root, 'test/extension', suite) }, outdir: folder });
  await writeManifest(folder, {});
  return folder;
}

/** The same for a browser, where the suite's extension holds the workspace too. */
async function bundleWebSuite(workspace: string, scratch: string, driver: string): Promise<string> {
  const folder = join(scratch, 'test-extension');
  const files = await readdir(workspace, { recursive: true, withFileTypes: true });
  const paths = files
    .filter((file) => file.isFile())
    .map((file) => relative(workspace, join(file.parentPath, file.name)))
    .filter((path) => !path.startsWith('.git/'));
  const texts = await Promise.all(paths.map(async (path) => [path, await readFile(join(workspace, path), 'utf8')]));
  await build({
    ...bundled,
    platform: 'browser',
    entryPoints: {
      suite: join(root, 'test/extension/webSuite.ts'),
      files: join(root, 'test/extension/storefrontFiles.ts'),
    },
    outdir: folder,
    define: {
      STOREFRONT: JSON.stringify(Object.fromEntries(texts)),
      'process.env.LINTEL_SUITE_DRIVER': JSON.stringify(driver),
    },
  });
  await writeManifest(folder, { browser: './files.js', activationEvents: ['onFileSystem:storefront'] });
  return folder;
}

const bundled: BuildOptions = {
  bundle: true,
  format: 'cjs',
  platform: 'node',
  target: 'node20',
  external: ['vscode'],
  sourcemap: 'inline',
  logLevel: 'warning',
};

async function writeManifest(folder: string, more: object): Promise<void> {
  const manifest = { name: 'lintel-suite', publisher: 'lintel', version: '0.0.0', engines: { vscode: '*' }, ...more };
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest));
}
