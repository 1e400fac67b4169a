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
import type { SuitePlace } from './suiteRun.ts';
import { undoPin } from './undoPin.ts';
import { runInWebWorker } from './webHost.ts';

const desktop = process.env.VSCODE_PATH;
const withoutEyes = desktop === undefined ? false : 'a desktop VS Code has no driver that presses keys';
const root = fileURLToPath(new URL('../..', import.meta.url));

test('the package is small and holds what must ship, and nothing else', async (t) => {
  const { files, kilobytes } = await checkContents(await packagedExtension());
  t.diagnostic(`${files} files, ${kilobytes} kB`);
});

test('the suite passes inside a real VS Code', async (t) => {
  const { git } = await runSuite(t, 'suite.ts', true);
  assert.match(git, /merge-base/, 'the base was found through git');
});

test('all of it can be looked at in dark, light and high contrast', async (t) => {
  await runSuite(t, 'picturesSuite.ts', true);
});

test('what it costs the process of all extensions is told', async (t) => {
  await runSuite(t, 'costSuite.ts', true);
});

test('restricted mode runs no program', async (t) => {
  assert.deepEqual(await runSuite(t, 'restrictedSuite.ts', false), { git: '', bundle: '' });
});

test('the suite passes in the web worker host, in a workspace that is on no disk', {
  skip: desktop === undefined ? false : 'a desktop VS Code has none',
}, async (t) => {
  await withWorkspace(t, ({ workspace, scratch, vsix, pictures }) => {
    const bundle = (driver: string) => bundleWebSuite(workspace, scratch, driver);
    return runInWebWorker({ test: t, vsix, scratch, pictures, bundle });
  });
});

test('one undo takes both files of a pin back', { skip: withoutEyes }, async (t) => {
  await withWorkspace(t, undoPin);
});

/** Returns how git and Bundler were called meanwhile, a line a call. */
async function runSuite(t: TestContext, suite: string, trusted: boolean): Promise<{ git: string; bundle: string }> {
  return withWorkspace(t, async (place) => {
    const { scratch } = place;
    const testExtension = await bundleSuite(suite, scratch);
    const path = await pathWithSpies(scratch);
    const bundler = join(scratch, 'bundle');
    const run = { ...place, test: t, testExtension, path, bundler, trusted };
    await (desktop === undefined ? runInBrowser(run) : runInDesktop(run, desktop));
    return {
      git: await readFile(join(scratch, 'git.calls'), 'utf8'),
      bundle: await readFile(`${bundler}.calls`, 'utf8'),
    };
  });
}

/** Gives a copy of the example app, which is gone afterwards. */
async function withWorkspace<Result>(t: TestContext, use: (place: SuitePlace) => Promise<Result>): Promise<Result> {
  const vsix = await packagedExtension();
  const scratch = await mkdtemp(join(tmpdir(), 'lintel-extension-'));
  try {
    const workspace = join(scratch, 'storefront');
    const pictures = picturesFolder();
    await Promise.all([copyStorefront(workspace), mkdir(pictures, { recursive: true })]);
    t.diagnostic(`pictures: ${pictures}`);
    return await use({ vsix, workspace, scratch, pictures });
  } finally {
    await rm(scratch, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** A PATH on which git notes how it is called before it does its work, and a stand-in for Bundler answers. */
async function pathWithSpies(scratch: string): Promise<string> {
  const path = process.env.PATH ?? '';
  const folder = join(scratch, 'bin');
  await mkdir(folder);
  for (const [name, work] of [
    ['git', `PATH='${path}' exec git "$@"`],
    ['bundle', bundlerStandIn(join(scratch, 'bundle.refuses'))],
  ] as const) {
    const calls = join(scratch, `${name}.calls`);
    await writeFile(calls, '');
    await writeFile(join(folder, name), `#!/bin/sh\necho "$@" >> '${calls}'\n${work}\n`, { mode: 0o755 });
  }
  return `${folder}${delimiter}${path}`;
}

/**
 * Takes connection_pool back as Bundler does, or refuses while a file is there. Bundler itself needs a gem server: test/real-bundler asks it the
 * same through the language server.
 */
function bundlerStandIn(refuses: string): string {
  return `if [ -e '${refuses}' ]; then
  echo 'Could not find gem "connection_pool (~> 2.5)" in rubygems repository https://rubygems.org/.' >&2
  exit 7
fi
if [ "$1" = lock ]; then
  sed -i 's/^    connection_pool (3.0.2)$/    connection_pool (2.5.5)/; s/^  capybara$/&\\n  connection_pool (~> 2.5)/' "$BUNDLE_GEMFILE.lock"
fi`;
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
