import type { Base } from '../dependencies/bundle.ts';
import { fileKind } from '../syntax/fileKind.ts';
import type { BaseFinder } from '../workspace/baseFinder.ts';
import type { Host } from './host.ts';

interface BasesParts {
  readonly finder: BaseFinder;
  readonly host: Host;
  readonly trusted: boolean;
  readonly over: AbortSignal;
}

/** What locks are compared with, and what they could be. In a folder that is not trusted git does not run. */
export class Bases {
  readonly #parts: BasesParts;

  constructor(parts: BasesParts) {
    this.#parts = parts;
  }

  /** The base of each lock; `asked` is what the configuration names. */
  async find(lockUris: readonly string[], asked: string | undefined): Promise<ReadonlyMap<string, Base>> {
    const { finder, trusted, over } = this.#parts;
    if (!trusted) {
      return new Map(lockUris.map((uri) => [uri, { state: 'absent', reason: 'no git in Restricted Mode' }]));
    }
    return (await finder.find(lockUris, { asked, ci: false, env: {}, signal: over })).bases;
  }

  /** The refs of the repository that holds a folder. */
  async refs(folderUri: string): Promise<readonly string[]> {
    const { host, trusted, over } = this.#parts;
    return (trusted ? await host.listRefs?.(folderUri, over) : undefined) ?? [];
  }
}

/** Whether a change of this file can give a lock another base: the lock is new, it is the base of another one, or HEAD is another commit. */
export function changesBase(uri: string): boolean {
  return fileKind(uri) === 'lockfile' || /\/\.git\/(?:(?:worktrees|modules)\/.+\/)?(?:logs\/)?HEAD$/.test(uri);
}
