import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A real redis-server of its own, on a free port, that keeps nothing. */
export interface RedisServer {
  readonly port: number;
  close(): Promise<void>;
}

/** Starts one with every command in its slow log and DEBUG allowed. Rejects when there is no redis-server. */
export async function startRedis(options: Readonly<Record<string, string>> = {}): Promise<RedisServer> {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'lintel-redis-'));
  const settings = {
    port: String(port),
    bind: '127.0.0.1',
    save: '',
    // What a server does by the clock makes two runs differ.
    activerehashing: 'no',
    'enable-debug-command': 'local',
    'slowlog-log-slower-than': '0',
    'slowlog-max-len': '2000',
    ...options,
  };
  const words = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]);
  const child = spawn('redis-server', words, { cwd: folder, stdio: 'ignore' });
  const exited = once(child, 'exit');
  await Promise.race([
    untilListening(port),
    once(child, 'error').then(([error]) => Promise.reject(error)),
    exited.then(([code]) => Promise.reject(new Error(`redis-server ended with ${code}`))),
  ]);
  return { port, close: () => stop(child, exited, folder) };
}

async function stop(child: ChildProcess, exited: Promise<unknown>, folder: string): Promise<void> {
  child.kill();
  await exited;
  rmSync(folder, { recursive: true, force: true });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') {
    throw new Error('no port was given');
  }
  return address.port;
}

async function untilListening(port: number): Promise<void> {
  while (!(await accepts(port))) {
    await sleep(20);
  }
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
