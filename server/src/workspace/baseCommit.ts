import { type GitAnswer, mergeBase, type Repository, resolveCommit } from './git.ts';

/** The commit that a lock is compared with, and what people call it. */
export interface BaseCommit {
  readonly label: string;
  readonly commit: string;
}

/** What decides between several bases. */
export interface BaseQuestion {
  /** A ref that was asked for. */
  readonly ref: string | undefined;
  /** On the default branch itself CI judges the newest commit, an editor the work on top of it. */
  readonly ci: boolean;
  /** Where CI services tell what a change will be merged into. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

const fetchHint = 'fetch the whole history (GitHub Actions: `fetch-depth: 0`; GitLab: `GIT_DEPTH: 0`)';
const objectId = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/;

/** Chooses the commit by what was asked, by what CI tells, or as the merge base with the default branch. */
export async function findBaseCommit(
  repository: Repository,
  question: BaseQuestion,
  signal?: AbortSignal,
): Promise<GitAnswer<BaseCommit>> {
  const { root, shallow } = repository;
  const head = await resolveCommit(root, 'HEAD', signal);
  if (head === undefined) {
    return { ok: false, reason: 'the repository has no commit yet' };
  }
  const named = question.ref ?? refFromCi(question.env);
  const target = named === undefined ? await defaultBranch(root, signal) : { label: named, ref: named };
  if (target === undefined) {
    const hint = shallow
      ? `: the clone is shallow, ${fetchHint}`
      : ' (origin/HEAD, main, master); name one with `--base`';
    return { ok: false, reason: `no default branch was found${hint}` };
  }
  const commit = await resolveCommit(root, target.ref, signal);
  if (commit === undefined) {
    const hint = question.ref === undefined || shallow ? `: ${fetchHint}` : '';
    return { ok: false, reason: `${target.label} is not in this clone${hint}` };
  }
  const common = await mergeBase(root, head, commit, signal);
  if (common === undefined) {
    if (named !== undefined && objectId.test(named)) {
      return { ok: true, value: { label: named.slice(0, 12), commit } };
    }
    return {
      ok: false,
      reason: shallow
        ? `the clone is shallow and does not hold the merge base with ${target.label}: ${fetchHint}`
        : `HEAD and ${target.label} have no common ancestor`,
    };
  }
  if (common !== head || question.ref !== undefined) {
    return {
      ok: true,
      value: { label: objectId.test(target.label) ? target.label.slice(0, 12) : target.label, commit: common },
    };
  }
  return onDefaultBranch(repository, head, question.ci, signal);
}

async function onDefaultBranch(
  { root, shallow }: Repository,
  head: string,
  ci: boolean,
  signal: AbortSignal | undefined,
): Promise<GitAnswer<BaseCommit>> {
  if (!ci) {
    return { ok: true, value: { label: 'HEAD', commit: head } };
  }
  const parent = await resolveCommit(root, 'HEAD^1', signal);
  if (parent !== undefined) {
    return { ok: true, value: { label: 'HEAD^1', commit: parent } };
  }
  return {
    ok: false,
    reason: shallow ? `the clone is shallow and does not hold HEAD^1: ${fetchHint}` : 'HEAD is the first commit',
  };
}

function refFromCi(env: BaseQuestion['env']): string | undefined {
  if (env.GITHUB_BASE_REF) {
    return `origin/${env.GITHUB_BASE_REF}`;
  }
  return env.CI_MERGE_REQUEST_DIFF_BASE_SHA || undefined;
}

async function defaultBranch(
  root: string,
  signal: AbortSignal | undefined,
): Promise<{ readonly label: string; readonly ref: string } | undefined> {
  const candidates = [
    ['origin/HEAD', 'refs/remotes/origin/HEAD'],
    ['origin/main', 'refs/remotes/origin/main'],
    ['origin/master', 'refs/remotes/origin/master'],
    ['main', 'refs/heads/main'],
    ['master', 'refs/heads/master'],
  ] as const;
  for (const [label, ref] of candidates) {
    if ((await resolveCommit(root, ref, signal)) !== undefined) {
      return { label, ref };
    }
  }
  return undefined;
}
