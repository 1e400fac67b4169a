import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { mayConcernRedis } from '../server/src/redis/mayConcernRedis.ts';
import { fileKind } from '../server/src/syntax/fileKind.ts';
import { generateLock } from '../test/real-bundler/generateLock.ts';
import { type FixtureFile, parseFixture } from '../test/support/fixture.ts';
import { lockSamples } from '../test/support/lockSamples.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const largestSeed = 60_000;
/** Of each kind, spread over the whole corpus. */
const mostSeeds = 2_500;

/** The texts that mutants are made from. */
export interface Corpus {
  readonly ruby: readonly string[];
  readonly gemfiles: readonly string[];
  readonly locks: readonly string[];
  /** Whole projects: what a rule's fixture is made of, or one Ruby file of a corpus. */
  readonly projects: readonly (readonly FixtureFile[])[];
}

/** The repository's own texts (rules' fixtures, lock samples, the example app), and what stands below `folders`. */
export function readCorpus(folders: readonly string[]): Corpus {
  const fixtures = fixtureProjects();
  const files = [join(root, 'examples'), ...folders].flatMap(filesBelow);
  const found = (accepts: (path: string) => boolean) => spread(files.filter(accepts)).flatMap(readText);
  const fixtureTexts = (kind: string) =>
    fixtures.flat().flatMap(({ path, text }) => (fileKind(path) === kind ? [text] : []));
  const ruby = found((path) => fileKind(path) === 'ruby').filter((text) => mayConcernRedis(text, 'file:///a.rb'));
  return {
    ruby: [...fixtureTexts('ruby'), ...ruby],
    gemfiles: [...fixtureTexts('gemfile'), ...found((path) => fileKind(path) === 'gemfile')],
    locks: [
      ...fixtureTexts('lockfile'),
      ...Object.values(lockSamples).map(({ text }) => text),
      ...Array.from({ length: 200 }, (_, seed) => generateLock(seed)),
      ...found((path) => path.endsWith('.lock')),
    ],
    projects: [...fixtures, ...ruby.map((text) => [{ path: 'app/file.rb', text, headed: false }])],
  };
}

function fixtureProjects(): readonly (readonly FixtureFile[])[] {
  return filesBelow(join(root, 'server/src/rules'))
    .filter((path) => path.endsWith('.before.rb'))
    .map((path) => parseFixture(readFileSync(path, 'utf8'), 'app/example.rb'));
}

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() && entry.name !== '.git' ? filesBelow(path) : entry.isFile() ? [path] : [];
    });
}

function spread(paths: readonly string[]): readonly string[] {
  const step = Math.max(1, paths.length / mostSeeds);
  return Array.from({ length: Math.min(paths.length, mostSeeds) }, (_, nth) => paths[Math.floor(nth * step)] ?? '');
}

function readText(path: string): string[] {
  return statSync(path).size > largestSeed ? [] : [readFileSync(path, 'utf8')];
}
