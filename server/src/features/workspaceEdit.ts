import { diffLines } from 'diff';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { TextDocumentEdit, TextEdit, WorkspaceEdit } from 'vscode-languageserver-types';
import type { Texts } from '../linter/applyFixes.ts';
import type { Edit, Fix } from '../linter/fix.ts';
import { groupBy } from './groupBy.ts';

/** The edits of a fix, in whichever files they are. */
export function toWorkspaceEdit(edits: readonly Edit[]): WorkspaceEdit {
  const changes: Record<string, TextEdit[]> = {};
  for (const [uri, own] of groupBy(edits, (edit) => edit.uri)) {
    changes[uri] = own.map(({ range, newText }) => ({ range, newText }));
  }
  return { changes };
}

/** An edit whose `placeholder` the editor selects, to be typed over. For clients that take snippets. */
export function toSnippetEdit({ uri, range, newText }: Edit, placeholder: string): WorkspaceEdit {
  const at = newText.lastIndexOf(placeholder);
  const [before, after] = [newText.slice(0, at), newText.slice(at + placeholder.length)];
  const value = `${escapeSnippet(before)}\${1:${escapeSnippet(placeholder)}}${escapeSnippet(after)}`;
  const change: TextDocumentEdit = {
    textDocument: { uri, version: null },
    edits: [{ range, snippet: { kind: 'snippet', value } }],
  };
  return { documentChanges: [change] };
}

/**
 * Fixes under two headings. The editor shows all of them before it makes any once one of them needs confirmation: unsafe ones do, and so start
 * unticked; safe ones only with `confirmSafe`. For clients that know annotations.
 */
export function toConfirm(fixes: readonly Fix[], confirmSafe: boolean): WorkspaceEdit {
  const edits = fixes.flatMap((fix) => fix.edits.map((edit) => ({ ...edit, annotationId: fix.applicability })));
  const documentChanges = [...groupBy(edits, ({ uri }) => uri)].map(([uri, group]) => ({
    textDocument: { uri, version: null },
    edits: group.map(({ range, newText, annotationId }) => ({ range, newText, annotationId })),
  }));
  return {
    documentChanges,
    changeAnnotations: {
      safe: { label: 'Safe fixes', needsConfirmation: confirmSafe },
      unsafe: { label: 'Unsafe fixes: read each', needsConfirmation: true },
    },
  };
}

/** An edit that names the version of every text that it changes; null for one that nobody has open. */
export function withVersions(edit: WorkspaceEdit, versionOf: (uri: string) => number | undefined): WorkspaceEdit {
  const changes = Object.entries(edit.changes ?? {}).map(([uri, edits]) => ({ textDocument: { uri }, edits }));
  const documentChanges = [...changes, ...(edit.documentChanges ?? [])].map((change) =>
    'textDocument' in change
      ? {
          ...change,
          textDocument: { uri: change.textDocument.uri, version: versionOf(change.textDocument.uri) ?? null },
        }
      : change,
  );
  return { documentChanges, ...(edit.changeAnnotations && { changeAnnotations: edit.changeAnnotations }) };
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
  const whole = [
    { value: before, added: false, removed: true },
    { value: after, added: true, removed: false },
  ];
  for (const { value, added, removed } of diffLines(before, after, { maxEditLength: mostLines }) ?? whole) {
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

/** More lines that differ take more than a quarter of a second to find, and the time grows with their square: then all lines are replaced. */
const mostLines = 4_000;

function escapeSnippet(text: string): string {
  return text.replaceAll(/[\\$}]/g, '\\$&');
}
