import { resolve } from 'node:path';
import { URI } from 'vscode-uri';
import type { LockedChecksum, Lockfile } from '../syntax/lockfile/lockfile.ts';
import { parseLockfile } from '../syntax/lockfile/parseLockfile.ts';
import { nodeFileSystem } from '../workspace/nodeFileSystem.ts';
import { pc } from './colors.ts';
import { locateLock } from './locateLock.ts';
import { print, printJson } from './output.ts';
import { UsageError } from './usageError.ts';

/** `lintel lock`: the lockfile as Lintel reads it. Exit status 1 when it has problems, since Bundler may refuse it or read it otherwise. */
export async function lock(file: string | undefined, options: { readonly format: 'pretty' | 'json' }): Promise<number> {
  const path = file ?? (await locateLock(undefined));
  const read = await nodeFileSystem.read(URI.file(resolve(path)).toString());
  if (!read.ok) {
    throw new UsageError(`${path}: ${read.reason}`);
  }
  const lockfile = parseLockfile(read.text);
  if (options.format === 'json') {
    printJson(jsonLock(lockfile));
  } else {
    printLock(lockfile);
  }
  return lockfile.problems.length > 0 ? 1 : 0;
}

/** A lock in the shape of `lintel lock --format json`. */
export function jsonLock(lockfile: Lockfile): object {
  return {
    sources: lockfile.sources.map(({ type, remotes, options, specs }) => ({
      type,
      remotes,
      options,
      specs: specs.map((spec) => ({
        name: spec.name,
        version: spec.version,
        platform: spec.platform ?? 'ruby',
        dependencies: spec.dependencies.map(({ name, requirement }) => ({ name, requirement })),
        line: spec.range.start.line + 1,
      })),
    })),
    platforms: lockfile.platforms,
    dependencies: lockfile.dependencies.map(({ name, requirement, pinned }) => ({ name, requirement, pinned })),
    checksums: Object.fromEntries(lockfile.checksums.map((entry) => [checksumKey(entry), entry.checksums])),
    rubyVersion: lockfile.rubyVersion ?? null,
    bundlerVersion: lockfile.bundlerVersion ?? null,
    problems: lockfile.problems.map(({ message, range }) => ({ line: range.start.line + 1, message })),
  };
}

function checksumKey({ name, version, platform }: LockedChecksum): string {
  return `${name} (${platform === undefined ? version : `${version}-${platform}`})`;
}

function printLock(lockfile: Lockfile): void {
  for (const source of lockfile.sources) {
    print(`${pc.bold(source.type.toUpperCase())} ${source.remotes.join(', ')}`);
    for (const { name, version, platform, dependencies } of source.specs) {
      const pulls = dependencies.map((dependency) => `${dependency.name} (${dependency.requirement})`).join(', ');
      print(
        `  ${name} ${version}${platform === undefined ? '' : `-${platform}`}${pulls === '' ? '' : pc.dim(` -> ${pulls}`)}`,
      );
    }
  }
  print(`${pc.bold('Declared')}: ${lockfile.dependencies.map(({ name }) => name).join(', ')}`);
  print(`${pc.bold('Platforms')}: ${lockfile.platforms.join(', ')}`);
  print(`${pc.bold('Bundler')}: ${lockfile.bundlerVersion ?? 'not stated'}`);
  for (const problem of lockfile.problems) {
    print(`${pc.yellow('problem')} line ${problem.range.start.line + 1}: ${problem.message}`);
  }
}
