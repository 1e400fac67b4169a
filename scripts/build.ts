/**
 * Bundles what ships into `dist/`: the VS Code client, the language server and the command line, with the two WebAssembly files
 * that they read at run time and the licences of all that they hold.
 *
 *     node --import tsx scripts/build.ts [--production] [--watch]
 */
import { chmod, copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type BuildOptions, build as bundle, context, type Plugin } from 'esbuild';
import { noticesText, type ShippedPackage, shippedPackages } from './notices.ts';

const require = createRequire(import.meta.url);
const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'dist');

/** Ships as WebAssembly, which no bundle shows. */
const grammars = ['tree-sitter-ruby'];

/** Fills `dist/`. `production` minifies and leaves source maps out, as the packaged extension wants. */
export async function build(production: boolean): Promise<void> {
  await prepareDist();
  const built = await Promise.all(bundles(production).map((options) => bundle({ ...options, metafile: true })));
  const packages = shippedPackages(
    root,
    built.map(({ metafile }) => metafile),
    grammars,
  );
  await writeFile(join(dist, 'ThirdPartyNotices.txt'), noticesText(packages));
  await chmod(join(dist, 'lintel.cjs'), 0o755);
}

/** The packages of others whose code is in what ships, found without writing it. */
export async function bundledPackages(): Promise<readonly ShippedPackage[]> {
  const built = await Promise.all(bundles(true).map((options) => bundle({ ...options, metafile: true, write: false })));
  return shippedPackages(
    root,
    built.map(({ metafile }) => metafile),
    grammars,
  );
}

async function watch(): Promise<void> {
  await prepareDist();
  for (const options of bundles(false)) {
    const watched = await context({ ...options, logLevel: 'info' });
    await watched.watch();
  }
}

async function prepareDist(): Promise<void> {
  await rm(dist, { recursive: true, force: true });
  await mkdir(dist, { recursive: true });
  await Promise.all([
    copyFile(require.resolve('web-tree-sitter/web-tree-sitter.wasm'), join(dist, 'web-tree-sitter.wasm')),
    copyFile(require.resolve('tree-sitter-ruby/tree-sitter-ruby.wasm'), join(dist, 'tree-sitter-ruby.wasm')),
  ]);
}

/** Who starts the language server need not load the command line, nor the other way round: each is half of a start. */
const twoPrograms: Plugin = {
  name: 'two-programs',
  setup({ onResolve }) {
    onResolve({ filter: /\/languageServer\.ts$/ }, () => ({ path: './server.cjs', external: true }));
    onResolve({ filter: /\/cli\/main\.ts$/ }, () => ({ path: './cli.cjs', external: true }));
  },
};

function bundles(production: boolean): BuildOptions[] {
  const shared: BuildOptions = {
    absWorkingDir: root,
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    // The UMD builds that `main` often names hide their requires from the bundler.
    mainFields: ['module', 'main'],
    minifyWhitespace: production,
    minifySyntax: production,
    // Class names reach the user in error messages. To keep them beside short names would cost every closure a call when it is made.
    minifyIdentifiers: false,
    sourcemap: !production,
    legalComments: 'none',
    logLevel: 'warning',
  };
  // A CommonJS bundle has no import.meta.url; web-tree-sitter and our own code find the .wasm files through it.
  const withModuleUrl: BuildOptions = {
    ...shared,
    define: { 'import.meta.url': 'bundleUrl' },
    banner: { js: "const bundleUrl = require('node:url').pathToFileURL(__filename).href;" },
  };
  // A bundle that needs Node fails to build, but for web-tree-sitter's imports, which its package.json takes out for browsers.
  const inBrowser: BuildOptions = {
    ...shared,
    platform: 'browser',
    target: 'es2022',
    mainFields: ['browser', 'module', 'main'],
    // Asked for where web-tree-sitter's own .wasm is, though the bytes are given; a worker is at a blob: address, below which nothing is.
    define: { 'import.meta.url': '"file:///"' },
  };
  return [
    {
      ...shared,
      minifyIdentifiers: production,
      entryPoints: ['client/src/nodeExtension.ts'],
      outfile: 'dist/client.cjs',
      external: ['vscode'],
    },
    { ...withModuleUrl, entryPoints: ['server/src/languageServer.ts'], outfile: 'dist/server.cjs' },
    { ...withModuleUrl, entryPoints: ['server/src/cli/main.ts'], outfile: 'dist/cli.cjs' },
    {
      ...shared,
      entryPoints: ['server/src/bin.ts'],
      outfile: 'dist/lintel.cjs',
      plugins: [twoPrograms],
      // `require` loads CommonJS in half the time of `import`.
      supported: { 'dynamic-import': false },
    },
    { ...withModuleUrl, entryPoints: ['server/src/summarizer.ts'], outfile: 'dist/summarizer.cjs' },
    {
      ...inBrowser,
      minifyIdentifiers: production,
      entryPoints: ['client/src/browserExtension.ts'],
      outfile: 'dist/browser/client.js',
      external: ['vscode'],
    },
    { ...inBrowser, entryPoints: ['server/src/browserServer.ts'], outfile: 'dist/browser/server.js', format: 'iife' },
  ];
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  if (process.argv.includes('--watch')) await watch();
  else await build(process.argv.includes('--production'));
}
