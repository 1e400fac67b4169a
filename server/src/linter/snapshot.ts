import type { Bundle } from '../dependencies/bundle.ts';
import type { WorkspaceIndex } from '../redis/workspaceIndex.ts';

/** The workspace at one moment: its answers are consistent, and after a change its index throws instead of mixing then and now. */
export interface Snapshot {
  readonly index: WorkspaceIndex;
  /** The bundle that governs a file: the one of the nearest Gemfile.lock in its folder or above. For a Gemfile or lock its own. */
  bundleFor(uri: string): Bundle | undefined;
  /** The file's text, or undefined when it is not a file of the workspace that Lintel reads. */
  text(uri: string): string | undefined;
  /** The file's path below its workspace folder, with `/`: what globs in the configuration match. */
  path(uri: string): string;
}
