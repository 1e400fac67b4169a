import { execFile } from 'node:child_process';
import { devNull } from 'node:os';
import { dirname } from 'node:path';

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
const timeoutMs = 20_000;
const maxOutputBytes = 64_000_000;

/** Finds the repository that holds `folder`. */
export async function openRepository(folder: string, signal?: AbortSignal): Promise<GitAnswer<Repository>> {
  const asked = await runGit(
    folder,
    ['rev-parse', '--show-toplevel', '--show-prefix', '--is-shallow-repository'],
    signal,
  );
  if (!asked.ok) {
    return { ok: false, reason: asked.reason ?? 'the folder is in no git repository' };
  }
  const [root = '', prefix = '', shallow = ''] = asked.stdout.split('\n');
  return { ok: true, value: { root, prefix, shallow: shallow === 'true' } };
}

/** The commit that `ref` names, or undefined. */
export async function resolveCommit(root: string, ref: string, signal?: AbortSignal): Promise<string | undefined> {
  // A ref never starts with a dash; an option does.
  if (ref.startsWith('-')) {
    return undefined;
  }
  return firstLine(await runGit(root, ['rev-parse', '--verify', '--quiet', `${ref}^{commit}`], signal));
}

/** The best common ancestor of two commits, or undefined when none is here. */
export async function mergeBase(root: string, a: string, b: string, signal?: AbortSignal): Promise<string | undefined> {
  return firstLine(await runGit(root, ['merge-base', a, b], signal));
}

/** Branches and tags by name, those with the newest commits first. */
export async function listRefs(root: string, signal?: AbortSignal): Promise<readonly string[]> {
  const args = ['for-each-ref', '--format=%(refname:short)', '--sort=-committerdate', `--count=${shownRefs}`];
  const listed = await runGit(root, [...args, 'refs/heads', 'refs/remotes', 'refs/tags'], signal);
  return listed.ok ? listed.stdout.split('\n').filter((name) => name !== '') : [];
}

/** What stands at `path` (relative to the root) in a commit. */
export async function treeEntry(
  root: string,
  commit: string,
  path: string,
  signal?: AbortSignal,
): Promise<TreeEntry | undefined> {
  const listed = await runGit(root, ['ls-tree', '-z', '--full-tree', commit, '--', path], signal);
  const [, mode, type, id] = /^(\d+) (\w+) ([0-9a-f]+)\t/.exec(listed.ok ? listed.stdout : '') ?? [];
  return mode === undefined || id === undefined || type !== 'blob' ? undefined : { mode, id };
}

/** A blob's text, as it was committed: no filter and no text conversion runs. */
export async function readBlob(root: string, id: string, signal?: AbortSignal): Promise<string | undefined> {
  const read = await runGit(root, ['cat-file', 'blob', id], signal);
  return read.ok ? read.stdout : undefined;
}

/** Paths that `from` has and `to` has not. */
export async function deletedPaths(
  root: string,
  from: string,
  to: string,
  signal?: AbortSignal,
): Promise<readonly string[]> {
  const args = [
    'diff-tree',
    '-r',
    '-z',
    '--no-renames',
    '--no-ext-diff',
    '--no-textconv',
    '--diff-filter=D',
    '--name-only',
  ];
  const listed = await runGit(root, [...args, from, to], signal);
  return listed.ok ? listed.stdout.split('\0').filter((path) => path !== '') : [];
}

type GitRun =
  | { readonly ok: true; readonly stdout: string }
  /** `reason` is absent when git merely said no. */
  | { readonly ok: false; readonly reason: string | undefined };

function runGit(folder: string, args: readonly string[], signal: AbortSignal | undefined): Promise<GitRun> {
  if ([folder, ...args].some((arg) => arg.includes('\0'))) {
    return Promise.resolve({ ok: false, reason: undefined });
  }
  return new Promise((resolve) => {
    execFile(
      'git',
      // Started elsewhere and sent to the folder: where the working folder is searched for programs, a `git` in it must not be found.
      ['-C', folder, '--no-pager', '--no-optional-locks', ...neutral, ...args],
      {
        cwd: dirname(process.execPath),
        env: environment(),
        encoding: 'utf8',
        timeout: timeoutMs,
        maxBuffer: maxOutputBytes,
        windowsHide: true,
        ...(signal && { signal }),
      },
      (error, stdout, stderr) => {
        resolve(error === null ? { ok: true, stdout } : { ok: false, reason: reasonOf(error, stderr) });
      },
    );
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
  return run.ok ? run.stdout.split('\n')[0] || undefined : undefined;
}
