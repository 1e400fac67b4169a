import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { URI } from 'vscode-uri';
import type { Config } from '../linter/config.ts';
import { parseConfigFile, unknownRules } from '../linter/configFile.ts';
import { registry } from '../rules/registry.ts';
import { gemfileOf } from '../syntax/fileKind.ts';
import { describeError, nodeFileSystem } from '../workspace/nodeFileSystem.ts';
import { UsageError } from './usageError.ts';

/** What files are called. Always with `/`. */
export interface FileNames {
  /** A file's path for people: relative to the working folder, or absolute below a path that was given so. */
  pathOf(uri: string): string;
  /** A file's path for who shows the repository: relative to its root, wherever Lintel runs; in no repository as for people. */
  pathInRepository(uri: string): string;
}

/** Where a project is and what its configuration says, before any of its files is looked for. */
export interface LocatedProject {
  /** What was asked for. */
  readonly roots: readonly Root[];
  /** The folder of the whole project: where a client comes from or what a key is called may stand in any file of it. Absolute. */
  readonly context: string;
  /** The folder of `.lintel.yml`, or else of the project. */
  readonly folderUri: string;
  readonly config: Config;
  /** What the configuration says that means nothing: one line each. */
  readonly notes: readonly string[];
  /** The lock that governs the project from its own folder or one above, and its Gemfile; absolute, and empty where there is none. */
  readonly governing: readonly string[];
  readonly names: FileNames;
}

/** A file or folder that was asked for. */
export interface Root {
  /** Absolute. */
  readonly path: string;
  readonly isFolder: boolean;
  readonly givenAsAbsolute: boolean;
}

const configName = '.lintel.yml';
const lockNames = ['gems.locked', 'Gemfile.lock'];

/** What makes a folder a project of its own. */
const projectMarks = [configName, 'Gemfile', 'gems.rb', '.git'];

/**
 * Finds the project that holds `paths` (default: the working folder). Rejects with a `UsageError` for a path that does not exist and for a
 * broken `.lintel.yml`.
 */
export async function locateProject(paths: readonly string[]): Promise<LocatedProject> {
  const roots = await Promise.all((paths.length === 0 ? ['.'] : paths).map(resolveRoot));
  const folder = commonFolder(roots.map((root) => (root.isFolder ? root.path : dirname(root.path))));
  const context = (await nearest(folder, projectMarks)) ?? folder;
  const configured = (await nearest(folder, [configName])) ?? context;
  return {
    roots,
    context,
    folderUri: URI.file(configured).toString(),
    ...(await readConfig(configured)),
    governing: await governingBundle(context),
    names: fileNames(roots, await nearest(context, ['.git'])),
  };
}

async function resolveRoot(path: string): Promise<Root> {
  const absolute = resolve(path);
  try {
    return { path: absolute, isFolder: (await stat(absolute)).isDirectory(), givenAsAbsolute: isAbsolute(path) };
  } catch (error) {
    throw new UsageError(`${path}: ${describeError(error)}`);
  }
}

function commonFolder(folders: readonly string[]): string {
  return folders.reduce((common, folder) => {
    let shared = common;
    while (relative(shared, folder).startsWith('..')) {
      shared = dirname(shared);
    }
    return shared;
  });
}

/** The nearest folder at or above `folder`, within its repository, that holds one of `names`. */
async function nearest(folder: string, names: readonly string[]): Promise<string | undefined> {
  for (let candidate = folder; ; candidate = dirname(candidate)) {
    for (const name of names) {
      if (await exists(join(candidate, name))) {
        return candidate;
      }
    }
    if (candidate === dirname(candidate) || (await exists(join(candidate, '.git')))) {
      return undefined;
    }
  }
}

/** Whether there is a file or folder at `path`. */
export async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

async function readConfig(folder: string): Promise<{ readonly config: Config; readonly notes: readonly string[] }> {
  const path = join(folder, configName);
  const read = await nodeFileSystem.read(URI.file(path).toString());
  const text = read.ok ? read.text : '';
  const { config, problems } = parseConfigFile(text);
  const [problem] = problems;
  if (problem !== undefined) {
    throw new UsageError(`${relative(process.cwd(), path)}:${problem.range.start.line + 1}: ${problem.message}`);
  }
  const unknown = unknownRules(text, new Set(registry.map(({ id }) => id)));
  return {
    config,
    notes: unknown.map(({ range, message }) => `${relative(process.cwd(), path)}:${range.start.line + 1}: ${message}`),
  };
}

/** An engine without a lock of its own is governed by the lock of a folder above. */
async function governingBundle(context: string): Promise<readonly string[]> {
  const folder = await nearest(context, lockNames);
  const lock = lockNames.find((name) => folder !== undefined && existsSync(join(folder, name)));
  return folder === undefined || lock === undefined ? [] : [join(folder, lock), gemfileOf(join(folder, lock))];
}

function fileNames(roots: readonly Root[], repository: string | undefined): FileNames {
  const absolute = roots.filter((root) => root.givenAsAbsolute).map((root) => root.path);
  const pathOf = (uri: string) => {
    const path = URI.parse(uri).fsPath;
    const keep = absolute.some((root) => path === root || path.startsWith(join(root, sep)));
    return (keep ? path : relative(process.cwd(), path)).replaceAll(sep, '/');
  };
  const pathInRepository =
    repository === undefined
      ? pathOf
      : (uri: string) => relative(repository, URI.parse(uri).fsPath).replaceAll(sep, '/');
  return { pathOf, pathInRepository };
}
