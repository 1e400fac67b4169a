/**
 * Runs the suites inside a real VS Code, against the packaged extension as `npm run package` made it. By default that VS Code is the one
 * of scripts/install-vscode.ts in a headless Chromium; VSCODE_PATH names a desktop VS Code to use instead.
 *
 *     node --import tsx test/extension/extension.test.ts [--update-images]
 *
 * Pictures of what the user sees go to a folder that is printed; with `--update-images` those that docs/images holds are renewed.
 */
import assert from 'node:assert/strict';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join, relative } from 'node:path';
import { after, type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build } from 'esbuild';
import { copyStorefront } from '../../scripts/storefront.ts';
import { openBundlerSandbox } from '../real-bundler/bundlerSandbox.ts';
import { runInBrowser } from './browserHost.ts';
import { runInDesktop } from './desktopHost.ts';
import { checkContents, packagedExtension } from './packagedExtension.ts';
import type { SuitePlace } from './suiteRun.ts';
import { makeTwoShops } from './twoShops.ts';
import { undoPin } from './undoPin.ts';
import { runInWebWorker } from './webHost.ts';

const desktop = process.env.VSCODE_PATH;
const withoutEyes = desktop === undefined ? false : 'a desktop VS Code has no driver that presses keys';
const root = fileURLToPath(new URL('../..', import.meta.url));
const pictures = join(tmpdir(), 'lintel-pictures');

after(async () => {
  if (process.argv.includes('--update-images')) {
    const images = join(root, 'docs/images');
    const taken = await readdir(pictures);
    const shown = (await readdir(images)).filter((name) => taken.includes(name));
    await Promise.all(shown.map((name) => copyFile(join(pictures, name), join(images, name))));
  }
});

test('the package is small and holds what must ship, and nothing else', async (t) => {
  const { files, kilobytes } = await checkContents(await packagedExtension());
  t.diagnostic(`${files} files, ${kilobytes} kB`);
});

test('the suite passes inside a real VS Code', async (t) => {
  const { git } = await runSuite(t, 'suite.ts');
  assert.match(git, /merge-base/, 'the base was found through git');
});

test('all of it can be looked at in dark, light and high contrast', async (t) => {
  await runSuite(t, 'picturesSuite.ts');
});

test('what it costs the process of all extensions is told', async (t) => {
  await runSuite(t, 'costSuite.ts');
});

test('restricted mode runs no program', async (t) => {
  assert.deepEqual(await runSuite(t, 'restrictedSuite.ts', { trusted: false }), { git: '', bundle: '' });
});

test('each folder of a window is judged for itself, and Bundler pins in one of them', async (t) => {
  const sandbox = await openBundlerSandbox();
  try {
    const { bundle } = await runSuite(t, 'foldersSuite.ts', {
      bundler: realBundler,
      fill: (scratch) => makeTwoShops(scratch, sandbox),
    });
    assert.equal(bundle, 'lock --update connection_pool --conservative\n');
  } finally {
    await sandbox.close();
  }
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

interface SuiteChoice {
  readonly trusted?: boolean;
  /** Gives the shell's lines that answer a call of Bundler. */
  readonly bundler?: (scratch: string) => string;
  readonly fill?: Fill;
}

/** Makes a workspace in a folder that is gone afterwards. Gives what the editor opens. */
type Fill = (scratch: string) => Promise<string>;

/** Returns how git and Bundler were called meanwhile, a line a call. */
async function runSuite(
  t: TestContext,
  suite: string,
  { trusted = true, bundler = bundlerStandIn, fill = fillWithStorefront }: SuiteChoice = {},
): Promise<{ git: string; bundle: string }> {
  const use = async (place: SuitePlace) => {
    const { scratch } = place;
    const testExtension = await bundleSuite(suite, scratch);
    const path = await pathWithSpies(scratch, bundler(scratch));
    const run = { ...place, test: t, testExtension, path, bundler: join(scratch, 'bundle'), trusted };
    await (desktop === undefined ? runInBrowser(run) : runInDesktop(run, desktop));
    return {
      git: await readFile(join(scratch, 'git.calls'), 'utf8'),
      bundle: await readFile(join(scratch, 'bundle.calls'), 'utf8'),
    };
  };
  return withWorkspace(t, use, fill);
}

/** A copy of the example app. */
async function fillWithStorefront(scratch: string): Promise<string> {
  const workspace = join(scratch, 'storefront');
  await copyStorefront(workspace);
  return workspace;
}

async function withWorkspace<Result>(
  t: TestContext,
  use: (place: SuitePlace) => Promise<Result>,
  fill: Fill = fillWithStorefront,
): Promise<Result> {
  const vsix = await packagedExtension();
  const scratch = await mkdtemp(join(tmpdir(), 'lintel-extension-'));
  try {
    const [workspace] = await Promise.all([fill(scratch), mkdir(pictures, { recursive: true })]);
    t.diagnostic(`pictures: ${pictures}`);
    return await use({ vsix, workspace, scratch, pictures });
  } finally {
    await rm(scratch, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** A PATH on which git and Bundler note how they are called before they do their work. */
async function pathWithSpies(scratch: string, bundler: string): Promise<string> {
  const path = process.env.PATH ?? '';
  const folder = join(scratch, 'bin');
  await mkdir(folder);
  for (const [name, work] of [
    ['git', `PATH='${path}' exec git "$@"`],
    ['bundle', bundler],
  ] as const) {
    const calls = join(scratch, `${name}.calls`);
    await writeFile(calls, '');
    await writeFile(join(folder, name), `#!/bin/sh\necho "$@" >> '${calls}'\n${work}\n`, { mode: 0o755 });
  }
  return `${folder}${delimiter}${path}`;
}

function realBundler(): string {
  return `PATH='${process.env.PATH ?? ''}' exec bundle "$@"`;
}

/** Takes connection_pool back as Bundler does, or refuses while a file is there. Bundler itself needs a gem server that knows the example's gems. */
function bundlerStandIn(scratch: string): string {
  return `if [ -e '${join(scratch, 'bundle.refuses')}' ]; then
  echo 'Could not find gem "connection_pool (~> 2.5)" in rubygems repository https://rubygems.org/.' >&2
  exit 7
fi
if [ "$1" = lock ]; then
  sed -i 's/^    connection_pool (3.0.2)$/    connection_pool (2.5.5)/; s/^  capybara$/&\\n  connection_pool (~> 2.5)/' "$BUNDLE_GEMFILE.lock"
fi`;
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
