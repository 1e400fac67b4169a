import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { Base } from '../server/src/dependencies/bundle.ts';
import type { BaseFinder, BaseOptions } from '../server/src/workspace/baseFinder.ts';
import { baseFinder } from '../server/src/workspace/findBase.ts';
import { nodeFileSystem } from '../server/src/workspace/nodeFileSystem.ts';
import { loadNodeRubyParser } from '../server/src/workspace/nodeGrammar.ts';
import { commit, folder, git, lock, repository, useRepository, write } from './gitRepository.ts';

let finder: BaseFinder;

before(async () => {
  finder = baseFinder(nodeFileSystem, await loadNodeRubyParser());
});
useRepository();

async function find(options: Partial<BaseOptions> = {}, path = 'Gemfile.lock', root = repository): Promise<Base> {
  const uri = pathToFileURL(join(root, path)).href;
  const { bases } = await finder.find([uri], { asked: undefined, ci: false, env: {}, ...options });
  return bases.get(uri) ?? assert.fail('no base');
}

/** The label and the version of rack at a base, or the reason for none. */
async function seen(options: Partial<BaseOptions> = {}, path = 'Gemfile.lock', root = repository): Promise<string> {
  const base = await find(options, path, root);
  return base.state === 'absent' ? base.reason : `${base.label} ${base.lock.sources[0]?.specs[0]?.version}`;
}

describe('which commit a lock is compared with', () => {
  it('is the merge base with the default branch', async () => {
    const fork = commit('1.0');
    git(repository, 'checkout', '-q', '-b', 'topic');
    commit('2.0');
    git(repository, 'checkout', '-q', 'main');
    commit('1.1');
    git(repository, 'checkout', '-q', 'topic');
    assert.equal(await seen(), 'main 1.0');
    const base = await find();
    assert.equal(base.state === 'found' && base.commit, fork);
  });

  it('prefers origin/HEAD, then origin/main, to a local main', async () => {
    const first = commit('1.0');
    const second = commit('1.1');
    const third = commit('1.2');
    git(repository, 'checkout', '-q', '-b', 'topic');
    commit('2.0');
    git(repository, 'update-ref', 'refs/heads/master', first);
    assert.equal(await seen(), 'main 1.2');
    git(repository, 'update-ref', 'refs/remotes/origin/master', first);
    assert.equal(await seen(), 'origin/master 1.0');
    git(repository, 'update-ref', 'refs/remotes/origin/main', second);
    assert.equal(await seen(), 'origin/main 1.1');
    git(repository, 'update-ref', 'refs/remotes/origin/trunk', third);
    git(repository, 'symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/trunk');
    assert.equal(await seen(), 'origin/HEAD 1.2');
  });

  it('is main where a clone still follows the master that main was called before', async () => {
    const before = commit('1.0');
    const renamed = commit('1.1');
    git(repository, 'update-ref', 'refs/remotes/origin/master', before);
    git(repository, 'symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/master');
    git(repository, 'update-ref', 'refs/remotes/origin/main', renamed);
    git(repository, 'checkout', '-q', '-b', 'topic');
    commit('2.0');
    assert.equal(await seen(), 'origin/main 1.1');
    // A main that went its own way is another branch.
    git(repository, 'checkout', '-q', '--orphan', 'other');
    git(repository, 'update-ref', 'refs/remotes/origin/main', commit('3.0'));
    git(repository, 'checkout', '-q', 'topic');
    assert.equal(await seen(), 'origin/HEAD 1.0');
  });

  it('holds what is being merged from there', async () => {
    commit('1.0');
    git(repository, 'checkout', '-q', '-b', 'topic');
    commit('2.0');
    git(repository, 'checkout', '-q', 'main');
    commit('1.1');
    git(repository, 'checkout', '-q', 'topic');
    assert.throws(() => git(repository, 'merge', 'main'));
    assert.equal(await seen(), 'main 1.1');
    // What is being merged into main is judged against main.
    git(repository, 'merge', '--abort');
    git(repository, 'checkout', '-q', 'main');
    assert.throws(() => git(repository, 'merge', 'topic'));
    assert.equal(await seen(), 'HEAD 1.1');
  });

  it('is what CI says the change will be merged into', async () => {
    const first = commit('1.0');
    git(repository, 'update-ref', 'refs/remotes/origin/release-1', first);
    const second = commit('1.1');
    git(repository, 'checkout', '-q', '-b', 'topic');
    commit('2.0');
    assert.equal(await seen({ ci: true, env: { GITHUB_BASE_REF: 'release-1' } }), 'origin/release-1 1.0');
    assert.equal(await seen({ env: { CI_MERGE_REQUEST_DIFF_BASE_SHA: second } }), `${second.slice(0, 12)} 1.1`);
    assert.match(await seen({ env: { GITHUB_BASE_REF: 'gone' } }), /origin\/gone is not in this clone.*fetch-depth: 0/);
    assert.equal(await seen({ env: { GITHUB_BASE_REF: '' } }), 'main 1.1');
    for (const env of [
      { BUILDKITE_PULL_REQUEST_BASE_BRANCH: 'release-1' },
      { BITBUCKET_PR_DESTINATION_BRANCH: 'release-1' },
      { TF_BUILD: 'True', SYSTEM_PULLREQUEST_TARGETBRANCH: 'refs/heads/release-1' },
      { TF_BUILD: 'True', SYSTEM_PULLREQUEST_TARGETBRANCH: 'release-1' },
      { JENKINS_URL: 'https://ci.example.com/', CHANGE_TARGET: 'release-1' },
    ]) {
      assert.equal(await seen({ ci: true, env }), 'origin/release-1 1.0');
    }
    // Somebody's own variable.
    assert.equal(await seen({ env: { CHANGE_TARGET: 'release-1' } }), 'main 1.1');
  });

  it('is the newest commit on the default branch itself, and in CI the one before', async () => {
    commit('1.0');
    commit('1.1');
    write('Gemfile.lock', lock('1.2'));
    assert.equal(await seen(), 'HEAD 1.1');
    assert.equal(await seen({ ci: true }), 'HEAD^1 1.0');
  });

  it('is a ref that was asked for, at its merge base', async () => {
    commit('1.0');
    git(repository, 'tag', 'v1');
    commit('1.1');
    commit('1.2');
    assert.equal(await seen({ asked: 'v1' }), 'v1 1.0');
    assert.equal(await seen({ asked: 'HEAD~1' }), 'HEAD~1 1.1');
    assert.equal(await seen({ asked: 'HEAD', ci: true }), 'HEAD 1.2');
    assert.equal(await seen({ asked: 'nowhere' }), 'nowhere is not in this clone');
    assert.equal(await seen({ asked: '--help' }), '--help is not in this clone');
  });

  it('is a file, or none', async () => {
    write('old/Gemfile.lock', lock('0.9'));
    write('old/Gemfile', 'gem "rack", "~> 0.9"');
    write('before.lock', lock('0.8'));
    assert.equal(await seen({ asked: 'old/Gemfile.lock' }), 'old/Gemfile.lock 0.9');
    assert.equal(await seen({ asked: join(repository, 'before.lock') }), `${join(repository, 'before.lock')} 0.8`);
    const base = await find({ asked: 'old/Gemfile.lock' });
    assert.deepEqual(base.state === 'found' && base.gemfile?.declarations[0]?.requirements, ['~> 0.9']);
    assert.equal(await seen({ asked: 'none' }), 'comparison is switched off');
  });
});

