import type { Connection, WorkDoneProgressServerReporter } from 'vscode-languageserver';
import { createProgress } from './asking.ts';

/** Work that takes longer than this shows its progress, in milliseconds. */
const progressAfterMs = 1_000;

/** How reading a folder gets on. */
export interface Progress {
  report(files: number): void;
  done(): void;
}

/** Progress that appears only when reading a folder takes long enough to be noticed, for a client that shows any. */
export function showProgress(connection: Connection, folderUri: string): Progress {
  let shown: WorkDoneProgressServerReporter | undefined;
  let over = false;
  const timer = setTimeout(async () => {
    const reporter = await createProgress(connection);
    if (!over) {
      shown = reporter;
      shown?.begin('Lintel', undefined, `reading ${folderUri.slice(folderUri.lastIndexOf('/') + 1)}`);
    }
  }, progressAfterMs);
  return {
    report: (files) => shown?.report(`${files} files`),
    done: () => {
      over = true;
      clearTimeout(timer);
      shown?.done();
    },
  };
}
