import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type GemIndex, startGemIndex } from './gemIndex.ts';

/** A folder with a Gemfile, a gem server that it names, and a Bundler that keeps everything else below a temporary folder. */
export interface BundlerSandbox {
  readonly folder: string;
  readonly index: GemIndex;
  readonly env: Readonly<Record<string, string>>;
  write(name: string, text: string): void;
  read(name: string): string;
  /** Runs `bundle` and rejects with its output when it fails. */
  bundle(...args: string[]): Promise<string>;
  close(): Promise<void>;
}

/** Fails with what to install where Bundler is missing: a test that needs it must not pass without. */
export function requireBundler(): void {
  try {
    execFileSync('bundle', ['--version'], { cwd: tmpdir(), stdio: 'pipe' });
  } catch {
    throw new Error('This test runs real Bundler, and `bundle` is not on the path: `apt-get install ruby bundler`.');
  }
}

/** Opens a sandbox. The variables that steer Bundler are set for this process too: Lintel starts Bundler itself. */
export async function openBundlerSandbox(): Promise<BundlerSandbox> {
  requireBundler();
  const root = mkdtempSync(join(tmpdir(), 'lintel-bundler-'));
  const index = await startGemIndex();
  const env = {
    HOME: root,
    BUNDLE_USER_HOME: join(root, 'bundle'),
    BUNDLE_APP_CONFIG: join(root, 'config'),
    BUNDLE_SILENCE_ROOT_WARNING: 'true',
    // A gem server that is gone is gone.
    BUNDLE_RETRY: '0',
    no_proxy: '127.0.0.1',
  };
  const before = new Map(Object.keys(env).map((name) => [name, process.env[name]]));
  Object.assign(process.env, env);
  return {
    folder: root,
    index,
    env,
    write: (name, text) => writeFileSync(join(root, name), text),
    read: (name) => readFileSync(join(root, name), 'utf8'),
    bundle: (...args) => run(root, args),
    async close() {
      for (const [name, value] of before) {
        if (value === undefined) {
          delete process.env[name];
        } else {
          process.env[name] = value;
        }
      }
      await index.close();
      rmSync(root, { recursive: true, force: true });
    },
  };
}

/** Not synchronous: the gem server lives in this process. */
function run(folder: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn('bundle', args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', (data) => (output += data));
    child.stderr.on('data', (data) => (output += data));
    child.on('error', reject);
    child.on('close', (code) =>
      code === 0 ? resolve(output) : reject(new Error(`bundle ${args.join(' ')} gave ${code}:\n${output}`)),
    );
  });
}