describe('where the commit is checked out', () => {
  it('may be a detached head', async () => {
    commit('1.0');
    git(repository, 'checkout', '-q', '-b', 'topic');
    commit('2.0');
    git(repository, 'checkout', '-q', '--detach');
    assert.equal(await seen(), 'main 1.0');
  });

  it('may be a worktree of its own', async () => {
    commit('1.0');
    git(repository, 'worktree', 'add', '-q', '-b', 'topic', join(folder, 'tree'));
    writeFileSync(join(folder, 'tree', 'Gemfile.lock'), lock('2.0'));
    git(join(folder, 'tree'), 'commit', '-q', '-am', '2.0');
    assert.equal(await seen({}, 'Gemfile.lock', join(folder, 'tree')), 'main 1.0');
  });

  it('may be a submodule, which has its own history', async () => {
    commit('1.0');
    const outer = join(folder, 'outer');
    git(folder, 'init', '-q', '-b', 'main', outer);
    git(outer, '-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', repository, 'engine');
    writeFileSync(join(outer, 'Gemfile.lock'), lock('9.0'));
    git(outer, 'add', '-A');
    git(outer, 'commit', '-q', '-m', 'outer');
    assert.match(await seen({}, 'Gemfile.lock', join(outer, 'engine')), / 1\.0$/);
    assert.equal(await seen({}, 'Gemfile.lock', outer), 'HEAD 9.0');
  });
});

