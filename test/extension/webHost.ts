import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, extname, join, normalize } from 'node:path';
import { promisify } from 'node:util';
import { launchChromium, openPage } from '../../scripts/chromium.ts';
import { installVscode } from '../../scripts/install-vscode.ts';
import { quietSettings } from '../../scripts/vscode-server.ts';
import { serveWebviews, takePicture } from './browserHost.ts';
import { listenToSuite, type Reporter } from './reporter.ts';
import type { SuiteRun } from './suiteRun.ts';

/** What a run in the web worker host needs; `bundle` gets the reporter's address, since a worker has no environment. */
export interface WebRun extends Pick<SuiteRun, 'test' | 'vsix' | 'scratch' | 'pictures'> {
  /** Makes the extension that holds the suite and the virtual workspace; returns its folder. */
  bundle(driver: string): Promise<string>;
}

/**
 * Runs the suite as on vscode.dev: VS Code's workbench without any server behind it, extensions in a web worker, and a workspace that is
 * on no disk.
 */
export async function runInWebWorker(run: WebRun): Promise<void> {
  const installation = await installVscode();
  const browser = await launchChromium();
  const page = await openPage(browser);
  await serveWebviews(page.context(), installation);
  const reporter = await listenToSuite(run.test, (name, of) => takePicture(page, run.pictures, name, of));
  const server = await serveWorkbench(dirname(dirname(installation.serverMain)), run, reporter);
  try {
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    await reporter.done.catch(async (error: unknown) => {
      await takePicture(page, run.pictures, 'failed-given-up', { selector: 'body', frame: 'window' });
      throw error;
    });
  } finally {
    await browser.close();
    server.close();
    reporter.close();
  }
}

async function serveWorkbench(vscode: string, run: WebRun, { address }: Reporter): Promise<Server> {
  const extension = join(run.scratch, 'unpacked');
  await promisify(execFile)('python3', ['-m', 'zipfile', '--extract', run.vsix, extension]);
  const folders = { vscode, lintel: join(extension, 'extension'), suite: await run.bundle(address) };
  const page = await readFile(join(vscode, 'out/vs/code/browser/workbench/workbench.html'), 'utf8');
  const server = createServer(async (request, response) => {
    const { host = '' } = request.headers;
    const { pathname } = new URL(request.url ?? '', `http://${host}`);
    if (pathname === '/') return response.setHeader('content-type', 'text/html').end(fillPage(page, host));
    const body = await read(folders, decodeURIComponent(pathname)).catch(() => undefined);
    if (body === undefined) return response.writeHead(404).end();
    response.setHeader('content-type', types[extname(pathname)] ?? 'application/octet-stream').end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

const types: Readonly<Record<string, string>> = {
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.html': 'text/html',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
};

async function read(folders: Readonly<Record<string, string>>, path: string): Promise<Buffer | string> {
  const [, name = '', ...rest] = normalize(path).split('/');
  const folder = folders[name];
  if (folder === undefined) throw new Error(path);
  const file = await readFile(join(folder, ...rest));
  return path.endsWith('/workbench.js') ? withoutServer(file.toString()) : file;
}

/** code-server's workbench takes for granted that its server holds the workspace and the settings; VS Code's own keeps them in the browser. */
const ties: readonly [RegExp, string][] = [
  [/remoteAuthority:location\.host/g, 'remoteAuthority:undefined'],
  [/(?<=\(this\.userDataPath\)\.with\(\{scheme:\w+\.)vscodeRemote/g, 'vscodeUserData'],
];

function withoutServer(workbench: string): string {
  return ties.reduce((text, [tie, free]) => {
    assert.equal(text.match(tie)?.length, 1, `${tie} is in one place`);
    return text.replace(tie, free);
  }, workbench);
}

function fillPage(page: string, host: string): string {
  const served = (path: string) => ({ scheme: 'http', authority: host, path });
  const configuration = {
    userDataPath: '/',
    isEnabledFileDownloads: true,
    isEnabledFileUploads: true,
    isEnabledCoderGettingStarted: false,
    folderUri: { scheme: 'storefront', path: '/' },
    additionalBuiltinExtensions: [served('/lintel')],
    developmentOptions: { extensions: [served('/suite')], extensionTestsPath: served('/suite/suite.js') },
    configurationDefaults: quietSettings,
    productConfiguration: { enableTelemetry: false },
  };
  const values: Readonly<Record<string, string>> = {
    WORKBENCH_WEB_CONFIGURATION: JSON.stringify(configuration).replaceAll('"', '&quot;'),
    WORKBENCH_WEB_BASE_URL: '/vscode',
    WORKBENCH_NLS_FALLBACK_URL: '/vscode/out/nls.messages.js',
    WORKBENCH_NLS_URL: '/vscode/out/nls.messages.js',
  };
  return page.replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => values[name] ?? '');
}
