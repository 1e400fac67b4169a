/** What came of reading a file. */
export type FileRead =
  | { readonly ok: true; readonly text: string }
  /** Binary, too large, gone or unreadable; `reason` completes "skipped: …". */
  | { readonly ok: false; readonly reason: string };

/** The files of a workspace, by URI. Nothing here throws for what a disk can hold. */
export interface FileSystem {
  /** The file's text without a byte order mark. */
  read(uri: string): Promise<FileRead>;
  /**
   * Every file below a folder that Lintel may read, in a stable order: not what `.gitignore` names, not version control, installed
   * packages or other generated folders, and no symbolic links. A folder that cannot be read does not end the walk: `onUnread` is told.
   * With `goals` only those at one of them or below it, whether a goal is a file, a folder or nothing any more.
   */
  walk(folderUri: string, signal?: AbortSignal, onUnread?: OnUnread, goals?: readonly string[]): AsyncIterable<string>;
}

/** Is told of a file or folder that could not be read; `reason` completes "skipped: …". */
export type OnUnread = (uri: string, reason: string) => void;

/** The reason for a text that the parser gives up on: without a word it would pass for one without findings. */
export const unparsedReason = 'the Ruby parser gives up on it';

/** Above this a file is data or generated, whatever its name says. */
export const maxFileBytes = 5_000_000;
