import { type GitAnswer, mergeBase, type Repository, resolveCommits } from './git.ts';

/** The commit that a lock is compared with, and what people call it. */
export interface BaseCommit {
  readonly label: string;
  readonly commit: string;
  /** The commit that is checked out. */
  readonly head: string;
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

const fetchHint =
  'fetch the whole history (GitHub Actions: `fetch-depth: 0`; GitLab: `GIT_DEPTH: 0`; Azure Pipelines: `fetchDepth: 0`)';
const objectId = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/;
const parentOfHead = 'HEAD^1';
/** What is being merged into HEAD, while that is not committed yet. */
const mergedIntoHead = 'MERGE_HEAD';

interface Target {
  readonly label: string;
  readonly ref: string;
}

/** What may be the default branch, the likeliest first. */
const defaultBranches: readonly Target[] = [
  { label: 'origin/HEAD', ref: 'refs/remotes/origin/HEAD' },
  { label: 'origin/main', ref: 'refs/remotes/origin/main' },
  { label: 'origin/master', ref: 'refs/remotes/origin/master' },
  { label: 'main', ref: 'refs/heads/main' },
  { label: 'master', ref: 'refs/heads/master' },
];

/** Chooses the commit by what was asked, by what CI tells, or as the merge base with the default branch. */
export async function findBaseCommit(
  repository: Repository,
  question: BaseQuestion,
  signal?: AbortSignal,
): Promise<GitAnswer<BaseCommit>> {
  const { root, shallow } = repository;
  const named = question.ref ?? refFromCi(question.env);
  const targets = named === undefined ? defaultBranches : [{ label: named, ref: named }];
  const refs = ['HEAD', parentOfHead, mergedIntoHead, ...targets.map(({ ref }) => ref)];
  const commits = await resolveCommits(root, refs, signal);
  const head = commits.get('HEAD');
  if (head === undefined) {
    return { ok: false, reason: 'the repository has no commit yet' };
  }
  const renamed = named === undefined ? await renamedDefault(root, commits, signal) : undefined;
  const target = renamed ?? targets.find(({ ref }) => commits.has(ref));
  const commit = target && commits.get(target.ref);
  if (target === undefined || commit === undefined) {
    return { ok: false, reason: named === undefined ? noDefaultBranch(shallow) : notHere(named, question, shallow) };
  }
  // What a merge in progress brings is no work on this branch.
  const own = [head, commits.get(mergedIntoHead)].filter((parent) => parent !== undefined);
  const common = commit === head ? head : await mergeBase(root, commit, own, signal);
  if (common === undefined) {
    if (named !== undefined && objectId.test(named)) {
      return { ok: true, value: { label: named.slice(0, 12), commit, head } };
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
      value: { label: objectId.test(target.label) ? target.label.slice(0, 12) : target.label, commit: common, head },
    };
  }
  // HEAD is on the default branch itself.
  if (!question.ci) {
    return { ok: true, value: { label: 'HEAD', commit: head, head } };
  }
  const parent = commits.get(parentOfHead);
  if (parent !== undefined) {
    return { ok: true, value: { label: parentOfHead, commit: parent, head } };
  }
  return {
    ok: false,
    reason: shallow ? `the clone is shallow and does not hold HEAD^1: ${fetchHint}` : 'HEAD is the first commit',
  };
}

/** `main`, where a clone still takes `master` for the default branch that was renamed since: `git fetch` changes neither by itself. */
async function renamedDefault(
  root: string,
  commits: ReadonlyMap<string, string>,
  signal: AbortSignal | undefined,
): Promise<Target | undefined> {
  const [chosen, main, master] = defaultBranches.map(({ ref }) => commits.get(ref));
  if (chosen === undefined || main === undefined || chosen !== master || main === master) {
    return undefined;
  }
  return (await mergeBase(root, master, [main], signal)) === master ? defaultBranches[1] : undefined;
}

function noDefaultBranch(shallow: boolean): string {
  const hint = shallow
    ? `: the clone is shallow, ${fetchHint}`
    : ' (origin/HEAD, main, master); name one with `--base`';
  return `no default branch was found${hint}`;
}

function notHere(label: string, { ref }: BaseQuestion, shallow: boolean): string {
  return `${label} is not in this clone${ref === undefined || shallow ? `: ${fetchHint}` : ''}`;
}

/**
 * By what the services document of the jobs that they start for a pull request. CircleCI hands the branch to its own configuration only. The
 * names that do not tell their service count where another variable does.
 */
function refFromCi(env: BaseQuestion['env']): string | undefined {
  const branch =
    env.GITHUB_BASE_REF ||
    env.BUILDKITE_PULL_REQUEST_BASE_BRANCH ||
    env.BITBUCKET_PR_DESTINATION_BRANCH ||
    (env.TF_BUILD && env.SYSTEM_PULLREQUEST_TARGETBRANCH) ||
    (env.JENKINS_URL && env.CHANGE_TARGET);
  return branch ? `origin/${branch.replace(/^refs\/heads\//, '')}` : env.CI_MERGE_REQUEST_DIFF_BASE_SHA || undefined;
}
