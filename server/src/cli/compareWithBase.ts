import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { URI } from 'vscode-uri';
import type { Base } from '../dependencies/bundle.ts';
import type { Config } from '../linter/config.ts';
import type { RubyParser } from '../syntax/rubyParser.ts';
import type { BaseOptions, FoundBases } from '../workspace/baseFinder.ts';
import { baseFinder, identifyBases } from '../workspace/findBase.ts';
import { nodeFileSystem } from '../workspace/nodeFileSystem.ts';
import type { Project } from './openProject.ts';
import { UsageError } from './usageError.ts';

/** Gives every lock of the project its base: see `findBases`. */
export async function compareWithBase(
  { workspace, parser }: Project,
  asked: string | undefined,
  spelled?: string,
): Promise<FoundBases> {
  const found = await findBases(workspace.lockUris, workspace.config, parser, asked, spelled);
  for (const [lockUri, base] of found.bases) {
    workspace.setBase(lockUri, base);
  }
  return found;
}

/**
 * The base of each lock: `asked` (a ref, a file or `none`), what `.lintel.yml` names, or the merge base with the default branch. `spelled` is
 * how the user asked for it. Rejects with a `UsageError` when what was asked for on the command line cannot be had.
 */
export async function findBases(
  lockUris: readonly string[],
  config: Config,
  parser: RubyParser,
  asked: string | undefined,
  spelled = `--base ${asked}`,
): Promise<FoundBases> {
  const { bases, identity } = await baseFinder(nodeFileSystem, parser).find(lockUris, baseOptions(config, asked));
  if (asked === undefined || asked === 'none') {
    return { bases, identity };
  }
  const labelled = [...bases].map(([lockUri, base]): [string, Base] => {
    if (base.state === 'found') {
      // What was typed is what people recognise.
      return [lockUri, { ...base, label: asked }];
    }
    // A lock that is new has no base, and the others have theirs.
    if (base.isMeant !== true) {
      throw new UsageError(`${spelled}: ${base.reason}`);
    }
    return [lockUri, base];
  });
  return { bases: new Map(labelled), identity };
}

/** The `identity` that `findBases` would find, without reading what it stands for. */
export function identityOfBases(
  lockUris: readonly string[],
  config: Config,
  asked: string | undefined,
): Promise<string | undefined> {
  return identifyBases(nodeFileSystem, lockUris, baseOptions(config, asked));
}

function baseOptions(config: Config, asked: string | undefined): BaseOptions {
  return {
    asked: asked === undefined ? config.base : fileOrRef(asked),
    // Azure Pipelines set no CI.
    ci: ['CI', 'TF_BUILD'].some((name) => !['', '0', 'false'].includes(process.env[name] ?? '')),
    env: process.env,
  };
}

/** What to say of locks that were asked for and could not be compared: silence would read as "nothing crossed". One line for each reason. */
export function uncompared({ workspace, uris, names }: Project): readonly string[] {
  const snapshot = workspace.snapshot();
  const paths = new Map<string, string[]>();
  const asked = new Set(uris);
  for (const lockUri of workspace.lockUris.filter((uri) => asked.has(uri))) {
    const base = snapshot.bundleFor(lockUri)?.base;
    if (base?.state === 'absent' && base.isMeant !== true) {
      paths.set(base.reason, [...(paths.get(base.reason) ?? []), names.pathOf(lockUri)]);
    }
  }
  return [...paths].map(([reason, [first, ...more]]) => {
    const who = more.length === 0 ? `${first} is` : `${first} and ${more.length} more are`;
    return `${who} not compared with a base: ${reason}`;
  });
}

/** On the command line a file is meant from the working folder. */
function fileOrRef(asked: string): string {
  const path = resolve(asked);
  return existsSync(path) && statSync(path).isFile() ? URI.file(path).toString() : asked;
}
