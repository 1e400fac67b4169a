import type { Connection } from 'vscode-languageserver';
import { fixableRules, fixWorkspace, type WorkspaceFixes } from '../features/fixAll.ts';
import { registry } from '../rules/registry.ts';
import type { Session } from './session.ts';

interface FixParams {
  /** One rule's fixes; every rule's safe ones when absent. */
  readonly rule?: string;
  readonly confirmSafe?: boolean;
}

/** Requests of Lintel's own about fixes in all files: which there are, and the edit that makes them. */
export function registerFixes(connection: Connection, session: () => Session): void {
  const workspaces = () => session().folders.map(({ workspace }) => workspace);

  connection.onRequest('lintel/fixableRules', () => {
    const rules = workspaces().flatMap((workspace) =>
      fixableRules(workspace.snapshot(), workspace.uris, { rules: registry, config: workspace.config }),
    );
    const names = [...new Set(rules.map(({ rule }) => rule))];
    return names.map((rule) => ({
      rule,
      safe: sum(rules.filter((other) => other.rule === rule).map(({ safe }) => safe)),
      unsafe: sum(rules.filter((other) => other.rule === rule).map(({ unsafe }) => unsafe)),
    }));
  });
  connection.onRequest('lintel/fixWorkspace', ({ rule, confirmSafe = false }: FixParams): WorkspaceFixes => {
    const found = workspaces().map((workspace) =>
      fixWorkspace(
        workspace.snapshot(),
        workspace.uris,
        { rule, confirmSafe },
        { rules: registry, config: workspace.config },
      ),
    );
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

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
