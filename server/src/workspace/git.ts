import { execFile } from 'node:child_process';
import { lstatSync, realpathSync } from 'node:fs';
import { devNull } from 'node:os';
import { dirname, join } from 'node:path';

/** What came of asking git; `reason` completes "no base: …" and says what to do where something can be done. */
export type GitAnswer<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly reason: string };

/** A repository as git sees it from a folder. */
export interface Repository {
  /** The working tree's root, absolute. */
  readonly root: string;
  /** The folder that was asked about, relative to the root: empty or ending in `/`. */
  readonly prefix: string;
  readonly shallow: boolean;
}

/** One entry of a commit's tree. */
export interface TreeEntry {
  readonly mode: string;
  readonly id: string;
}

/**
 * A repository's configuration belongs to whoever wrote it, and git runs what it names. Only plumbing that reads objects is used, and what
 * could still start a program is overridden. System and user configuration stay: `safe.directory` stands there.
 */
const neutral = [
  'core.fsmonitor=false',
  `core.hooksPath=${devNull}`,
  'core.pager=cat',
  'core.askPass=',
  'core.sshCommand=false',
  'core.alternateRefsCommand=',
  'credential.helper=',
  'protocol.allow=never',
  'diff.external=',
  'gc.auto=0',
  'maintenance.auto=false',
  'log.showSignature=false',
  'submodule.recurse=false',
  'safe.bareRepository=explicit',
].flatMap((setting) => ['-c', setting]);

/** More than anybody scrolls through. */
const shownRefs = 200;
/** What a command line takes on every system. */
const pathsAtOnce = 200;
const timeoutMs = 20_000;
const maxOutputBytes = 64_000_000;
const tooMuch = 'git has more to say than is read at once';

/** Finds the repository that holds `folder`. */
export async function openRepository(folder: string, signal?: AbortSignal): Promise<GitAnswer<Repository>> {
  const asked = await runGit(
    folder,
    ['rev-parse', '--show-prefix', '--is-shallow-repository', '--show-toplevel'],
    signal,
  );
  if (!asked.ok) {
    return { ok: false, reason: asked.reason ?? 'the folder is in no git repository' };
  }
  // Names of folders may have line breaks.
  const [, prefix = '', shallow, root = ''] = /^(.*?)\n(true|false)\n(.*)\n$/s.exec(asked.stdout.toString()) ?? [];
  return { ok: true, value: { root, prefix, shallow: shallow === 'true' } };
}

/** The folder in which git keeps the HEAD of the work tree that holds `folder`; undefined where there is none. Of a linked work tree it lies elsewhere. */
export async function headFolder(folder: string): Promise<string | undefined> {
  const asked = await runGit(folder, ['rev-parse', '--absolute-git-dir'], undefined);
  return asked.ok ? asked.stdout.toString().replace(/\n$/, '') : undefined;
}

