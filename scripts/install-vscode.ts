/**
 * Installs a VS Code that Chromium can open, without a download from Microsoft: the npm package code-server holds the whole VS Code
 * server and its web workbench. It needs a newer Node than this project and native modules, so it lives in `.cache/vscode`, apart
 * from the project's dependencies, where it is reused.
 *
 *     node --import tsx scripts/install-vscode.ts
 */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const folder = fileURLToPath(new URL('../.cache/vscode', import.meta.url));

/** Exact versions: a test that fails tomorrow should fail because of us. code-server 4.139 holds VS Code 1.139. */
const packages = { node: '24.21.0', 'code-server': '4.139.1' };

/** What starts VS Code's server: `node serverMain …`. */
export interface VscodeInstallation {
  readonly node: string;
  readonly serverMain: string;
}

/** The installation in `.cache/vscode`, made first when it is missing or of other versions: that takes about two minutes. */
export async function installVscode(): Promise<VscodeInstallation> {
  const installation = {
    node: join(folder, 'node_modules/node/bin/node'),
    serverMain: join(folder, 'node_modules/code-server/lib/vscode/out/server-main.js'),
  };
  if ((await installedPackages()) !== JSON.stringify(packages)) {
    console.error('Installing VS Code into .cache/vscode, once: about two minutes.');
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'package.json'), JSON.stringify({ private: true }));
    await npmInstall(`node@${packages.node}`);
    await npmInstall(`code-server@${packages['code-server']}`);
    await writeFile(join(folder, 'installed.json'), JSON.stringify(packages));
  }
  return installation;
}

/** The text of the mark that only a finished installation leaves. */
async function installedPackages(): Promise<string | undefined> {
  return readFile(join(folder, 'installed.json'), 'utf8').catch(() => undefined);
}

async function npmInstall(specifier: string): Promise<void> {
  const environment = {
    // Run below `npm test`, this process has variables that name the older Node to npm.
    ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name))),
    // The newer Node, once it is there, is the one that code-server's own install scripts must see.
    PATH: `${join(folder, 'node_modules/node/bin')}${delimiter}${process.env.PATH ?? ''}`,
    // Optimising the native modules takes longer than all else here, and no test feels it.
    CFLAGS: '-O0',
    CXXFLAGS: '-O0',
    JOBS: 'max',
    // npm 11 skips install scripts that nobody approved; here they build the native modules, also those of nested installs.
    npm_config_dangerously_allow_all_scripts: 'true',
    // Debian's headers spare node-gyp a download.
    ...(existsSync('/usr/include/node/node.h') ? { npm_config_nodedir: '/usr' } : {}),
  };
  const options = { cwd: folder, env: environment, maxBuffer: 64 * 1024 * 1024 };
  await run('npm', ['install', '--no-audit', '--no-fund', specifier], options).catch(
    (error: Error & { stdout?: string }) => {
      throw new Error(`npm install ${specifier} failed in .cache/vscode:\n${error.message}\n${error.stdout ?? ''}`);
    },
  );
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  console.log((await installVscode()).serverMain);
}
