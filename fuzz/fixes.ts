import assert from 'node:assert/strict';
import fc from 'fast-check';
import { plainClient } from '../server/src/features/clientAbilities.ts';
import { codeActions, fixAllKind } from '../server/src/features/codeActions.ts';
import { applyEdits } from '../server/src/linter/applyFixes.ts';
import { defaultConfig } from '../server/src/linter/config.ts';
import { parseConfigFile } from '../server/src/linter/configFile.ts';
import type { CallExpression } from '../server/src/redis/expression.ts';
import { registry } from '../server/src/rules/registry.ts';
import { fileKind } from '../server/src/syntax/fileKind.ts';
import { parseLockfile } from '../server/src/syntax/lockfile/parseLockfile.ts';
import type { RubyParser } from '../server/src/syntax/rubyParser.ts';
import { Workspace } from '../server/src/workspace/workspace.ts';
import type { FixtureFile } from '../test/support/fixture.ts';
import type { Corpus } from './corpus.ts';
import { gemfileTokens, lockNests, lockTokens, redisTokens, rubyNests } from './dictionaries.ts';
import { type Material, mutationsOf } from './mutations.ts';
import type { SyntaxJudge } from './syntaxJudge.ts';

/** What applying fixes to mutated projects came to. */
export interface FixesResult {
  readonly projects: number;
  /** Those whose mutated file Ruby accepts and that Lintel offers edits for. */
  readonly edited: number;
  /** Texts that came out of an edit and went to Ruby, or were read as a lock. */
  readonly judged: number;
  readonly failure: { readonly text: string; readonly reason: string } | undefined;
}

/** Where the projects are. */
export const fuzzFolder = 'file:///fuzz';
/** Edits of one project that are tried, spread over all. */
const mostJudged = 300;
const everything = { start: { line: 0, character: 0 }, end: { line: 1_000_000, character: 0 } };

/**
 * Mutates one file of each of `count` projects and makes every edit that Lintel offers there, one at a time. `onInput` gets each project
 * before it is tried.
 */
export async function runFixes(
  corpus: Corpus,
  parser: RubyParser,
  judge: SyntaxJudge,
  count: number,
  seed: number,
  onInput: (text: string) => void = () => undefined,
): Promise<FixesResult> {
  const totals = { edited: 0, judged: 0 };
  const property = fc.asyncProperty(mutatedProjects(corpus), async ({ files, path }) => {
    onInput(textOf({ files, path }));
    const { edited, judged } = await judgeEdits(files, path, parser, judge);
    totals.edited += edited;
    totals.judged += judged;
  });
  const { failed, counterexample, errorInstance, numRuns } = await fc.check(property, { numRuns: count, seed });
  const [smallest] = counterexample ?? [];
  const failure = failed
    ? { text: textOf(smallest), reason: errorInstance instanceof Error ? (errorInstance.stack ?? '') : '' }
    : undefined;
  return { projects: numRuns, ...totals, failure };
}

interface MutatedProject {
  readonly files: readonly FixtureFile[];
  /** The file that was mutated. */
  readonly path: string;
}

function mutatedProjects({ projects, ruby, gemfiles, locks }: Corpus): fc.Arbitrary<MutatedProject> {
  const materials: Record<string, Material> = {
    ruby: { seeds: ruby, tokens: redisTokens, nests: rubyNests },
    gemfile: { seeds: gemfiles, tokens: gemfileTokens, nests: rubyNests },
    lockfile: { seeds: locks, tokens: lockTokens, nests: lockNests },
  };
  const candidates = projects.flatMap((files) =>
    files.flatMap(({ path }) => {
      const material = materials[fileKind(path)];
      return material === undefined ? [] : [{ files, path, material }];
    }),
  );
  return fc.constantFrom(...candidates).chain(({ files, path, material }) =>
    mutationsOf(material, 3).map((mutate) => ({
      files: files.map((file) => (file.path === path ? { ...file, text: mutate(file.text) } : file)),
      path,
    })),
  );
}

