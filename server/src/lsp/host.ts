import type { RubyParser } from '../syntax/rubyParser.ts';
import type { BaseFinder } from '../workspace/baseFinder.ts';
import type { BundlerAnswer, ResolveRequest } from '../workspace/bundlerAnswer.ts';
import type { FileSystem } from '../workspace/fileSystem.ts';
import type { ReadBehind } from '../workspace/summaryRead.ts';

/** What the server needs of the machine that it runs on. */
export interface Host {
  /** The files of this machine. Absent in a browser. */
  readonly fileSystem?: FileSystem;
  /** Reads its files in other threads. Absent where there are none. */
  readonly readBehind?: ReadBehind;
  loadParser(): Promise<RubyParser>;
  baseFinder(fileSystem: FileSystem, parser: RubyParser): BaseFinder;
  /** The refs of the repository that holds a folder. Absent where no process can be started. */
  readonly listRefs?: (folderUri: string, signal: AbortSignal) => Promise<readonly string[]>;
  /** The folder that tells which commit is checked out around a folder, both as URIs. Absent where no process can be started. */
  readonly headFolder?: (folderUri: string) => Promise<string | undefined>;
  /**
   * Why a file must not be written: a link takes it out of the folder and of its repository. Absent where the client writes what it reads
   * itself.
   */
  readonly linkOut?: (uri: string, folderUri: string) => Promise<string | undefined>;
  /** Asks Bundler. Absent where no process can be started. */
  readonly resolveBundle?: (request: ResolveRequest) => Promise<BundlerAnswer>;
}
