import type { WorkspaceEdit } from 'vscode-languageserver-types';
import { analyze } from '../linter/analyze.ts';
import { applyFixes, type Texts } from '../linter/applyFixes.ts';
import type { Config } from '../linter/config.ts';
import type { Diagnostic } from '../linter/diagnostic.ts';
import type { Applicability } from '../linter/fix.ts';
import type { RegisteredRule } from '../linter/rule.ts';
import type { Snapshot } from '../linter/snapshot.ts';
import { findings } from './findings.ts';
import { editToReach, toConfirm } from './workspaceEdit.ts';

/** Every safe fix of one file, applied until none is left. `edited` gives the workspace as it would be with other texts. */
export function fixAll(
  snapshot: Snapshot,
  uri: string,
  rules: readonly RegisteredRule[],
  config: Config,
  edited: (texts: Texts) => Snapshot,
): WorkspaceEdit {
  const textOf = (file: string) => snapshot.text(file);
  const { changed } = applyFixes(findings(snapshot, uri, rules, config), new Set(['safe']), textOf, (texts) =>
    findings(edited(texts), uri, rules, config),
  );
  return editToReach(changed, textOf);
}

/** The first allowed fix of each finding, applied once; where two overlap, only the first. */
export function fixEach(
  snapshot: Snapshot,
  diagnostics: readonly Diagnostic[],
  allowed: ReadonlySet<Applicability>,
): WorkspaceEdit {
  const textOf = (file: string) => snapshot.text(file);
  return editToReach(applyFixes(diagnostics, allowed, textOf, () => []).changed, textOf);
}

/** The fixes of one rule in every file of `uris`, as an edit that the editor shows before it is made. */
export function fixKindEverywhere(
  snapshot: Snapshot,
  uris: readonly string[],
  rule: string,
  rules: readonly RegisteredRule[],
  config: Config,
): WorkspaceEdit {
  const own = rules.filter(({ id }) => id === rule);
  return confirmEach(uris.flatMap((uri) => analyze(snapshot, uri, own, config)));
}

/** The first fix of each finding that can be applied, safe or not, as an edit that the editor shows before it is made. */
export function confirmEach(diagnostics: readonly Diagnostic[]): WorkspaceEdit {
  return toConfirm(
    diagnostics
      .map(({ fixes }) => fixes.find(({ applicability }) => applicability !== 'displayOnly'))
      .filter((fix) => fix !== undefined),
  );
}