function textOf(project: MutatedProject | undefined): string {
  return (project?.files ?? []).map(({ path, text }) => `#- ${path}\n${text}`).join('\n');
}

async function judgeEdits(
  files: readonly FixtureFile[],
  path: string,
  parser: RubyParser,
  judge: SyntaxJudge,
): Promise<{ edited: number; judged: number }> {
  const texts = new Map(files.map((file) => [`${fuzzFolder}/${file.path}`, file.text]));
  const accepted = new Map<string, boolean>();
  const accepts = async (uri: string) => {
    const text = texts.get(uri) ?? '';
    const known = accepted.get(uri) ?? (await isAccepted(uri, text, judge));
    accepted.set(uri, known);
    return known;
  };
  if (!(await accepts(`${fuzzFolder}/${path}`))) {
    return { edited: 0, judged: 0 };
  }
  let judged = 0;
  const offered = offers(files, path, parser);
  // Ruby reads the whole text for each: thousands of them in one file would take minutes.
  const each = Math.ceil(offered.length / mostJudged);
  for (const { title, changed } of offered.filter((_, index) => index % each === 0)) {
    for (const [uri, edits] of changed) {
      const before = texts.get(uri);
      // A file that the project does not have yet: the configuration.
      if (before === undefined || !(await accepts(uri))) {
        continue;
      }
      const after = applyEdits(before, edits);
      judged++;
      assert.ok(await isAccepted(uri, after, judge), `${title}\n--- ${uri} after\n${after}`);
    }
  }
  return { edited: Number(judged > 0), judged };
}

export type EditsByFile = readonly (readonly [uri: string, edits: Parameters<typeof applyEdits>[1]])[];

/** Every edit that the editor would offer in a file: for each finding, or also all at once. */
export function offers(
  files: readonly FixtureFile[],
  path: string,
  parser: RubyParser,
  { atOnce = true } = {},
): readonly { title: string; changed: EditsByFile }[] {
  const workspace = new Workspace(fuzzFolder, parser);
  const config = files.find((file) => file.path === '.lintel.yml');
  workspace.config = config === undefined ? defaultConfig : parseConfigFile(config.text).config;
  for (const file of files) {
    if (file.path.startsWith('base/')) {
      const uri = `${fuzzFolder}/${file.path.slice('base/'.length)}`;
      const lock = parseLockfile(file.text);
      workspace.setBase(uri, { state: 'found', label: 'base', commit: undefined, lock, gemfile: undefined });
    } else {
      workspace.setText(`${fuzzFolder}/${file.path}`, file.text);
    }
  }
  const uri = `${fuzzFolder}/${path}`;
  const context = {
    client: plainClient,
    rules: registry,
    config: workspace.config,
    edited: (changed: ReadonlyMap<string, string>) => workspace.edited(changed),
  };
  const ask = (only: string[] | undefined) => codeActions(workspace.snapshot(), uri, everything, { ...context, only });
  const asked = atOnce ? [...ask(undefined), ...ask([fixAllKind])] : ask(undefined);
  return asked.map(({ title, edit }) => ({
    title,
    changed: Object.entries(edit?.changes ?? {}).map(([changed, edits]) => [
      changed,
      edits.map(({ range, newText }) => ({ uri: changed, range, newText })),
    ]),
  }));
}

async function isAccepted(uri: string, text: string, judge: SyntaxJudge): Promise<boolean> {
  return fileKind(uri) === 'lockfile' ? parseLockfile(text).problems.length === 0 : judge.accepts(text);
}

/** The Redis calls of one file. */
export function callsIn(files: readonly FixtureFile[], path: string, parser: RubyParser): readonly CallExpression[] {
  const workspace = new Workspace(fuzzFolder, parser);
  for (const file of files.filter((other) => !other.path.startsWith('base/') && other.path !== '.lintel.yml')) {
    workspace.setText(`${fuzzFolder}/${file.path}`, file.text);
  }
  return workspace
    .snapshot()
    .index.calls(`${fuzzFolder}/${path}`)
    .map(({ call }) => call);
}
