import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { URI } from 'vscode-uri';
import { baseFinder } from '../workspace/findBase.ts';
import { nodeFileSystem } from '../workspace/nodeFileSystem.ts';
import type { Project } from './openProject.ts';
import { UsageError } from './usageError.ts';

/**
 * Gives every lock of the project its base: `asked` (a ref, a file or `none`), what `.lintel.yml` names, or the merge base with the
 * default branch. `spelled` is how the user asked for it. Rejects with a `UsageError` when what was asked for on the command line cannot be had.
 */
export async function compareWithBase(
  { workspace, parser }: Project,
  asked: string | undefined,
  spelled = `--base ${asked}`,
): Promise<void> {
  const finder = baseFinder(nodeFileSystem, parser);
  const options = {
    asked: asked === undefined ? workspace.config.base : fileOrRef(asked),
    ci: !['', '0', 'false'].includes(process.env.CI ?? ''),
    env: process.env,
  };
  for (const lockUri of workspace.lockUris) {
    const base = await finder.find(lockUri, options);
    if (base.state === 'absent' && asked !== undefined && asked !== 'none') {
      throw new UsageError(`${spelled}: ${base.reason}`);
    }
    // What was typed is what people recognise.
    workspace.setBase(lockUri, base.state === 'found' && asked !== undefined ? { ...base, label: asked } : base);
  }
}

/** On the command line a file is meant from the working folder. */
function fileOrRef(asked: string): string {
  const path = resolve(asked);
  return existsSync(path) && statSync(path).isFile() ? URI.file(path).toString() : asked;
}
