import type { CodeAction, WorkspaceEdit } from 'vscode-languageserver';
import type { Host } from './host.ts';

/**
 * Takes the edits of files that are links out of `folderUri` and its repository from `actions`, but for those of `openUri`, which the person
 * sees as it is edited. `telling` says why, where the client shows that; elsewhere such actions are left out.
 */
export async function withoutLinksOut(
  actions: readonly CodeAction[],
  place: { readonly openUri: string; readonly folderUri: string },
  host: Host,
  telling: boolean,
): Promise<CodeAction[]> {
  const checked = await Promise.all(
    actions.map(async ({ edit, ...action }): Promise<CodeAction[]> => {
      const others = editedUris(edit).filter((uri) => uri !== place.openUri);
      const reason = await whyNotWritten(others, place.folderUri, host);
      if (reason === undefined) {
        return [edit === undefined ? action : { ...action, edit }];
      }
      return telling ? [{ ...action, disabled: { reason } }] : [];
    }),
  );
  return checked.flat();
}

/** Why one of the files must not be changed: a link takes it out of the folder and of its repository. */
export async function whyNotWritten(
  uris: readonly string[],
  folderUri: string,
  { linkOut }: Host,
): Promise<string | undefined> {
  const reasons = linkOut === undefined ? [] : await Promise.all(uris.map((uri) => linkOut(uri, folderUri)));
  return reasons.find((reason) => reason !== undefined);
}

/** The files that an edit changes. */
export function editedUris(edit: WorkspaceEdit | undefined): readonly string[] {
  const documents = (edit?.documentChanges ?? []).flatMap((change) =>
    'textDocument' in change ? [change.textDocument.uri] : [],
  );
  return [...Object.keys(edit?.changes ?? {}), ...documents];
}
