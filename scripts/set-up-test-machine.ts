/**
 * Sees to it that this machine has the programs that the tests run: on Debian, as root, the missing ones are installed; elsewhere
 * they are named, and the exit status is 1.
 *
 *     node --import tsx scripts/set-up-test-machine.ts
 */
import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';

interface Need {
  /** Debian's name. */
  readonly package: string;
  /** What it puts on the PATH, absent for a library. */
  readonly command?: string;
}

const needs: readonly Need[] = [
  { package: 'git', command: 'git' },
  { package: 'ruby', command: 'ruby' },
  { package: 'ruby-dev' },
  { package: 'bundler', command: 'bundle' },
  { package: 'ruby-redis' },
  { package: 'ruby-sidekiq' },
  { package: 'ruby-connection-pool' },
  { package: 'redis-server', command: 'redis-server' },
  { package: 'rubocop', command: 'rubocop' },
  { package: 'ripgrep', command: 'rg' },
  { package: 'neovim', command: 'nvim' },
  { package: 'emacs-nox', command: 'emacs' },
  { package: 'elpa-eglot' },
  { package: 'chromium', command: 'chromium' },
  { package: 'fonts-dejavu-core' },
  // The native modules of VS Code's server are compiled.
  { package: 'g++', command: 'g++' },
  { package: 'make', command: 'make' },
  { package: 'python3', command: 'python3' },
  { package: 'libkrb5-dev' },
];

/** Installs what is missing, or throws an error that names it. */
function setUpTestMachine(): void {
  const missing = needs.filter(hasDpkg() ? isNotInstalled : isNotOnPath).map((need) => need.package);
  if (missing.length === 0) return;
  if (!hasDpkg() || process.getuid?.() !== 0) {
    throw new Error(`The tests need these Debian packages, or their like: ${missing.join(' ')}`);
  }
  console.error(`Installing what the tests need: ${missing.join(' ')}`);
  apt('update', '-qq');
  apt('install', '-qq', '--yes', '--no-install-recommends', ...missing);
}

function hasDpkg(): boolean {
  return !isNotOnPath({ package: 'dpkg', command: 'dpkg-query' });
}

function isNotInstalled(need: Need): boolean {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg fills it in.
  const { stdout } = spawnSync('dpkg-query', ['--show', '--showformat=${db:Status-Status}', need.package]);
  return stdout.toString() !== 'installed';
}

function isNotOnPath({ command }: Need): boolean {
  if (command === undefined) return false;
  const folders = (process.env.PATH ?? '').split(delimiter);
  return !folders.some((folder) => isExecutable(join(folder, command)));
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** apt says much that nobody needs to read unless it fails. */
function apt(...words: string[]): void {
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const { status, stdout, stderr } = spawnSync('apt-get', words, { env: environment, maxBuffer: 64 * 1024 * 1024 });
  if (status !== 0) throw new Error(`apt-get ${words.join(' ')} failed:\n${stdout}${stderr}`);
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    setUpTestMachine();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
