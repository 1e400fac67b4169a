import type { Base } from '../dependencies/bundle.ts';
import type { RubyParser } from '../syntax/rubyParser.ts';
import type { FileSystem } from '../workspace/fileSystem.ts';

/** What the server needs of the machine that it runs on. */
export interface Host {
  readonly fileSystem: FileSystem;
  loadParser(): Promise<RubyParser>;
  /** What a lock is compared with: at `asked`, or at the merge base with the default branch. Absent where there are no processes. */
  findBase?(lockUri: string, asked: string | undefined, signal: AbortSignal): Promise<Base>;
}
