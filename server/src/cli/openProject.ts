import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { URI } from 'vscode-uri';
import { parseConfigFile, unknownRules } from '../linter/configFile.ts';
import { isIgnoredPath } from '../linter/paths.ts';
import { registry } from '../rules/registry.ts';
import { fileKind, gemfileOf, lockOf } from '../syntax/fileKind.ts';
import type { RubyParser } from '../syntax/rubyParser.ts';
import type { OnUnread } from '../workspace/fileSystem.ts';
import { describeError, nodeFileSystem } from '../workspace/nodeFileSystem.ts';
import { loadNodeRubyParser } from '../workspace/nodeGrammar.ts';
import { SummaryReader } from '../workspace/nodeSummaries.ts';
import { Workspace } from '../workspace/workspace.ts';
import { UsageError } from './usageError.ts';

/** The workspace that the command line judges: its files read, its configuration applied. */
export interface Project {
  readonly workspace: Workspace;
  readonly parser: RubyParser;
  /** The files below the paths that were asked for. Others, such as the Gemfile.lock of a folder above, are context only. */
  readonly uris: readonly string[];
  /** Why files and folders were passed over: one line each. */
  readonly notes: readonly string[];
  /** A file's path for people: relative to the working folder, or absolute below a path that was given so; always with `/`. */
  pathOf(uri: string): string;
}

/** A project whose Ruby files were found but not all read yet. */
export interface FoundProject {
  readonly project: Project;
  /** Every Ruby file that counts, context included. */
  readonly ruby: readonly string[];
  /** Reads what is not read yet, after which the project is complete. Gives those that were passed over, and why. */
  readRuby(): Promise<readonly (readonly [uri: string, reason: string])[]>;
  /** Takes it as known that a Ruby file cannot be read. */
  passOver(uri: string, reason: string): void;
}

const configName = '.lintel.yml';
const lockNames = ['gems.locked', 'Gemfile.lock'];

/** So many files are found before the threads' answers are heard. */
const filesPerTurn = 256;

/** What makes a folder a project of its own. */
const projectMarks = [configName, 'Gemfile', 'gems.rb', '.git'];

/**
 * Reads the project that holds `paths` (default: the working folder). All of it, since where a client comes from or what a key is called
 * may stand in any file: a part of a project is judged as in a run over the whole.
 * Rejects with a `UsageError` for a path that does not exist and for a broken `.lintel.yml`.
 */
export async function openProject(paths: readonly string[]): Promise<Project> {
  const { project, readRuby } = await findProject(paths, () => true);
  await readRuby();
  return project;
}

/**
 * As `openProject`, but leaves Ruby files to be read when they are needed. Where `readsAhead` says of the project's folder that they will
 * be, other threads begin while the rest is still being looked for.
 */
