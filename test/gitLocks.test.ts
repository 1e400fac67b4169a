import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { Base } from '../server/src/dependencies/bundle.ts';
import type { BaseFinder, BaseOptions } from '../server/src/workspace/baseFinder.ts';
import { baseFinder, identifyBases } from '../server/src/workspace/findBase.ts';
import { nodeFileSystem } from '../server/src/workspace/nodeFileSystem.ts';
import { loadNodeRubyParser } from '../server/src/workspace/nodeGrammar.ts';
import { folder, git, lock, repository, useRepository, write } from './gitRepository.ts';
import { lintel } from './support/lintel.ts';

let finder: BaseFinder;

before(async () => {
  finder = baseFinder(nodeFileSystem, await loadNodeRubyParser());
});
useRepository();

describe('many locks at once', () => {
  const uriOf = (path: string) => pathToFileURL(join(repository, path)).href;
  const options: BaseOptions = { asked: undefined, ci: false, env: {} };

  /** How often git is started meanwhile. */
  async function timesAsked(work: () => Promise<unknown>): Promise<number> {
    const programs = join(folder, 'programs');
    const log = join(folder, 'asked');
    const real = execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim();
    mkdirSync(programs, { recursive: true });
    writeFileSync(join(programs, 'git'), `#!/bin/sh\necho >> "${log}"\nexec "${real}" "$@"\n`, { mode: 0o755 });
    writeFileSync(log, '');
    const path = process.env.PATH;
    process.env.PATH = `${programs}:${path}`;
    try {
      await work();
    } finally {
      process.env.PATH = path;
    }
    return readFileSync(log, 'utf8').length;
  }

  function commitMany(paths: readonly string[]): void {
    for (const [index, path] of paths.entries()) {
      write(path, lock(`8.${index}`));
      write(path.replace('.lock', ''), `gem "rack", "~> 8.${index}"`);
    }
    git(repository, 'add', '-A');
    git(repository, 'commit', '-q', '-m', 'many');
  }

  it('ask git no more often than one', async () => {
    const paths = Array.from({ length: 40 }, (_, index) => `gems/gem ${index}/Gemfile.lock`);
    commitMany(paths);
    git(repository, 'checkout', '-q', '-b', 'topic');
    git(repository, 'commit', '-q', '--allow-empty', '-m', 'topic');
    let found = new Map<string, Base>();
    const often = await timesAsked(async () => {
      found = new Map((await finder.find(paths.map(uriOf), options)).bases);
    });
    const versions = paths.map((path) => {
      const base = found.get(uriOf(path));
      return (
        base?.state === 'found' && [
          base.label,
          base.lock.sources[0]?.specs[0]?.version,
          base.gemfile?.declarations[0]?.requirements[0],
        ]
      );
    });
    assert.deepEqual(
      versions,
      paths.map((_, index) => ['main', `8.${index}`, `~> 8.${index}`]),
    );
    assert.ok(often <= 5, `git was started ${often} times`);
  });

  it('are compared with a base that was asked for though one of them is new', () => {
    commitMany(['Gemfile.lock']);
    git(repository, 'checkout', '-q', '-b', 'topic');
    commitMany(['gemfiles/new.gemfile.lock']);
    const { status, stderr } = lintel(repository, ['check', '--base', 'main']);
    assert.deepEqual([status, stderr], [0, '']);
    const { status: alone, stderr: reason } = lintel(join(repository, 'gemfiles'), ['check', '.', '--base', 'gone']);
    assert.equal(alone, 2);
    assert.match(reason, /^lintel: --base gone: /);
  });

  it('have each the history of their own repository, though it lies within another', async () => {
    commitMany(['Gemfile.lock', 'engines/a/Gemfile.lock']);
    const inner = join(repository, 'engines', 'b');
    git(folder, 'init', '-q', '-b', 'trunk', inner);
    mkdirSync(join(inner, 'deep'));
    writeFileSync(join(inner, 'deep', 'Gemfile.lock'), lock('3.3'));
    git(inner, 'add', '-A');
    git(inner, 'commit', '-q', '-m', 'inner');
    git(inner, 'branch', 'main');
    mkdirSync(join(repository, 'linked'));
    symlinkSync(join(inner, 'deep'), join(repository, 'linked', 'deep'));
    const paths = ['engines/a/Gemfile.lock', 'engines/b/deep/Gemfile.lock', 'Gemfile.lock', 'linked/deep/Gemfile.lock'];
    const { bases } = await finder.find(paths.map(uriOf), options);
    const versions = [...bases.values()].map(
      (base) => base.state === 'found' && base.lock.sources[0]?.specs[0]?.version,
    );
    assert.deepEqual(versions, ['8.1', '3.3', '8.0', '3.3']);
  });

  it('may lie in folders with line breaks in their names', async () => {
    const root = join(folder, 'two\nlines');
    git(folder, 'init', '-q', '-b', 'main', root);
    const paths = ['Gemfile.lock', 'a\nb/Gemfile.lock'].map((path) => join(root, path));
    mkdirSync(join(root, 'a\nb'));
    paths.forEach((path, index) => {
      writeFileSync(path, lock(`4.${index}`));
    });
    git(root, 'add', '-A');
    git(root, 'commit', '-q', '-m', 'first');
    for (const [index, path] of paths.entries()) {
      const { bases } = await finder.find([pathToFileURL(path).href], options);
      const versions = [...bases.values()].map(
        (base) => base.state === 'found' && base.lock.sources[0]?.specs[0]?.version,
      );
      assert.deepEqual(versions, [`4.${index}`]);
    }
  });

  it('are known again without reading them, until another commit counts', async () => {
    const paths = ['Gemfile.lock', 'engines/a/Gemfile.lock'];
    commitMany(paths);
    const uris = paths.map(uriOf);
    const { identity } = await finder.find(uris, options);
    const identify = () => identifyBases(nodeFileSystem, uris, options);
    assert.equal(await identify(), identity);
    assert.ok((await timesAsked(identify)) <= 3);
    git(repository, 'commit', '-q', '--allow-empty', '-m', 'next');
    assert.notEqual(await identify(), identity);
  });

  it('are not known again where a file is the base, for its text may change', async () => {
    write('old/Gemfile.lock', lock('0.9'));
    const asked = { ...options, asked: 'old/Gemfile.lock' };
    commitMany(['Gemfile.lock']);
    assert.equal((await finder.find([uriOf('Gemfile.lock')], asked)).identity, undefined);
    assert.equal(await identifyBases(nodeFileSystem, [uriOf('Gemfile.lock')], asked), undefined);
  });
});
