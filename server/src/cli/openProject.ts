import { resolve } from 'node:path';
import { URI } from 'vscode-uri';
import { asksForMentions } from '../dependencies/breakages.ts';
import { fileKind, gemfileOf } from '../syntax/fileKind.ts';
import type { RubyParser } from '../syntax/rubyParser.ts';
import { unparsedReason } from '../workspace/fileSystem.ts';
import { readText, walkFolder } from '../workspace/nodeFileSystem.ts';
import { loadNodeRubyParser } from '../workspace/nodeGrammar.ts';
import { SummaryReader } from '../workspace/nodeSummaries.ts';
import { Workspace } from '../workspace/workspace.ts';
import { locateLock } from './locateLock.ts';
import { exists, type FileNames, type LocatedProject, locateProject } from './locateProject.ts';

/** The workspace that the command line judges: its files read, its configuration applied. */
export interface Project {
  readonly workspace: Workspace;
  readonly parser: RubyParser;
  /** The files below the paths that were asked for. Others, such as the Gemfile.lock of a folder above, are context only. */
  readonly uris: readonly string[];
  /** Why files and folders were passed over: one line each. */
  readonly notes: readonly string[];
  readonly names: FileNames;
}

/** A project whose Ruby files were found but not all read yet. */
export interface FoundProject {
  readonly project: Project;
  /** The paths of every file that was found, context included. */
  readonly files: readonly string[];
  /** The paths of every folder that was looked through, and of the ignore files there. */
  readonly places: readonly string[];
  /** Reads what is not read yet, after which the project is complete. */
  readRuby(): Promise<void>;
}

/** So many files are found before the threads' answers are heard. */
const filesPerTurn = 256;

/**
 * Reads the project that holds `paths` (default: the working folder). All of it, since where a client comes from or what a key is called
 * may stand in any file: a part of a project is judged as in a run over the whole.
 * Rejects with a `UsageError` for a path that does not exist and for a broken `.lintel.yml`.
 */
export async function openProject(paths: readonly string[]): Promise<Project> {
  const { project, readRuby } = await findProject(await locateProject(paths), { readsAhead: true });
  await readRuby();
  return project;
}

/**
 * Finds a project's files. Ruby files are read when they are needed, or by other threads while the rest is still being looked for where
 * the caller `readsAhead`.
 */
export async function findProject(
  located: LocatedProject,
  { readsAhead }: { readonly readsAhead: boolean },
): Promise<FoundProject> {
  const { roots, context, governing, names } = located;
  const parser = await loadNodeRubyParser();
  const workspace = new Workspace(located.folderUri, parser);
  workspace.config = located.config;
  const notes = [...located.notes];
  const uris = new Set<string>();
  const seen = new Set<string>();
  const places = new Set<string>();
  const ruby: string[] = [];
  const passOver = (uri: string, reason: string) => {
    if (uris.delete(uri)) {
      notes.push(`${names.pathOf(uri)}: skipped: ${reason}`);
    }
  };
  const reader = new SummaryReader(parser, (read) => {
    if ('reason' in read) {
      passOver(read.uri, read.reason);
      return;
    }
    if (read.summary.isUnparsed) {
      passOver(read.uri, unparsedReason);
    }
    if (read.summary.scopes.length + read.mentions.length > 0) {
      workspace.setSummary(read.uri, read.summary, read.text, read.mentions);
    }
  });
  const load = (path: string, asked: boolean): void => {
    const uri = URI.file(path).toString();
    if (seen.has(path) || workspace.isIgnored(uri)) {
      return;
    }
    seen.add(path);
    if (asked) {
      uris.add(uri);
    }
    const kind = fileKind(path);
    if (kind === 'other') {
      passOver(uri, 'by its name neither Ruby nor a Gemfile or lock');
      return;
    }
    if (kind === 'ruby') {
      ruby.push(uri);
      if (readsAhead) {
        reader.add(uri);
      }
      return;
    }
    const read = readText(path);
    if (read.ok) {
      workspace.setText(uri, read.text);
    } else {
      passOver(uri, read.reason);
    }
  };
  const passOverFolder = (uri: string, reason: string) => {
    const { fsPath } = URI.parse(uri);
    if (!places.has(fsPath) && !workspace.isIgnored(uri)) {
      notes.push(`${names.pathOf(uri) || '.'}: skipped: ${reason}`);
    }
  };
  const loadFolder = async (folder: string, asked: boolean): Promise<void> => {
    const onPlace = (path: string) => places.add(path);
    let found = 0;
    for (const path of walkFolder(folder, { onUnread: asked ? passOverFolder : undefined, onPlace })) {
      load(path, asked);
      found++;
      if (found % filesPerTurn === 0) {
        await new Promise((resolve) => setImmediate(resolve));
      }
    }
  };
  for (const { path, isFolder } of roots) {
    await (isFolder ? loadFolder : load)(path, true);
  }
  if (!roots.some((root) => root.isFolder && root.path === context)) {
    await loadFolder(context, false);
  }
  for (const path of governing) {
    load(path, false);
  }
  const project: Project = {
    workspace,
    parser,
    get uris() {
      return [...uris];
    },
    notes,
    names,
  };
  const readRuby = async () => {
    if (!readsAhead) {
      for (const uri of ruby) {
        reader.add(uri);
      }
    }
    await reader.finish();
  };
  return { project, files: [...seen], places: [...places], readRuby };
}

/** The lock that `lintel majors`, `why` and `pin` speak of. */
export interface OpenLock {
  readonly project: Project;
  readonly lockUri: string;
  /** Reads the Ruby files, which takes seconds in a large project, where what they mention can change what is said of a move of one of `gems`. */
  readRubyFor(gems: readonly string[]): Promise<void>;
}

/** Opens the lock that `given` names, or else the one that is meant: see {@link locateLock}. */
export async function openLock(given: string | undefined): Promise<OpenLock> {
  const lock = await locateLock(given);
  const gemfile = gemfileOf(lock);
  const located = await locateProject([lock, ...((await exists(gemfile)) ? [gemfile] : [])]);
  const { project, readRuby } = await findProject(located, { readsAhead: false });
  const lockUri = URI.file(resolve(lock)).toString();
  const readRubyFor = async (gems: readonly string[]) => {
    const bundle = project.workspace.snapshot().bundleFor(lockUri);
    if (bundle !== undefined && asksForMentions(new Set(gems), bundle)) {
      await readRuby();
    }
  };
  return { project, lockUri, readRubyFor };
}
