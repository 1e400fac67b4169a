import { FileType, Uri, workspace } from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';

interface ReadParams {
  readonly uri: string;
  readonly maxBytes: number;
}

/** Reads files for a server that cannot do so itself: in a browser, and in folders that are on no disk. */
export function answerFileRequests(client: BaseLanguageClient): void {
  client.onRequest('lintel/readFile', async ({ uri, maxBytes }: ReadParams) => {
    try {
      const bytes = await workspace.fs.readFile(Uri.parse(uri));
      return bytes.byteLength > maxBytes
        ? { reason: `larger than ${maxBytes / 1_000_000} MB` }
        : { text: new TextDecoder().decode(bytes) };
    } catch (error) {
      return { reason: error instanceof Error ? error.message : String(error) };
    }
  });
  client.onRequest('lintel/readFolder', async ({ uri }: { readonly uri: string }) => {
    const entries = await workspace.fs.readDirectory(Uri.parse(uri));
    return entries
      .filter(([, type]) => type === FileType.File || type === FileType.Directory)
      .map(([name, type]) => ({ name, kind: type === FileType.File ? 'file' : 'folder' }));
  });
}
