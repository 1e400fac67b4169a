import { diffLines } from 'diff';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { TextEdit, WorkspaceEdit } from 'vscode-languageserver-types';
import type { Texts } from '../linter/applyFixes.ts';
import type { Edit } from '../linter/fix.ts';

/** The edits of a fix, in whichever files they are. */
export function toWorkspaceEdit(edits: readonly Edit[]): WorkspaceEdit {
  const changes: Record<string, TextEdit[]> = {};
  for (const { uri, range, newText } of edits) {
    changes[uri] = [...(changes[uri] ?? []), { range, newText }];
  }
  return { changes };
}

/** Turns each file of `changed` from what it was into what it is there, line by line, so that cursors and folds elsewhere stay. */
export function editToReach(changed: Texts, textOf: (uri: string) => string | undefined): WorkspaceEdit {
  const changes: Record<string, TextEdit[]> = {};
  for (const [uri, text] of changed) {
    const edits = lineEdits(textOf(uri) ?? '', text);
    if (edits.length > 0) {
      changes[uri] = edits;
    }
  }
  return { changes };
}

/** The edits that make `before` into `after`: whole lines, only those that differ. */
export function lineEdits(before: string, after: string): TextEdit[] {
  const document = TextDocument.create('', '', 0, before);
  const edits: TextEdit[] = [];
  let offset = 0;
  let pending: { from: number; newText: string } | undefined;
  const flush = () => {
    if (pending !== undefined) {
      const range = { start: document.positionAt(pending.from), end: document.positionAt(offset) };
      edits.push({ range, newText: pending.newText });
      pending = undefined;
    }
  };
  for (const { value, added, removed } of diffLines(before, after)) {
    if (!added && !removed) {
      flush();
      offset += value.length;
      continue;
    }
    pending ??= { from: offset, newText: '' };
    if (removed) {
      offset += value.length;
    } else {
      pending.newText += value;
    }
  }
  flush();
  return edits;
}
