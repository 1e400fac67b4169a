import type { Connection } from 'vscode-languageserver';
import { fixableRules, fixWorkspace, type WorkspaceFixes } from '../features/fixAll.ts';
import { registry } from '../rules/registry.ts';
import { isUntitled } from '../syntax/fileKind.ts';
import type { Workspace } from '../workspace/workspace.ts';
import type { Host } from './host.ts';
import { editedUris, whyNotWritten } from './linksOut.ts';
import type { Session } from './session.ts';

interface FixParams {
  /** One rule's fixes; every rule's safe ones when absent. */
  readonly rule?: string;
  readonly confirmSafe?: boolean;
}

/** Requests of Lintel's own about fixes in all files: which there are, and the edit that makes them. */
export function registerFixes(connection: Connection, session: () => Session, host: Host): void {
  const workspaces = async (): Promise<readonly Workspace[]> => {
    const current = session();
    await current.whole;
    return current.folders.map(({ workspace }) => workspace);
  };

  connection.onRequest('lintel/fixableRules', async () => {
    const rules = (await workspaces()).flatMap((workspace) =>
      fixableRules(workspace.snapshot(), filesOf(workspace), { rules: registry, config: workspace.config }),
    );
    const names = [...new Set(rules.map(({ rule }) => rule))];
    return names.map((rule) => ({
      rule,
      safe: sum(rules.filter((other) => other.rule === rule).map(({ safe }) => safe)),
      unsafe: sum(rules.filter((other) => other.rule === rule).map(({ unsafe }) => unsafe)),
    }));
  });
  connection.onRequest('lintel/fixWorkspace', async (params: FixParams): Promise<WorkspaceFixes> => {
    const found = await Promise.all((await workspaces()).map((workspace) => fixesWithin(workspace, params, host)));
    return {
      edit: {
        documentChanges: found.flatMap(({ edit }) => edit.documentChanges ?? []),
        ...(found[0]?.edit.changeAnnotations && { changeAnnotations: found[0].edit.changeAnnotations }),
      },
      safe: sum(found.map(({ safe }) => safe)),
      unsafe: sum(found.map(({ unsafe }) => unsafe)),
      files: sum(found.map(({ files }) => files)),
    };
  });
}

/** Without those of files that are links out of the workspace: nobody looks at what is changed there. */
async function fixesWithin(
  workspace: Workspace,
  { rule, confirmSafe = false }: FixParams,
  host: Host,
): Promise<WorkspaceFixes> {
  const untouched = new Set<string>();
  const find = () =>
    fixWorkspace(
      workspace.snapshot(),
      filesOf(workspace),
      { rule, confirmSafe, untouched },
      { rules: registry, config: workspace.config },
    );
  const found = find();
  for (const uri of editedUris(found.edit)) {
    if ((await whyNotWritten([uri], workspace.folderUri, host)) !== undefined) {
      untouched.add(uri);
    }
  }
  return untouched.size === 0 ? found : find();
}

/** Without texts that were never saved: an editor that saves what was changed would ask where to. */
function filesOf({ uris }: Workspace): readonly string[] {
  return uris.filter((uri) => !isUntitled(uri));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
