import { stat } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import picomatch from 'picomatch';
import { URI } from 'vscode-uri';
import { parseConfigFile } from '../linter/configFile.ts';
import { gemfileOf, lockOf } from '../syntax/fileKind.ts';
import type { RubyParser } from '../syntax/rubyParser.ts';
import { describeError, nodeFileSystem } from '../workspace/nodeFileSystem.ts';
import { loadNodeRubyParser } from '../workspace/nodeGrammar.ts';
import { Workspace } from '../workspace/workspace.ts';
import { UsageError } from './usageError.ts';

/** The workspace that the command line judges: its files read, its configuration applied. */
export interface Project {
  readonly workspace: Workspace;
  readonly parser: RubyParser;
  /** The files below the paths that were asked for. Others, such as the Gemfile.lock of a folder above, are context only. */
  readonly uris: readonly string[];
  /** Why files were passed over: one line each. */
  readonly notes: readonly string[];
  /** A file's path for people: relative to the working folder, or absolute below a path that was given so; always with `/`. */
  pathOf(uri: string): string;
}

const configName = '.lintel.yml';

/**
 * Reads every file below `paths` (default: the working folder), and the lock and Gemfile that govern them from the folders above.
 * Rejects with a `UsageError` for a path that does not exist and for a broken `.lintel.yml`.
 */
export async function openProject(paths: readonly string[]): Promise<Project> {
  const roots = await Promise.all((paths.length === 0 ? ['.'] : paths).map(resolveRoot));
  const pathOf = pathPrinter(roots);
  const folder = commonFolder(roots.map((root) => (root.isFolder ? root.path : dirname(root.path))));
  const project = await projectFolder(folder);
  const parser = await loadNodeRubyParser();
  const workspace = new Workspace(URI.file(project).toString(), parser);
  workspace.config = await readConfig(project);
  const notes: string[] = [];
  const uris: string[] = [];
  const isIgnored = picomatch(workspace.config.ignore, { dot: true });
  const load = async (uri: string): Promise<boolean> => {
    const read = await nodeFileSystem.read(uri);
    if (read.ok) {
      workspace.setText(uri, read.text);
    } else {
      notes.push(`${pathOf(uri)}: skipped: ${read.reason}`);
    }
    return read.ok;
  };
  for (const root of roots) {
    for await (const uri of root.isFolder
      ? nodeFileSystem.walk(URI.file(root.path).toString())
      : [URI.file(root.path).toString()]) {
      const path = relative(project, URI.parse(uri).fsPath).replaceAll('\\', '/');
      if (!uris.includes(uri) && !(workspace.config.ignore.length > 0 && isIgnored(path)) && (await load(uri))) {
        uris.push(uri);
      }
    }
  }
  await loadGoverningBundle(folder, workspace, load);
  return { workspace, parser, uris, notes, pathOf };
}

/** A file or folder that was asked for. */
interface Root {
  /** Absolute. */
  readonly path: string;
  readonly isFolder: boolean;
  readonly givenAsAbsolute: boolean;
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

/** The nearest folder at or above `folder` that holds `.lintel.yml` or `.git`, else `folder` itself. */
async function projectFolder(folder: string): Promise<string> {
  for (let candidate = folder; ; candidate = dirname(candidate)) {
    if ((await exists(join(candidate, configName))) || (await exists(join(candidate, '.git')))) {
      return candidate;
    }
    if (candidate === dirname(candidate)) {
      return folder;
    }
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

async function readConfig(folder: string): Promise<Workspace['config']> {
  const path = join(folder, configName);
  const read = await nodeFileSystem.read(URI.file(path).toString());
  const { config, problems } = parseConfigFile(read.ok ? read.text : '');
  const [problem] = problems;
  if (problem !== undefined) {
    throw new UsageError(`${relative(process.cwd(), path)}:${problem.range.start.line + 1}: ${problem.message}`);
  }
  return config;
}

/** `lintel check app/models` still needs to know which redis gem the project locks. */
async function loadGoverningBundle(
  folder: string,
  workspace: Workspace,
  load: (uri: string) => Promise<boolean>,
): Promise<void> {
  for (let candidate = folder; ; candidate = dirname(candidate)) {
    if (workspace.lockUris.some((uri) => dirname(URI.parse(uri).fsPath) === candidate)) {
      return;
    }
    for (const name of ['gems.locked', 'Gemfile.lock']) {
      const path = join(candidate, name);
      if ((await exists(path)) && (await load(URI.file(path).toString()))) {
        const gemfile = gemfileOf(path);
        if (await exists(gemfile)) {
          await load(URI.file(gemfile).toString());
        }
        return;
      }
    }
    if (candidate === dirname(candidate) || (await exists(join(candidate, '.git')))) {
      return;
    }
  }
}

/** The bundle of the working folder, which `lintel majors`, `why` and `pin` speak of. */
export async function openBundle(): Promise<{ project: Project; lockUri: string }> {
  for (const name of ['gems.rb', 'Gemfile']) {
    const gemfile = resolve(name);
    const lock = lockOf(gemfile);
    if (await exists(lock)) {
      const project = await openProject([lock, ...((await exists(gemfile)) ? [gemfile] : [])]);
      return { project, lockUri: URI.file(lock).toString() };
    }
  }
  throw new UsageError('no Gemfile.lock and no gems.locked here: run it in the folder of a Gemfile');
}

function pathPrinter(roots: readonly Root[]): (uri: string) => string {
  const absolute = roots.filter((root) => root.givenAsAbsolute).map((root) => root.path);
  return (uri) => {
    const path = URI.parse(uri).fsPath;
    const keep = absolute.some((root) => path === root || path.startsWith(join(root, sep)));
    return (keep ? path : relative(process.cwd(), path)).replaceAll('\\', '/');
  };
}
