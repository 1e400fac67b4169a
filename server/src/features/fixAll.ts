import type { WorkspaceEdit } from 'vscode-languageserver-types';
import { applyFixes, compatibleFixes, type Texts, withoutOverlaps } from '../linter/applyFixes.ts';
import type { Config } from '../linter/config.ts';
import type { Diagnostic } from '../linter/diagnostic.ts';
import type { Applicability, Fix } from '../linter/fix.ts';
import type { RegisteredRule } from '../linter/rule.ts';
import type { Snapshot } from '../linter/snapshot.ts';
import { findings } from './findings.ts';
import { editToReach, toConfirm, toWorkspaceEdit } from './workspaceEdit.ts';

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
export function fixEach(diagnostics: readonly Diagnostic[], allowed: ReadonlySet<Applicability>): WorkspaceEdit {
  return toWorkspaceEdit(compatibleFixes(diagnostics, allowed).flatMap(({ edits }) => edits));
}

/** Fixes of a whole workspace, of which nothing is made yet. */
export interface WorkspaceFixes {
  readonly edit: WorkspaceEdit;
  readonly safe: number;
  readonly unsafe: number;
  readonly files: number;
}

/** What `fixWorkspace` takes. */
export interface FixChoice {
  /** One rule's fixes, the unsafe ones too; every rule's safe ones when undefined. */
  readonly rule: string | undefined;
  /** Safe fixes are shown before they are made, as unsafe ones always are. */
  readonly confirmSafe: boolean;
  /** Fixes that change any of these files are left out. */
  readonly untouched?: ReadonlySet<string>;
}

/** The first fix of each finding in `uris`, applied once; of two that overlap, only the first. */
export function fixWorkspace(
  snapshot: Snapshot,
  uris: readonly string[],
  { rule, confirmSafe, untouched }: FixChoice,
  { rules, config }: RuleChoice,
): WorkspaceFixes {
  const fixes = uris
    .flatMap((uri) => findings(snapshot, uri, rules, config))
    .filter((diagnostic) => rule === undefined || diagnostic.rule === rule)
    .map((diagnostic) => firstFix(diagnostic, rule === undefined ? onlySafe : safeAndUnsafe))
    .filter((fix) => fix !== undefined)
    .filter(({ edits }) => !edits.some(({ uri }) => untouched?.has(uri)));
  const compatible = withoutOverlaps(fixes);
  const count = (wanted: Applicability) => compatible.filter(({ applicability }) => applicability === wanted).length;
  return {
    edit: toConfirm(compatible, confirmSafe),
    safe: count('safe'),
    unsafe: count('unsafe'),
    files: new Set(compatible.flatMap(({ edits }) => edits.map(({ uri }) => uri))).size,
  };
}

/** The rules with applicable fixes in `uris`, with their numbers, the most frequent first. */
export function fixableRules(
  snapshot: Snapshot,
  uris: readonly string[],
  { rules, config }: RuleChoice,
): readonly { readonly rule: string; readonly safe: number; readonly unsafe: number }[] {
  const counts = new Map<string, { rule: string; safe: number; unsafe: number }>();
  for (const diagnostic of uris.flatMap((uri) => findings(snapshot, uri, rules, config))) {
    const fix = firstFix(diagnostic, safeAndUnsafe);
    if (fix !== undefined) {
      const { rule } = diagnostic;
      const count = counts.get(rule) ?? { rule, safe: 0, unsafe: 0 };
      counts.set(rule, count);
      count[fix.applicability === 'safe' ? 'safe' : 'unsafe']++;
    }
  }
  return [...counts.values()].sort((a, b) => b.safe + b.unsafe - (a.safe + a.unsafe) || (a.rule < b.rule ? -1 : 1));
}

interface RuleChoice {
  readonly rules: readonly RegisteredRule[];
  readonly config: Config;
}

const onlySafe: ReadonlySet<Applicability> = new Set(['safe']);
const safeAndUnsafe: ReadonlySet<Applicability> = new Set(['safe', 'unsafe']);

function firstFix({ fixes }: Diagnostic, allowed: ReadonlySet<Applicability>): Fix | undefined {
  return fixes.find(({ applicability }) => allowed.has(applicability));
}

/** The first fix of each finding that can be applied, safe or not, as an edit that the editor shows before it is made. */
export function confirmEach(diagnostics: readonly Diagnostic[]): WorkspaceEdit {
  return toConfirm(compatibleFixes(diagnostics, safeAndUnsafe), false);
}
