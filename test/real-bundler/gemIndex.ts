import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a gem server knows of one version of a gem; the key is `version` or `version-platform`. */
interface Release {
  /** `YYYY-MM-DD`. */
  readonly published: string;
  /** The gems that it needs, each with a requirement as a lock has it: `>= 2, < 4`. */
  readonly needs: Readonly<Record<string, string>>;
}

type Registry = Readonly<Record<string, Readonly<Record<string, Release>>>>;

/** A gem server on this machine that is as old as a test wants it to be. */
export interface GemIndex {
  readonly url: string;
  /** Hides what was published later. */
  showUntil(day: string): void;
  close(): Promise<void>;
}

/**
 * Serves the compact index of RubyGems on the loopback interface: all that `bundle lock` reads of a gem server, so that no gem has to be
 * built. The releases are facts about 99 real gems.
 */
export async function startGemIndex(): Promise<GemIndex> {
  const registry = JSON.parse(readFileSync(new URL('registry.json', import.meta.url), 'utf8')) as Registry;
  let today = '9999-12-31';
  const server = createServer((request, response) => {
    const body = answer(registry, today, decodeURIComponent(request.url ?? ''));
    if (body === undefined) {
      response.writeHead(404).end('not found');
      return;
    }
    const etag = `"${digest('md5', body, 'hex')}"`;
    if (request.headers['if-none-match'] === etag) {
      response.writeHead(304, { ETag: etag }).end();
      return;
    }
    response
      .writeHead(200, {
        'Content-Type': 'text/plain',
        ETag: etag,
        'Repr-Digest': `sha-256=:${digest('sha256', body, 'base64')}:`,
      })
      .end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    showUntil: (day) => {
      today = day;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function answer(registry: Registry, today: string, path: string): string | undefined {
  if (path === '/versions') {
    return versionsFile(registry, today);
  }
  if (path === '/names') {
    return `---\n${Object.keys(registry).join('\n')}\n`;
  }
  const [, gem = ''] = /^\/info\/(.+)$/.exec(path) ?? [];
  return registry[gem] === undefined ? undefined : infoFile(registry, today, gem);
}

function versionsFile(registry: Registry, today: string): string {
  const lines = Object.keys(registry).flatMap((gem) => {
    const versions = releases(registry, today, gem).map(([version]) => version);
    return versions.length === 0
      ? []
      : [`${gem} ${versions.join(',')} ${digest('md5', infoFile(registry, today, gem), 'hex')}`];
  });
  return `created_at: 2025-01-01T00:00:00Z\n---\n${lines.join('\n')}\n`;
}

function infoFile(registry: Registry, today: string, gem: string): string {
  const lines = releases(registry, today, gem).map(([version, { needs }]) => {
    const dependencies = Object.entries(needs).map(
      ([name, requirement]) => `${name}:${requirement.replaceAll(', ', '&')}`,
    );
    return `${version} ${dependencies.join(',')}|checksum:${digest('sha256', `${gem}-${version}`, 'hex')}\n`;
  });
  return `---\n${lines.join('')}`;
}

function releases(registry: Registry, today: string, gem: string): [string, Release][] {
  return Object.entries(registry[gem] ?? {}).filter(([, { published }]) => published <= today);
}

function digest(algorithm: string, text: string, encoding: 'hex' | 'base64'): string {
  return createHash(algorithm).update(text).digest(encoding);
}