/** As `openRepository`, for many folders: git is asked once for those that have the nearest `.git` above them in common. */
export async function openRepositories(
  folders: readonly string[],
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, GitAnswer<Repository>>> {
  const answers = new Map<string, GitAnswer<Repository>>();
  const asked = new Map<string, GitAnswer<Repository>>();
  for (const folder of folders) {
    const place = locate(folder);
    const known = place && asked.get(place.top);
    const answer = (known && answerBelow(known, place.real)) ?? (await openRepository(folder, signal));
    answers.set(folder, answer);
    if (place !== undefined) {
      asked.set(place.top, answer);
    }
  }
  return answers;
}

/** A folder without links on the way to it, and where its `.git` is; undefined for one that nobody may look into. */
function locate(folder: string): { readonly real: string; readonly top: string } | undefined {
  try {
    const real = realpathSync.native(folder);
    return { real, top: holderOfGit(real) };
  } catch {
    return undefined;
  }
}

/** The innermost folder from `folder` up that has something called `.git`; empty when none has, where git would find no repository. */
function holderOfGit(folder: string): string {
  if (lstatSync(join(folder, '.git'), { throwIfNoEntry: false }) !== undefined) {
    return folder;
  }
  const parent = dirname(folder);
  return parent === folder ? '' : holderOfGit(parent);
}

/** What git would say of a folder below one that it was asked about; undefined where only it can tell, as where `core.worktree` leads elsewhere. */
function answerBelow(known: GitAnswer<Repository>, folder: string): GitAnswer<Repository> | undefined {
  if (!known.ok) {
    return known;
  }
  const { root, shallow } = known.value;
  const path = `${folder.replaceAll('\\', '/')}/`;
  return path.startsWith(`${root}/`)
    ? { ok: true, value: { root, prefix: path.slice(root.length + 1), shallow } }
    : undefined;
}

/** The commits that `refs` name, by ref. A ref that names none is left out. */
export async function resolveCommits(
  root: string,
  refs: readonly string[],
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  // One is asked for on each line.
  const asked = refs.filter((ref) => !/[\n\0]/.test(ref));
  const run = await runGit(
    root,
    ['cat-file', '--batch-check'],
    signal,
    asked.map((ref) => `${ref}^{commit}\n`).join(''),
  );
  const lines = run.ok ? run.stdout.toString().split('\n') : [];
  const commits = new Map<string, string>();
  for (const [index, ref] of asked.entries()) {
    const [, id] = /^([0-9a-f]+) commit \d+$/.exec(lines[index] ?? '') ?? [];
    if (id !== undefined) {
      commits.set(ref, id);
    }
  }
  return commits;
}

/** The best common ancestor of a commit and of a merge of `others`, or undefined when none is here. */
export async function mergeBase(
  root: string,
  commit: string,
  others: readonly string[],
  signal?: AbortSignal,
): Promise<string | undefined> {
  return firstLine(await runGit(root, ['merge-base', commit, ...others], signal));
}

/** Branches and tags by name, those with the newest commits first. */
export async function listRefs(root: string, signal?: AbortSignal): Promise<readonly string[]> {
  const args = ['for-each-ref', '--format=%(refname:short)', '--sort=-committerdate', `--count=${shownRefs}`];
  const listed = await runGit(root, [...args, 'refs/heads', 'refs/remotes', 'refs/tags'], signal);
  return listed.ok ? split(listed.stdout, '\n') : [];
}

/** The files that stand at `paths` (relative to the root) in a commit, by path. Where there is none the path is left out. */
export async function treeEntries(
  root: string,
  commit: string,
  paths: readonly string[],
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, TreeEntry>> {
  const entries = new Map<string, TreeEntry>();
  for (let start = 0; start < paths.length; start += pathsAtOnce) {
    const some = paths.slice(start, start + pathsAtOnce);
    const listed = await runGit(root, ['ls-tree', '-z', '--full-tree', commit, '--', ...some], signal);
    for (const line of listed.ok ? split(listed.stdout, '\0') : []) {
      const [, mode, id, path] = /^(\d+) blob ([0-9a-f]+)\t(.*)$/s.exec(line) ?? [];
      if (mode !== undefined && id !== undefined && path !== undefined) {
        entries.set(path, { mode, id });
      }
    }
  }
  return entries;
}

/** The texts of blobs, by id, as they were committed: no filter and no text conversion runs. One that is not in this clone is left out. */
export async function readBlobs(
  root: string,
  ids: readonly string[],
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) {
    return new Map();
  }
  const read = await runGit(root, ['cat-file', '--batch'], signal, ids.map((id) => `${id}\n`).join(''));
  if (read.ok) {
    return textsOf(read.stdout);
  }
  if (read.reason !== tooMuch || ids.length === 1) {
    return new Map();
  }
  const half = ids.length >> 1;
  const halves = [ids.slice(0, half), ids.slice(half)].map((some) => readBlobs(root, some, signal));
  return new Map((await Promise.all(halves)).flatMap((texts) => [...texts]));
}

/** Reads `ID blob BYTES`, that many bytes and a line break, or `ID missing`, again and again. */
function textsOf(batch: Buffer): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  for (let at = 0, end = batch.indexOf('\n'); end >= 0; end = batch.indexOf('\n', at)) {
    const [id = '', type, bytes] = batch.toString('latin1', at, end).split(' ');
    at = end + 1;
    if (type === 'blob') {
      texts.set(id, batch.toString('utf8', at, at + Number(bytes)));
      at += Number(bytes) + 1;
    }
  }
  return texts;
}

