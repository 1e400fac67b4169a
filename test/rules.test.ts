import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { ruleIds } from '../scripts/generate.ts';
import { scaffold } from '../scripts/new-rule.ts';
import type { RegisteredRule } from '../server/src/linter/rule.ts';
import { summary } from '../server/src/linter/ruleSummary.ts';
import { registry } from '../server/src/rules/registry.ts';
import { loadNodeRubyParser } from '../server/src/workspace/nodeGrammar.ts';
import { type FixtureFile, parseFixture, renderFixture } from './support/fixture.ts';
import { FixtureProject } from './support/fixtureProject.ts';

/** `UPDATE=1` writes what Lintel answers into the fixtures, to be read in the diff. */
const update = process.env.UPDATE === '1';
const rulesFolder = fileURLToPath(new URL('../server/src/rules', import.meta.url));
const parser = await loadNodeRubyParser();

/** The versions that govern the examples of a README, which name none. */
const readmeLock: FixtureFile = {
  path: 'Gemfile.lock',
  text: 'GEM\n  specs:\n    connection_pool (2.5.5)\n    redis (5.4.1)\n    redis-client (0.26.4)\n    redis-namespace (1.11.0)\n    sidekiq (7.3.10)\n',
  headed: true,
};

it('the registry lists every rule folder', () => {
  assert.deepEqual(
    registry.map(({ id }) => id),
    ruleIds(),
  );
});

for (const rule of registry) {
  const folder = join(rulesFolder, rule.id);
  describe(rule.id, () => {
    for (const name of befores(folder)) {
      it(name, () => checkFixture(rule, join(folder, 'fixtures', name)));
    }
    it('has fixtures', () => assert.ok(befores(folder).length > 0));
    it('README.md', () => checkReadme(rule, readFileSync(join(folder, 'README.md'), 'utf8')));
  });
}

describe('npm run new-rule', () => {
  it('names the rules that it can start', () => {
    assert.throws(() => scaffold('redis/NotThis'), /in lower case/);
  });
  for (const kind of ['redis', 'lockfile', 'gemfile']) {
    it(`writes a ${kind} rule whose README has the headings`, () => {
      const readme = scaffold(`${kind}/example`).get('README.md') ?? '';
      assert.deepEqual(headings(readme), ['Why is this bad?', 'Example', 'References']);
    });
  }
});

function befores(folder: string): readonly string[] {
  const fixtures = join(folder, 'fixtures');
  return existsSync(fixtures) ? readdirSync(fixtures).filter((name) => name.includes('.before.')) : [];
}

function checkFixture(rule: RegisteredRule, path: string): void {
  const expected = readFileSync(path, 'utf8');
  const files = parseFixture(expected, 'app/example.rb');
  const project = new FixtureProject(files, [rule], parser);
  const fixes = files.flatMap((file) => project.diagnostics(file.path).flatMap((diagnostic) => diagnostic.fixes));
  compareOrUpdate(
    path,
    expected,
    renderFixture(files, (file) => project.diagnostics(file)),
  );
  for (const { title } of fixes.filter(({ applicability }) => applicability === 'unsafe')) {
    assert.match(title, /\(.+\)$/, 'the title of an unsafe fix says in parentheses how the result can differ');
  }
  assert.ok(rule.rule.meta.fixable || fixes.length === 0, 'meta.fixable is false, yet there is a fix');

  const afterPath = path.replace('.before.', '.after.');
  const after = renderFixture(project.fixed(new Set(['safe', 'unsafe'])), () => []);
  if (after === renderFixture(files, () => [])) {
    assert.ok(!existsSync(afterPath), `${afterPath} exists, but no fix changes anything`);
  } else {
    compareOrUpdate(afterPath, existsSync(afterPath) ? readFileSync(afterPath, 'utf8') : '', after);
  }
}

function compareOrUpdate(path: string, expected: string, actual: string): void {
  if (update && expected !== actual) {
    writeFileSync(path, actual);
  } else {
    assert.equal(actual, expected);
  }
}

function checkReadme(rule: RegisteredRule, readme: string): void {
  assert.ok(readme.startsWith(`# ${rule.id}\n\n`), 'the title is the id');
  assert.match(summary(readme), /^[A-Z].*\.$/, 'one paragraph below the title says what the rule finds');
  const wanted = ['Why is this bad?', 'Example', 'Options', 'Fix safety', 'References'];
  const found = headings(readme);
  const optional = new Set(['Options', ...(rule.rule.meta.fixable ? [] : ['Fix safety'])]);
  assert.deepEqual(
    found,
    wanted.filter((heading) => found.includes(heading) || !optional.has(heading)),
  );
  const [flagged, clean] = exampleBlocks(readme);
  assert.ok(flagged !== undefined && clean !== undefined, '"Example" shows a flagged block and then a clean one');
  assert.notDeepEqual(reportedIn(rule, flagged), [], 'the first block is reported');
  assert.deepEqual(reportedIn(rule, clean), [], 'the second block is clean');
}

function headings(readme: string): readonly string[] {
  return [...readme.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading ?? '');
}

function exampleBlocks(readme: string): readonly string[] {
  const section = readme.split(/^## /m).find((text) => text.startsWith('Example\n')) ?? '';
  return [...section.matchAll(/^```\w*\n([\s\S]*?)^```$/gm)].map(([, code]) => code ?? '');
}

function reportedIn(rule: RegisteredRule, code: string): readonly string[] {
  const own = parseFixture(code, 'app/example.rb');
  const files = own.some(({ path }) => path === readmeLock.path) ? own : [readmeLock, ...own];
  const project = new FixtureProject(files, [rule], parser);
  return files.flatMap(({ path }) => project.diagnostics(path).map(({ message }) => message));
}