describe('the lock at the base', () => {
  it('comes with its Gemfile, from a folder of the repository too', async () => {
    write('apps/shop/Gemfile', 'gem "rack", "~> 1.0"');
    commit('1.0', 'apps/shop/Gemfile.lock');
    write('apps/shop/Gemfile', 'gem "rack", "~> 2.0"');
    const base = await find({}, 'apps/shop/Gemfile.lock');
    assert.equal(base.state === 'found' && base.lock.sources[0]?.specs[0]?.version, '1.0');
    assert.deepEqual(base.state === 'found' && base.gemfile?.declarations[0]?.requirements, ['~> 1.0']);
  });

  it('is read once for each blob', async () => {
    commit('1.0');
    const [one, two] = [await find(), await find()];
    assert.ok(one.state === 'found' && two.state === 'found');
    assert.equal(one.lock, two.lock);
  });

  it('is found under the name that it had', async () => {
    commit('1.0', 'Gemfile.lock');
    git(repository, 'checkout', '-q', '-b', 'topic');
    git(repository, 'mv', 'Gemfile.lock', 'gems.locked');
    commit('2.0', 'gems.locked');
    assert.equal(await seen({}, 'gems.locked'), 'main 1.0');
  });

  it('is found in the folder that it moved from', async () => {
    commit('1.0', 'Gemfile.lock');
    git(repository, 'checkout', '-q', '-b', 'topic');
    mkdirSync(join(repository, 'backend'));
    git(repository, 'mv', 'Gemfile.lock', 'backend/Gemfile.lock');
    commit('2.0', 'backend/Gemfile.lock');
    assert.equal(await seen({}, 'backend/Gemfile.lock'), 'main 1.0');
  });

  it('is read through a symbolic link', async () => {
    write('locks/Gemfile.lock', lock('1.0'));
    symlinkSync('locks/Gemfile.lock', join(repository, 'Gemfile.lock'));
    git(repository, 'add', '-A');
    git(repository, 'commit', '-q', '-m', 'link');
    assert.equal(await seen(), 'HEAD 1.0');
  });

  it('is no other lock that went when this one came', async () => {
    write('svc/Gemfile.lock', 'GEM\n  specs:\n    rack (9.0)\n    a (1)\n    b (1)\n    c (1)\n    d (1)\n    e (1)\n');
    commit('1.0', 'old/Gemfile.lock');
    git(repository, 'checkout', '-q', '-b', 'topic');
    git(repository, 'rm', '-q', '-r', 'svc');
    commit('2.0', 'new/Gemfile.lock');
    assert.match(await seen({}, 'new/Gemfile.lock'), /^Gemfile\.lock did not exist at main/);
    git(repository, 'mv', 'old', 'older');
    commit('2.1', 'older/Gemfile.lock');
    assert.equal(await seen({}, 'older/Gemfile.lock'), 'main 1.0');
  });

  it('may not have existed', async () => {
    write('README', '');
    git(repository, 'add', '-A');
    git(repository, 'commit', '-q', '-m', 'first');
    git(repository, 'checkout', '-q', '-b', 'topic');
    commit('1.0');
    assert.match(await seen(), /^Gemfile\.lock did not exist at main \([0-9a-f]{12}\)$/);
  });
});

describe('what stands in the way', () => {
  it('is said: no commit, no default branch, no repository', async () => {
    assert.equal(await seen(), 'the repository has no commit yet');
    commit('1.0');
    git(repository, 'branch', '-m', 'trunk');
    assert.match(await seen(), /^no default branch was found .*`--base`/);
    writeFileSync(join(folder, 'Gemfile.lock'), lock('1.0'));
    assert.equal(await seen({}, 'Gemfile.lock', folder), 'the folder is in no git repository');
  });

  it('is said of a shallow clone, with the setting that mends it', async () => {
    commit('1.0');
    git(repository, 'checkout', '-q', '-b', 'topic');
    commit('2.0');
    git(repository, 'checkout', '-q', 'main');
    commit('1.1');
    const clone = join(folder, 'clone');
    git(folder, 'clone', '-q', '--depth=1', '--no-single-branch', '-b', 'topic', `file://${repository}`, clone);
    assert.match(
      await seen({}, 'Gemfile.lock', clone),
      /shallow and does not hold the merge base with origin\/HEAD.*fetch-depth: 0/,
    );
    git(clone, 'checkout', '-q', 'main');
    assert.match(await seen({ ci: true }, 'Gemfile.lock', clone), /shallow and does not hold HEAD\^1.*fetch-depth: 0/);
    assert.equal(await seen({}, 'Gemfile.lock', clone), 'HEAD 1.1');
  });

  it('is said of histories that never met', async () => {
    commit('1.0');
    git(repository, 'checkout', '-q', '--orphan', 'other');
    commit('2.0');
    assert.equal(await seen(), 'HEAD and main have no common ancestor');
  });

  it('is said when git is absent', async () => {
    commit('1.0');
    const path = process.env.PATH;
    process.env.PATH = join(folder, 'nothing');
    try {
      assert.equal(await seen(), 'git is not installed, or not on the path');
    } finally {
      process.env.PATH = path;
    }
  });

  it('is said when somebody cancels', async () => {
    commit('1.0');
    assert.equal(await seen({ signal: AbortSignal.abort() }), 'cancelled');
  });
});