function split(bytes: Buffer, separator: string): readonly string[] {
  return bytes
    .toString()
    .split(separator)
    .filter((part) => part !== '');
}

const differ = ['diff-tree', '-r', '-z', '--no-ext-diff', '--no-textconv'];

/** Paths that `from` has and `to` has not. */
export async function deletedPaths(
  root: string,
  from: string,
  to: string,
  signal?: AbortSignal,
): Promise<readonly string[]> {
  const args = [...differ, '--no-renames', '--diff-filter=D', '--name-only'];
  const listed = await runGit(root, [...args, from, to], signal);
  return listed.ok ? split(listed.stdout, '\0') : [];
}

/** Which of `gone`, that `to` has not, each of `come` was: those that are mostly the same. None where there are too many to compare. */
export async function renamedPaths(
  root: string,
  [from, to]: readonly [string, string],
  gone: readonly string[],
  come: readonly string[],
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  const paths = [...gone, ...come];
  if (gone.length === 0 || come.length === 0 || paths.length > pathsAtOnce) {
    return new Map();
  }
  const args = [...differ, '--find-renames', '--diff-filter=R', '--name-status'];
  const listed = await runGit(root, [...args, from, to, '--', ...paths], signal);
  const parts = listed.ok ? split(listed.stdout, '\0') : [];
  const renamed = new Map<string, string>();
  for (let at = 0; at + 2 < parts.length; at += 3) {
    renamed.set(parts[at + 2] ?? '', parts[at + 1] ?? '');
  }
  return renamed;
}

type GitRun =
  | { readonly ok: true; readonly stdout: Buffer }
  /** `reason` is absent when git merely said no. */
  | { readonly ok: false; readonly reason: string | undefined };

function runGit(folder: string, args: readonly string[], signal: AbortSignal | undefined, input = ''): Promise<GitRun> {
  if ([folder, ...args].some((arg) => arg.includes('\0'))) {
    return Promise.resolve({ ok: false, reason: undefined });
  }
  return new Promise((resolve) => {
    const { stdin } = execFile(
      'git',
      // Started elsewhere and sent to the folder: where the working folder is searched for programs, a `git` in it must not be found.
      ['-C', folder, '--no-pager', '--no-optional-locks', ...neutral, ...args],
      {
        cwd: dirname(process.execPath),
        env: environment(),
        encoding: 'buffer',
        timeout: timeoutMs,
        maxBuffer: maxOutputBytes,
        windowsHide: true,
        ...(signal && { signal }),
      },
      (error, stdout, stderr) => {
        resolve(error === null ? { ok: true, stdout } : { ok: false, reason: reasonOf(error, stderr.toString()) });
      },
    );
    // A git that ends without reading says why by its status.
    stdin?.on('error', () => undefined).end(input);
  });
}

function environment(): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !/^(?:GIT_|SSH_ASKPASS)/i.test(name));
  return {
    ...Object.fromEntries(inherited),
    LC_ALL: 'C',
    GIT_ALLOW_PROTOCOL: 'none',
    GIT_LITERAL_PATHSPECS: '1',
    GIT_NO_LAZY_FETCH: '1',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_TERMINAL_PROMPT: '0',
  };
}

function reasonOf(error: NodeJS.ErrnoException | { readonly killed?: boolean }, stderr: string): string | undefined {
  if ('code' in error && error.code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER') {
    return tooMuch;
  }
  if ('code' in error && error.code === 'ENOENT') {
    return 'git is not installed, or not on the path';
  }
  if ('name' in error && error.name === 'AbortError') {
    return 'cancelled';
  }
  if ('killed' in error && error.killed === true) {
    return `git gave no answer within ${timeoutMs / 1000} seconds`;
  }
  if (stderr.includes('dubious ownership')) {
    return 'the repository belongs to another user; git reads it only after `git config --global --add safe.directory …`';
  }
  return undefined;
}

function firstLine(run: GitRun): string | undefined {
  return run.ok ? run.stdout.toString().split('\n')[0] || undefined : undefined;
}
