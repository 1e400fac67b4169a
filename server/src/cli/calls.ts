import { TextDocument } from 'vscode-languageserver-textdocument';
import type { RedisCall } from '../redis/redisCall.ts';
import { pc } from './colors.ts';
import { openProject } from './openProject.ts';
import { note, print, printJson } from './output.ts';

/** `lintel calls`: every Redis call below `paths`, in the order of files and lines. */
export async function calls(
  paths: readonly string[],
  options: { readonly format: 'pretty' | 'ndjson' },
): Promise<number> {
  const { workspace, uris, notes, names } = await openProject(paths);
  notes.forEach(note);
  const snapshot = workspace.snapshot();
  for (const uri of uris) {
    const found = snapshot.index.calls(uri);
    if (found.length === 0) {
      continue;
    }
    const document = TextDocument.create(uri, 'ruby', 0, snapshot.text(uri) ?? '');
    for (const call of found) {
      const receiver = call.call.receiver === undefined ? '' : document.getText(call.call.receiver.range);
      if (options.format === 'ndjson') {
        printJson(jsonCall(call, receiver, names.pathOf(uri)), 0);
      } else {
        print(prettyCall(call, receiver, names.pathOf(uri)));
      }
    }
  }
  return 0;
}

function jsonCall(call: RedisCall, receiver: string, path: string): object {
  return {
    path,
    line: call.range.start.line + 1,
    column: call.range.start.character + 1,
    command: call.command,
    method: call.method,
    receiver,
    client: call.client,
    evidence: call.evidence,
    confidence: call.confidence,
    context: call.context,
    ...(call.keyTemplate === undefined ? {} : { keyTemplate: call.keyTemplate }),
  };
}

function prettyCall(call: RedisCall, receiver: string, path: string): string {
  const place = `${path}:${call.range.start.line + 1}:${call.range.start.character + 1}`;
  const key = call.keyTemplate === undefined ? '' : ` ${call.keyTemplate}`;
  const where = call.context === 'plain' ? '' : ` (${call.context})`;
  return `${place}  ${pc.bold(call.command)}${key}${where}  ${receiver}  ${pc.dim(`${call.confidence}: ${call.evidence}`)}`;
}
