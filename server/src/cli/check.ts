import { URI } from 'vscode-uri';
import { analyze } from '../linter/analyze.ts';
import { applyFixes, type Texts } from '../linter/applyFixes.ts';
import { type Diagnostic, isAtLeast, type Severity } from '../linter/diagnostic.ts';
import type { Applicability } from '../linter/fix.ts';
import type { RegisteredRule } from '../linter/rule.ts';
import { registry } from '../rules/registry.ts';
import { describeError, readText, replaceText } from '../workspace/nodeFileSystem.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { cachedJudgement, type Judgement } from './checkCache.ts';
import { compareWithBase, uncompared } from './compareWithBase.ts';
import { findProject, type Project } from './openProject.ts';
import { note, printExactly } from './output.ts';
import { type ReportFormat, reporters } from './reporters/reporters.ts';
import { type Shard, shardOf } from './shard.ts';
import { openStandardInput } from './standardInput.ts';
import { unifiedDiff } from './unifiedDiff.ts';
import { UsageError } from './usageError.ts';

export interface CheckOptions {
  readonly format: ReportFormat;
  readonly base?: string;
  readonly fix?: boolean;
  readonly unsafeFixes?: boolean;
  readonly diff?: boolean;
  readonly rule?: readonly string[];
  readonly failLevel: Severity;
  readonly stdin?: boolean;
  readonly stdinFilename?: string;
  readonly shard?: Shard;
  /** False for `--no-cache`. */
  readonly cache?: boolean;
}

/** `lintel check`: every rule over the files below `paths`. Resolves to the exit status: 1 for findings at or above the fail level. */
export async function check(paths: readonly string[], options: CheckOptions): Promise<number> {
  const started = performance.now();
  if (options.stdin && fixes(options) && !options.diff) {
    throw new UsageError('what comes on standard input is written nowhere: add --diff to see its fixes');
  }
  if (options.stdin && paths.length > 0) {
    throw new UsageError('give either --stdin or paths');
  }
  const rules = selectRules(options.rule);
  const { project, diagnostics: found } = options.stdin
    ? await judgeStandardInput(options, rules)
    : await judgePaths(paths, options, rules);
  project.notes.forEach(note);
  uncompared(project).forEach(note);
  const diagnostics = fixes(options) ? await fixAll(project, rules, found, options) : found;
  if (!options.diff) {
    const summary = { files: project.uris.length, durationMs: Math.round(performance.now() - started) };
    reporters[options.format]({
      diagnostics,
      summary,
      rules,
      shard: options.shard,
      textOf: (uri) => project.workspace.snapshot().text(uri) ?? textOnDisk(uri),
      pathOf: project.pathOf,
    });
  }
  return diagnostics.some((diagnostic) => isAtLeast(diagnostic.severity, options.failLevel)) ? 1 : 0;
}

interface Judged {
  readonly project: Project;
  readonly diagnostics: readonly Diagnostic[];
}

async function judgeStandardInput(options: CheckOptions, rules: readonly RegisteredRule[]): Promise<Judged> {
  const project = await openStandardInput(options.stdinFilename);
  await compareWithBase(project, options.base);
  return { project, diagnostics: analyzeAll(project, rules) };
}

/** Every finding of this shard, from the cache where nothing changed since. */
async function judgePaths(
  paths: readonly string[],
  options: CheckOptions,
  rules: readonly RegisteredRule[],
): Promise<Judged> {
  const found = await findProject(paths);
  await compareWithBase(found.project, options.base);
  const asked = shardOf(found.project.uris, options.shard);
  const judge = async (): Promise<Judgement> => {
    const skipped = await found.readRuby();
    return { diagnostics: analyzeAll({ ...found.project, uris: asked }, rules), skipped };
  };
  const question = { rules: rules.map(({ id }) => id), asked };
  // What is fixed changes, and its texts must be at hand.
  const { diagnostics, skipped } =
    fixes(options) || options.cache === false ? await judge() : await cachedJudgement(found, question, judge);
  for (const [uri, reason] of skipped) {
    found.passOver(uri, reason);
  }
  const unread = new Map(skipped);
  return { project: { ...found.project, uris: asked.filter((uri) => !unread.has(uri)) }, diagnostics };
}

function fixes({ fix, unsafeFixes, diff }: CheckOptions): boolean {
  return fix === true || unsafeFixes === true || diff === true;
}

function selectRules(ids: readonly string[] | undefined): readonly RegisteredRule[] {
  const unknown = ids?.find((id) => !registry.some((rule) => rule.id === id));
  if (unknown !== undefined) {
    throw new UsageError(`no rule is called ${unknown}: \`lintel explain\` lists them`);
  }
  return ids === undefined ? registry : registry.filter(({ id }) => ids.includes(id));
}

function analyzeAll({ workspace, uris }: Project, rules: readonly RegisteredRule[]): readonly Diagnostic[] {
  const snapshot = workspace.snapshot();
  return uris.flatMap((uri) => analyze(snapshot, uri, rules, workspace.config));
}

function textReader(workspace: Workspace): (uri: string) => string | undefined {
  return (uri) => workspace.snapshot().text(uri);
}

/** The text of a file whose findings were known without reading it. */
function textOnDisk(uri: string): string | undefined {
  const read = readText(URI.parse(uri).fsPath);
  return read.ok ? read.text : undefined;
}

/** Applies fixes, writes the files or prints the patch, and gives the findings that are left. */
async function fixAll(
  project: Project,
  rules: readonly RegisteredRule[],
  diagnostics: readonly Diagnostic[],
  options: CheckOptions,
): Promise<readonly Diagnostic[]> {
  const allowed = new Set<Applicability>(options.unsafeFixes ? ['safe', 'unsafe'] : ['safe']);
  const original = textReader(project.workspace);
  const before: Texts = new Map(project.uris.map((uri) => [uri, original(uri) ?? '']));
  let remaining = diagnostics;
  const { changed, applied } = applyFixes(
    diagnostics,
    allowed,
    (uri) => before.get(uri),
    (texts) => {
      for (const [uri, text] of texts) {
        project.workspace.setText(uri, text);
      }
      remaining = analyzeAll(project, rules);
      return remaining;
    },
  );
  if (options.diff) {
    for (const [uri, text] of changed) {
      printExactly(unifiedDiff(project.pathOf(uri), before.get(uri) ?? '', text));
    }
  } else {
    await writeAll(changed);
    note(
      `${applied} ${applied === 1 ? 'fix' : 'fixes'} applied in ${changed.size} ${changed.size === 1 ? 'file' : 'files'}`,
    );
  }
  return remaining;
}

/** Writes what can be written; a file that refuses does not keep the others from their fixes. */
async function writeAll(texts: Texts): Promise<void> {
  const refusals: string[] = [];
  for (const [uri, text] of texts) {
    await replaceText(URI.parse(uri).fsPath, text).catch((error: unknown) => refusals.push(describeError(error)));
  }
  if (refusals.length > 0) {
    throw new UsageError(refusals.join('; '));
  }
}
