import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { URI } from 'vscode-uri';
import type { Base } from '../dependencies/bundle.ts';
import type { Config } from '../linter/config.ts';
import type { RubyParser } from '../syntax/rubyParser.ts';
import { baseFinder } from '../workspace/findBase.ts';
import { nodeFileSystem } from '../workspace/nodeFileSystem.ts';
import type { Project } from './openProject.ts';
import { UsageError } from './usageError.ts';

/** Gives every lock of the project its base: see `findBases`. */
export async function compareWithBase(
  { workspace, parser }: Project,
  asked: string | undefined,
): Promise<ReadonlyMap<string, Base>> {
  const bases = await findBases(workspace.lockUris, workspace.config, asked, parser);
  for (const [lockUri, base] of bases) {
    workspace.setBase(lockUri, base);
  }
  return bases;
}

/**
 * The base of each lock: `asked` (a ref, a file or `none`), what `.lintel.yml` names, or the merge base with the default branch. Rejects
 * with a `UsageError` when what was asked for on the command line cannot be had.
 */
export async function findBases(
  lockUris: readonly string[],
  config: Config,
  asked: string | undefined,
  parser: RubyParser,
): Promise<ReadonlyMap<string, Base>> {
  const finder = baseFinder(nodeFileSystem, parser);
  const bases = new Map<string, Base>();
  const options = {
    asked: asked === undefined ? config.base : fileOrRef(asked),
    ci: !['', '0', 'false'].includes(process.env.CI ?? ''),
    env: process.env,
  };
  for (const lockUri of lockUris) {
    const base = await finder.find(lockUri, options);
    if (base.state === 'absent' && asked !== undefined && asked !== 'none') {
      throw new UsageError(`--base ${asked}: ${base.reason}`);
    }
    // What was typed is what people recognise.
    bases.set(lockUri, base.state === 'found' && asked !== undefined ? { ...base, label: asked } : base);
  }
  return bases;
}

/** On the command line a file is meant from the working folder. */
function fileOrRef(asked: string): string {
  const path = resolve(asked);
  return existsSync(path) && statSync(path).isFile() ? URI.file(path).toString() : asked;
}
