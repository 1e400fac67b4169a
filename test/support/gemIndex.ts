import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One released gem, as an index tells of it; the platform is absent for plain Ruby. */
export interface ReleasedGem {
  readonly name: string;
  readonly version: string;
  readonly platform?: string;
  readonly dependencies: readonly { readonly name: string; readonly requirements: readonly string[] }[];
}

/** A gem server on this machine that Bundler resolves against; it holds no gem files, so nothing can be installed from it. */
export interface GemIndex {
  readonly url: string;
  close(): Promise<void>;
}

/** Serves `gems` in the compact index format. The caller's process must stay responsive while Bundler runs. */
export async function serveGems(gems: readonly ReleasedGem[]): Promise<GemIndex> {
  const pages = indexPages(gems);
  const server = createServer((request, response) => {
    const page = pages.get(decodeURIComponent(request.url ?? ''));
    if (page === undefined) {
      response.writeHead(404).end();
    } else {
      response.writeHead(200, { 'Content-Type': 'text/plain', ETag: `"${digest('md5', page)}"` }).end(page);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function indexPages(gems: readonly ReleasedGem[]): Map<string, string> {
  const pages = new Map<string, string>();
  let versions = 'created_at: 2026-01-01T00:00:00Z\n---\n';
  for (const name of [...new Set(gems.map((gem) => gem.name))].sort()) {
    const releases = gems.filter((gem) => gem.name === name);
    const info = `---\n${releases.map(infoLine).join('')}`;
    pages.set(`/info/${name}`, info);
    versions += `${name} ${releases.map(fullVersion).join(',')} ${digest('md5', info)}\n`;
  }
  return pages.set('/versions', versions);
}

function infoLine(gem: ReleasedGem): string {
  const dependencies = gem.dependencies.map(({ name, requirements }) => `${name}:${requirements.join('&')}`);
  return `${fullVersion(gem)} ${dependencies.join(',')}|checksum:${digest('sha256', gem.name + fullVersion(gem))}\n`;
}

function fullVersion({ version, platform }: ReleasedGem): string {
  return platform === undefined ? version : `${version}-${platform}`;
}

function digest(algorithm: string, text: string): string {
  return createHash(algorithm).update(text).digest('hex');
}
