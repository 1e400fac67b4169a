import { URI } from 'vscode-uri';
import { analyze } from '../linter/analyze.ts';
import { applyFixes, type Texts } from '../linter/applyFixes.ts';
import { type Diagnostic, isAtLeast, type Severity } from '../linter/diagnostic.ts';
import type { Applicability } from '../linter/fix.ts';
import type { RegisteredRule } from '../linter/rule.ts';
import { registry } from '../rules/registry.ts';
import type { RubyParser } from '../syntax/rubyParser.ts';
import { describeError, readText, replaceText } from '../workspace/nodeFileSystem.ts';
import { loadNodeRubyParser } from '../workspace/nodeGrammar.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { fingerprint, type Judgement, type KnownJudgement, openCheckCache } from './checkCache.ts';
import { compareWithBase, findBases, identityOfBases, uncompared } from './compareWithBase.ts';
import { type FileNames, type LocatedProject, locateProject } from './locateProject.ts';
import { type FoundProject, findProject, type Project } from './openProject.ts';
import { note, printExactly } from './output.ts';
import { type ReportFormat, reporters } from './reporters/reporters.ts';
import { type Shard, shardOf } from './shard.ts';
import { openStandardInput } from './standardInput.ts';
import { unifiedDiff } from './unifiedDiff.ts';
import { unknownRule } from './unknownRule.ts';
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
  if (options.stdinFilename !== undefined && !options.stdin) {
    throw new UsageError('--stdin-filename goes with --stdin');
  }
  if (options.stdin && paths.length > 0) {
    throw new UsageError('give either --stdin or paths');
  }
  const rules = selectRules(options.rule);
  const judged = options.stdin ? await judgeStandardInput(options, rules) : await judgePaths(paths, options, rules);
  judged.notes.forEach(note);
  const diagnostics =
    fixes(options) && judged.project !== undefined
      ? await fixAll(judged.project, rules, judged.diagnostics, options)
      : judged.diagnostics;
  if (!options.diff) {
    const summary = { files: judged.files, durationMs: Math.round(performance.now() - started) };
    reporters[options.format]({
      diagnostics,
      summary,
      rules,
      shard: options.shard,
      textOf: (uri) => judged.project?.workspace.snapshot().text(uri) ?? textOnDisk(uri),
      ...judged.names,
    });
  }
  return diagnostics.some((diagnostic) => isAtLeast(diagnostic.severity, options.failLevel)) ? 1 : 0;
}

interface Judged extends Judgement {
  /** Absent where the judgement is that of an earlier run. */
  readonly project?: Project;
  readonly names: FileNames;
}

async function judgeStandardInput(options: CheckOptions, rules: readonly RegisteredRule[]): Promise<Judged> {
  const project = await openStandardInput(options.stdinFilename);
  await compareWithBase(project, options.base);
  return judge(project, rules);
}

function judge(project: Project, rules: readonly RegisteredRule[]): Judged {
  const diagnostics = analyzeAll(project, rules);
  const notes = [...project.notes, ...uncompared(project)];
  return { diagnostics, notes, files: project.uris.length, project, names: project.names };
}

/** Every finding of this shard, from the cache where nothing changed since. */
async function judgePaths(
  paths: readonly string[],
  options: CheckOptions,
  rules: readonly RegisteredRule[],
): Promise<Judged> {
  const started = Date.now();
  const located = await locateProject(paths);
  const { base: asked, shard } = options;
  // What is fixed changes, and its texts must be at hand.
  const { names, ...place } = located;
  const question = { ...place, workingFolder: process.cwd(), rules: rules.map(({ id }) => id), asked, shard };
  const cache = fixes(options) || options.cache === false ? undefined : openCheckCache(question);
  const known = cache?.known();
  if (known?.hasSamePlaces && (await hasSameBases(known, located, asked))) {
    return { ...known.judgement, names };
  }
  const found = await findProject(located, { readsAhead: known === undefined });
  const { bases, identity } = await compareWithBase(found.project, asked);
  const { files, places, project } = found;
  const grounds = {
    files,
    places,
    lockUris: project.workspace.lockUris,
    identity,
    bases: fingerprint(bases),
  };
  const isKnown = known?.bases === grounds.bases && fingerprint(known.files) === fingerprint(files);
  const judged = isKnown ? { ...known.judgement, names } : await judgeFound(found, shardOf(project.uris, shard), rules);
  cache?.keep({ diagnostics: judged.diagnostics, notes: judged.notes, files: judged.files }, grounds, started);
  return judged;
}

/** Loading the grammar takes a quarter of a run that finds nothing changed. */
const nothingToParse: RubyParser = { parse: () => undefined };

async function hasSameBases(
  { lockUris, identity, bases }: KnownJudgement,
  { config }: LocatedProject,
  asked: string | undefined,
): Promise<boolean> {
  if (identity !== undefined && identity === (await identityOfBases(lockUris, config, asked))) {
    return true;
  }
  const isCompared = (asked ?? config.base) !== 'none';
  const parser = isCompared && lockUris.length > 0 ? await loadNodeRubyParser() : nothingToParse;
  return bases === fingerprint((await findBases(lockUris, config, parser, asked)).bases);
}

/** What comes of the files `asked`, once all are read. */
async function judgeFound(
  { project, readRuby }: FoundProject,
  asked: readonly string[],
  rules: readonly RegisteredRule[],
): Promise<Judged> {
  await readRuby();
  const readable = new Set(project.uris);
  return judge({ ...project, uris: asked.filter((uri) => readable.has(uri)) }, rules);
}

function fixes({ fix, unsafeFixes, diff }: CheckOptions): boolean {
  return fix === true || unsafeFixes === true || diff === true;
}

function selectRules(ids: readonly string[] | undefined): readonly RegisteredRule[] {
  const unknown = ids?.find((id) => !registry.some((rule) => rule.id === id));
  if (unknown !== undefined) {
    throw unknownRule(unknown);
  }
  return ids === undefined ? registry : registry.filter(({ id }) => ids.includes(id)).map(switchedOn);
}

/** A rule that was asked for by name runs though it is off by default: that it found nothing would be no answer. */
function switchedOn({ id, rule }: RegisteredRule): RegisteredRule {
  const { offByDefault, ...meta } = rule.meta;
  return { id, rule: { ...rule, meta } };
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
      printExactly(unifiedDiff(project.names.pathOf(uri), before.get(uri) ?? '', text));
    }
  } else {
    await writeAll(changed, project.workspace);
    note(
      `${applied} ${applied === 1 ? 'fix' : 'fixes'} applied in ${changed.size} ${changed.size === 1 ? 'file' : 'files'}`,
    );
  }
  return remaining;
}

/** Writes what can be written; a file that refuses does not keep the others from their fixes. */
async function writeAll(texts: Texts, { folderUri }: Workspace): Promise<void> {
  const folder = URI.parse(folderUri).fsPath;
  const refusals: string[] = [];
  for (const [uri, text] of texts) {
    await replaceText(URI.parse(uri).fsPath, text, folder).catch((error: unknown) =>
      refusals.push(describeError(error)),
    );
  }
  if (refusals.length > 0) {
    throw new UsageError(refusals.join('; '));
  }
}
