import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'node:test';
import type { Diagnostic } from 'vscode-languageserver-protocol/node';
import { URI } from 'vscode-uri';
import { LanguageClient } from './languageClient.ts';

/** A folder of each test's own. */
export let root: string;
/** A client whose server runs there, not initialized yet. */
export let client: LanguageClient;

/** Makes both before each test, with what `fill` puts into the folder, and removes them afterwards. */
export function useClientInFolder(fill: (folder: string) => Promise<void> = async () => undefined): void {
  beforeEach(async () => {
    root = await realpath(await mkdtemp(join(tmpdir(), 'lintel-client-')));
    await fill(root);
    client = new LanguageClient(root);
  });
  afterEach(async () => {
    client.kill();
    await rm(root, { recursive: true, force: true });
  });
}

/** The URI of what is at a path in the folder. */
export function uriOf(...path: readonly string[]): string {
  return URI.file(join(root, ...path)).toString();
}

/** What a finding says, in words or in Markdown. */
export function textIn(message: Diagnostic['message']): string {
  return typeof message === 'string' ? message : message.value;
}