describe('a hostile repository', () => {
  /** Every way in which a repository's own files can name a program for git to run. */
  function arm(root: string, traps: string): void {
    const trap = (name: string): string => {
      const script = join(traps, `${name}.sh`);
      writeFileSync(script, `#!/bin/sh\ntouch "${join(traps, `${name}.ran`)}"\ncat\n`);
      chmodSync(script, 0o755);
      return script;
    };
    const settings: [string, string][] = [
      ['core.fsmonitor', trap('fsmonitor')],
      ['core.pager', trap('pager')],
      ['core.editor', trap('editor')],
      ['core.askPass', trap('askpass')],
      ['core.sshCommand', trap('ssh')],
      ['core.gitProxy', trap('proxy')],
      ['core.alternateRefsCommand', trap('alternates')],
      ['credential.helper', trap('credential')],
      ['diff.external', trap('external')],
      ['diff.lock.command', trap('diff-driver')],
      ['diff.lock.textconv', trap('textconv')],
      ['filter.lock.smudge', trap('smudge')],
      ['filter.lock.clean', trap('clean')],
      ['filter.lock.process', trap('process')],
      ['gpg.program', trap('gpg')],
      ['log.showSignature', 'true'],
      ...['rev-parse', 'merge-base', 'ls-tree', 'cat-file', 'diff-tree', 'fetch'].map((name): [string, string] => [
        `alias.${name}`,
        `!${trap(`alias-${name}`)}`,
      ]),
    ];
    for (const [key, value] of settings) {
      git(root, 'config', key, value);
    }
    const hooks = join(root, '.git', 'hooks');
    mkdirSync(hooks, { recursive: true });
    for (const name of ['post-index-change', 'reference-transaction', 'post-checkout', 'fsmonitor-watchman']) {
      symlinkSync(trap(`hook-${name}`), join(hooks, name));
    }
    // Programs in the working folder that have git's own name.
    symlinkSync(trap('git-in-folder'), join(root, 'git'));
  }

  const ran = (traps: string) => readdirSync(traps).filter((name) => name.endsWith('.ran'));

  it('starts nothing, while a plain `git status` there does', async () => {
    write('.gitattributes', '*.lock filter=lock diff=lock\n');
    commit('1.0');
    git(repository, 'checkout', '-q', '-b', 'topic');
    git(repository, 'mv', 'Gemfile.lock', 'Gemfile_next.lock');
    commit('2.0', 'Gemfile_next.lock');
    const traps = join(folder, 'traps');
    mkdirSync(traps);
    arm(repository, traps);
    rmSync(join(traps, 'fsmonitor.ran'), { force: true });

    assert.equal(await seen({}, 'Gemfile_next.lock'), 'main 1.0');
    assert.equal(await seen({ ci: true, asked: 'HEAD' }, 'Gemfile_next.lock'), 'HEAD 2.0');
    assert.deepEqual(ran(traps), []);
    git(repository, 'status');
    assert.ok(ran(traps).includes('fsmonitor.ran'), 'the trap itself works');
  });

  it('fetches nothing from the remote that a partial clone promises', async () => {
    // A version that no other test uses: what the finder has read once it does not ask git for.
    commit('7.7');
    git(repository, 'config', 'uploadpack.allowFilter', 'true');
    git(repository, 'config', 'uploadpack.allowAnySHA1InWant', 'true');
    const clone = join(folder, 'clone');
    git(folder, 'clone', '-q', '--filter=blob:none', '--no-checkout', `file://${repository}`, clone);
    const traps = join(folder, 'traps');
    mkdirSync(traps);
    const trap = join(traps, 'trap.sh');
    writeFileSync(trap, `#!/bin/sh\ntouch "${join(traps, 'uploadpack.ran')}"\nexec git-upload-pack "$@"\n`);
    chmodSync(trap, 0o755);
    git(clone, 'config', 'remote.origin.uploadpack', trap);
    assert.match(await seen({}, 'Gemfile.lock', clone), /is not in this clone: its contents were not fetched/);
    // It may be fetched without any other commit.
    const uri = pathToFileURL(join(clone, 'Gemfile.lock')).href;
    assert.equal((await finder.find([uri], { asked: undefined, ci: false, env: {} })).identity, undefined);
    assert.ok(!existsSync(join(traps, 'uploadpack.ran')));
    git(clone, 'cat-file', 'blob', 'HEAD:Gemfile.lock');
    assert.ok(existsSync(join(traps, 'uploadpack.ran')), 'the trap itself works');
  });

  it('is not steered by variables of the environment', async () => {
    commit('1.0');
    const other = join(folder, 'other');
    git(folder, 'init', '-q', other);
    process.env.GIT_DIR = join(other, '.git');
    process.env.GIT_EXTERNAL_DIFF = '/bin/false';
    try {
      assert.equal(await seen(), 'HEAD 1.0');
    } finally {
      delete process.env.GIT_DIR;
      delete process.env.GIT_EXTERNAL_DIFF;
    }
  });
});
