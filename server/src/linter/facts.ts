import type { Bundle } from '../dependencies/bundle.ts';
import type { WorkspaceIndex } from '../redis/workspaceIndex.ts';

/** What can be asked of a workspace at one moment. */
export interface Facts {
  readonly index: WorkspaceIndex;
  /** The bundle that governs a file: the one of the nearest Gemfile.lock in its folder or above. For a Gemfile or lock its own. */
  bundleFor(uri: string): Bundle | undefined;
  /** The file's text, or undefined when it is not a file of the workspace that Lintel reads. */
  text(uri: string): string | undefined;
  /** The file's path below its workspace folder, with `/`: what globs in the configuration match. */
  path(uri: string): string;
}