export async function findProject(
  paths: readonly string[],
  readsAhead: (folder: string) => boolean,
): Promise<FoundProject> {
  const roots = await Promise.all((paths.length === 0 ? ['.'] : paths).map(resolveRoot));
  const pathOf = pathPrinter(roots);
  const folder = commonFolder(roots.map((root) => (root.isFolder ? root.path : dirname(root.path))));
  const context = (await nearest(folder, projectMarks)) ?? folder;
  const configured = (await nearest(folder, [configName])) ?? context;
  const parser = await loadNodeRubyParser();
  const workspace = new Workspace(URI.file(configured).toString(), parser);
  const notes: string[] = [];
  workspace.config = await readConfig(configured, notes);
  const uris = new Set<string>();
  const seen = new Set<string>();
  const ruby: string[] = [];
  const passOver = (uri: string, reason: string) => {
    if (uris.delete(uri)) {
      notes.push(`${pathOf(uri)}: skipped: ${reason}`);
    }
  };
  const skipped: (readonly [uri: string, reason: string])[] = [];
  const reader = new SummaryReader(parser, (read) => {
    if ('reason' in read) {
      passOver(read.uri, read.reason);
      skipped.push([read.uri, read.reason]);
    } else {
      workspace.setSummary(read.uri, read.summary, read.text, read.mentions);
    }
  });
  const isAhead = readsAhead(workspace.folderUri);
  const load = async (uri: string, asked: boolean): Promise<void> => {
    if (seen.has(uri) || isIgnoredPath(workspace.path(uri), workspace.config)) {
      return;
    }
    seen.add(uri);
    if (asked) {
      uris.add(uri);
    }
    if (fileKind(uri) === 'ruby') {
      ruby.push(uri);
      if (isAhead) {
        reader.add(uri);
        if (ruby.length % filesPerTurn === 0) {
          await new Promise((resolve) => setImmediate(resolve));
        }
      }
      return;
    }
    const read = await nodeFileSystem.read(uri);
    if (read.ok) {
      workspace.setText(uri, read.text);
    } else {
      passOver(uri, read.reason);
    }
  };
  const passOverFolder = (uri: string, reason: string) => {
    if (!seen.has(uri) && !isIgnoredPath(workspace.path(uri), workspace.config)) {
      seen.add(uri);
      notes.push(`${pathOf(uri) || '.'}: skipped: ${reason}`);
    }
  };
  for (const root of roots) {
    for await (const uri of filesOf(root, passOverFolder)) {
      await load(uri, true);
    }
  }
  if (!roots.some((root) => root.isFolder && root.path === context)) {
    for await (const uri of nodeFileSystem.walk(URI.file(context).toString())) {
      await load(uri, false);
    }
  }
  await loadGoverningBundle(context, workspace, (uri) => load(uri, false));
  const project: Project = {
    workspace,
    parser,
    get uris() {
      return [...uris];
    },
    notes,
    pathOf,
  };
  const readRuby = async () => {
    if (!isAhead) {
      ruby.forEach((uri) => reader.add(uri));
    }
    await reader.finish();
    return skipped;
  };
  return { project, ruby, readRuby, passOver };
}

async function* filesOf(root: Root, onUnread: OnUnread): AsyncGenerator<string> {
  const uri = URI.file(root.path).toString();
  if (root.isFolder) {
    yield* nodeFileSystem.walk(uri, undefined, onUnread);
  } else {
    yield uri;
  }
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

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

async function readConfig(folder: string, notes: string[]): Promise<Workspace['config']> {
  const path = join(folder, configName);
  const read = await nodeFileSystem.read(URI.file(path).toString());
  const text = read.ok ? read.text : '';
  const { config, problems } = parseConfigFile(text);
  const [problem] = problems;
  if (problem !== undefined) {
    throw new UsageError(`${relative(process.cwd(), path)}:${problem.range.start.line + 1}: ${problem.message}`);
  }
  for (const { range, message } of unknownRules(text, new Set(registry.map(({ id }) => id)))) {
    notes.push(`${relative(process.cwd(), path)}:${range.start.line + 1}: ${message}`);
  }
  return config;
}

/** An engine without a lock of its own is governed by the lock of a folder above. */
async function loadGoverningBundle(
  folder: string,
  workspace: Workspace,
  load: (uri: string) => Promise<void>,
): Promise<void> {
  const locked = await nearest(folder, lockNames);
  const lock = lockNames.find((name) => locked !== undefined && existsSync(join(locked, name)));
  if (
    locked === undefined ||
    lock === undefined ||
    workspace.lockUris.some((uri) => dirname(URI.parse(uri).fsPath) === locked)
  ) {
    return;
  }
  await load(URI.file(join(locked, lock)).toString());
  await load(URI.file(gemfileOf(join(locked, lock))).toString());
}

/** The bundle of the working folder, which `lintel majors`, `why` and `pin` speak of. */
export async function openBundle(): Promise<{ project: Project; lockUri: string }> {
  for (const gemfile of ['gems.rb', 'Gemfile']) {
    const lock = lockOf(gemfile);
    if (await exists(lock)) {
      const project = await openProject([lock, ...((await exists(gemfile)) ? [gemfile] : [])]);
      return { project, lockUri: URI.file(resolve(lock)).toString() };
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
