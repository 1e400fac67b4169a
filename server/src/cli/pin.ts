import { dirname } from 'node:path';
import { URI } from 'vscode-uri';
import { planPin } from '../dependencies/planPin.ts';
import { parseRequirementList } from '../dependencies/requirement.ts';
import { applyPin, lockedVersion, type PinResult } from '../workspace/applyPin.ts';
import { resolveWithBundler } from '../workspace/bundler.ts';
import { maxLineLength } from '../workspace/lineLength.ts';
import { describeError, nodeFileSystem, replaceText } from '../workspace/nodeFileSystem.ts';
import { pc } from './colors.ts';
import { compareWithBase } from './compareWithBase.ts';
import { openLock, type Project } from './openProject.ts';
import { note, print, printExactly } from './output.ts';
import { unifiedDiff } from './unifiedDiff.ts';
import { UsageError } from './usageError.ts';

export interface PinOptions {
  readonly base?: string;
  readonly lock?: string;
  readonly dryRun?: boolean;
}

interface FileChange {
  readonly uri: string;
  readonly before: string;
  readonly after: string;
}

/**
 * `lintel pin`: writes the commented pin into the Gemfile and takes that gem alone back in the lock. Resolves to the exit status: 1 for a pin
 * that cannot hold, and then nothing is changed.
 */
export async function pin(gem: string, requirement: string | undefined, options: PinOptions): Promise<number> {
  const { project, lockUri, readRubyFor } = await openLock(options.lock);
  await compareWithBase(project, options.base);
  await readRubyFor([gem]);
  const snapshot = project.workspace.snapshot();
  const bundle = snapshot.bundleFor(lockUri);
  const gemfileUri = bundle?.gemfileUri;
  const gemfile = gemfileUri === undefined ? undefined : snapshot.text(gemfileUri);
  const lock = snapshot.text(lockUri);
  if (bundle === undefined || gemfileUri === undefined || gemfile === undefined || lock === undefined) {
    throw new UsageError(`there is no Gemfile beside ${project.names.pathOf(lockUri)}`);
  }
  if (!bundle.graph.gems.has(gem)) {
    throw new UsageError(`${gem} is not in ${project.names.pathOf(lockUri)}`);
  }
  if (requirement !== undefined && parseRequirementList(requirement) === undefined) {
    throw new UsageError(`${requirement} is no requirement: write it as "~> 2.5" or ">= 2, < 3"`);
  }
  const gemfilePath = URI.parse(gemfileUri).fsPath;
  const plan = planPin(bundle, gemfile, gem, {
    ...(requirement !== undefined && { requirements: requirement.split(',').map((part) => part.trim()) }),
    maxLineLength: await maxLineLength(URI.file(dirname(gemfilePath)).toString(), nodeFileSystem),
  });
  const result: PinResult = plan.ok
    ? await applyPin({ ...plan, gemfilePath, gemfile, lock }, resolveWithBundler)
    : { ok: false, reason: plan.reason };
  if (!result.ok) {
    note(`${gem} gets no pin: ${result.reason}`);
    note('Nothing was changed.');
    return 1;
  }
  const changes: FileChange[] = [
    { uri: gemfileUri, before: gemfile, after: result.gemfile },
    { uri: lockUri, before: lock, after: result.lock },
  ];
  if (options.dryRun) {
    for (const { uri, before, after } of changes) {
      printExactly(unifiedDiff(project.names.pathOf(uri), before, after));
    }
  } else {
    await writeAll(changes, URI.parse(project.workspace.folderUri).fsPath);
    report(project, gem, changes);
  }
  if (result.note !== undefined) {
    note(result.note);
  }
  return 0;
}

/** Writes both files, or neither. */
async function writeAll(changes: readonly FileChange[], folder: string): Promise<void> {
  const written: FileChange[] = [];
  try {
    for (const change of changes) {
      await replaceText(URI.parse(change.uri).fsPath, change.after, folder);
      written.push(change);
    }
  } catch (error) {
    for (const { uri, before } of written) {
      await replaceText(URI.parse(uri).fsPath, before, folder);
    }
    throw new UsageError(`nothing was changed: ${describeError(error)}`);
  }
}

function report(project: Project, gem: string, changes: readonly FileChange[]): void {
  const [gemfile, lock] = changes;
  if (gemfile === undefined || lock === undefined) {
    return;
  }
  const old = new Set(gemfile.before.split('\n'));
  for (const line of gemfile.after.split('\n').filter((text) => text.trim() !== '' && !old.has(text))) {
    print(`${project.names.pathOf(gemfile.uri)}: ${line.trim()}`);
  }
  const [from, to] = [lockedVersion(lock.before, gem), lockedVersion(lock.after, gem)];
  print(`${project.names.pathOf(lock.uri)}: ${pc.bold(gem)} ${from === to ? `stays at ${to}` : `${from} -> ${to}`}`);
  print('Run `bundle install` to install it.');
}
