import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import type { VscodeInstallation } from './install-vscode.ts';

const run = promisify(execFile);

/** Spares a person, and a screenshot, what VS Code shows to newcomers and what crowds a small window. */
export const quietSettings = {
  'workbench.startupEditor': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.tips.enabled': false,
  'editor.minimap.enabled': false,
  'editor.stickyScroll.enabled': false,
  'chat.disableAIFeatures': true,
  'telemetry.telemetryLevel': 'off',
  'extensions.ignoreRecommendations': true,
  'git.openRepositoryInParentFolders': 'never',
};

export interface VscodeOptions {
  /** Holds extensions, settings and logs; made when missing. */
  readonly dataFolder: string;
  /** The packaged extension to install. */
  readonly vsix: string;
  /** 0 takes any free one. */
  readonly port: number;
  readonly environment?: Readonly<Record<string, string>>;
  /** For `--enable-smoke-test-driver` and the like. */
  readonly switches?: readonly string[];
}

/** A running VS Code server. */
export interface VscodeServer {
  readonly port: number;
  /** The address that opens a folder, or the folders that a `.code-workspace` lists, in a browser. */
  addressOf(path: string): string;
  /** Ends the server and the extension hosts below it. */
  stop(): Promise<void>;
}

/** Installs the extension into a fresh profile and starts VS Code's server with it, reachable from this machine alone. */
export async function startVscode(
  { node, serverMain }: VscodeInstallation,
  { dataFolder, vsix, port, environment = {}, switches = [] }: VscodeOptions,
): Promise<VscodeServer> {
  await mkdir(join(dataFolder, 'data/Machine'), { recursive: true });
  await writeFile(join(dataFolder, 'data/Machine/settings.json'), JSON.stringify(quietSettings));
  const shared = [serverMain, '--accept-server-license-terms', '--disable-telemetry', '--server-data-dir', dataFolder];
  await run(node, [...shared, '--install-extension', vsix]);

  const server = spawn(
    node,
    [...shared, '--host', '127.0.0.1', '--port', String(port), '--without-connection-token', ...switches],
    { env: { ...process.env, ...environment }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const actualPort = await listeningPort(server);
  return {
    port: actualPort,
    addressOf(path) {
      const kind = path.endsWith('.code-workspace') ? 'workspace' : 'folder';
      return `http://127.0.0.1:${actualPort}/?${kind}=${encodeURIComponent(path)}`;
    },
    stop: () => end(server),
  };
}

/** Reads the port from what the server prints, and keeps reading, since a full pipe would stop it. */
function listeningPort(server: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    const printed: string[] = [];
    for (const stream of [server.stdout, server.stderr]) {
      if (stream === null) continue;
      createInterface({ input: stream }).on('line', (line) => {
        printed.push(line);
        const port = /^Extension host agent listening on (\d+)/.exec(line)?.[1];
        if (port !== undefined) resolve(Number(port));
      });
    }
    server.once('error', reject);
    server.once('exit', (code) => reject(new Error(`VS Code's server ended with ${code}:\n${printed.join('\n')}`)));
  });
}

function end(server: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (server.exitCode !== null || server.signalCode !== null) return resolve();
    server.once('exit', () => resolve());
    server.kill();
  });
}
