import { spawnSync } from 'node:child_process';

/** One first-parent commit that changed the root's Gemfile.lock: on most default branches, one merged pull request. */
export interface LockChange {
  readonly commit: string;
  /** When it landed, `2024-12-31`, in UTC. */
  readonly date: string;
  readonly base: FilesAt;
  readonly head: FilesAt;
}

export interface FilesAt {
  readonly lock: string;
  readonly gemfile: string | undefined;
}

/** What a repository's default branch tells about its lock. */
export interface LockHistory {
  /** The days of the branch's oldest and newest commit. */
  readonly first: string;
  readonly last: string;
  /** The newest first. A commit that created the lock is not among them: there is nothing to compare it with. */
  readonly changes: readonly LockChange[];
}

const maxBytes = 2 ** 31 - 1;
const newline = 10;

/** Reads the history of the root's Gemfile.lock since a day, in four git processes that read objects and run nothing. */
export function lockHistory(gitDir: string, since: string): LockHistory {
  const branch = commitsOf(gitDir, []);
  const commits = commitsOf(gitDir, ['--', 'Gemfile.lock']).filter(({ date }) => date >= since);
  const names = commits.flatMap(({ commit }) =>
    [`${commit}^`, commit].flatMap((at) => [`${at}:Gemfile.lock`, `${at}:Gemfile`]),
  );
  const read = blobReader(gitDir, names);
  const filesAt = (at: string): FilesAt | undefined => {
    const lock = read(`${at}:Gemfile.lock`);
    return lock === undefined ? undefined : { lock, gemfile: read(`${at}:Gemfile`) };
  };
  return {
    first: branch.at(-1)?.date ?? since,
    last: branch[0]?.date ?? since,
    changes: commits.flatMap(({ commit, date }) => {
      const [base, head] = [filesAt(`${commit}^`), filesAt(commit)];
      return base === undefined || head === undefined ? [] : [{ commit, date, base, head }];
    }),
  };
}

function commitsOf(gitDir: string, paths: readonly string[]): readonly { commit: string; date: string }[] {
  const listed = git(gitDir, ['rev-list', '--first-parent', '--timestamp', 'HEAD', ...paths]).toString('utf8');
  return [...listed.matchAll(/^(\d+) ([0-9a-f]+)$/gm)].map(([, seconds, commit = '']) => ({
    commit,
    date: new Date(Number(seconds) * 1000).toISOString().slice(0, 10),
  }));
}

/** Reads each blob once: the lock at a commit's parent is mostly the lock of the commit before it. */
function blobReader(gitDir: string, names: readonly string[]): (name: string) => string | undefined {
  const checked = git(gitDir, ['cat-file', '--batch-check=%(objecttype) %(objectname)'], names).toString('utf8');
  const answers = checked.split('\n');
  const idOf = new Map(names.map((name, index) => [name, /^blob ([0-9a-f]+)$/.exec(answers[index] ?? '')?.[1]]));
  const ids = [...new Set(idOf.values())].filter((id) => id !== undefined);
  const texts = new Map<string, string>();
  const output = git(gitDir, ['cat-file', '--batch'], ids);
  for (let at = 0; at < output.length; ) {
    const start = output.indexOf(newline, at) + 1;
    const [id = '', , size = '0'] = output.toString('utf8', at, start - 1).split(' ');
    const end = start + Number(size);
    texts.set(id, output.toString('utf8', start, end));
    at = end + 1;
  }
  return (name) => texts.get(idOf.get(name) ?? '');
}

function git(gitDir: string, args: readonly string[], input: readonly string[] = []): Buffer {
  const run = spawnSync('git', ['--git-dir', gitDir, ...args], {
    input: input.map((line) => `${line}\n`).join(''),
    maxBuffer: maxBytes,
  });
  if (run.error !== undefined || run.status !== 0) {
    throw new Error(`git ${args[0]} in ${gitDir}: ${run.error?.message ?? run.stderr.toString('utf8')}`);
  }
  return run.stdout;
}
