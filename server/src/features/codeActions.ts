import { type CodeAction, CodeActionKind } from 'vscode-languageserver-types';
import type { Texts } from '../linter/applyFixes.ts';
import type { Config } from '../linter/config.ts';
import type { Diagnostic } from '../linter/diagnostic.ts';
import type { Applicability, Fix } from '../linter/fix.ts';
import type { RegisteredRule } from '../linter/rule.ts';
import type { Snapshot } from '../linter/snapshot.ts';
import { fileKind } from '../syntax/fileKind.ts';
import { rangesOverlap, type TextRange } from '../syntax/textRange.ts';
import { type ClientAbilities, explainCommand, fixWorkspaceCommand, pinCommand } from './clientAbilities.ts';
import { findings } from './findings.ts';
import { confirmEach, fixAll, fixEach } from './fixAll.ts';
import { toLspDiagnostic } from './lspDiagnostic.ts';
import { type ConfigFileText, receiverActions } from './receiverActions.ts';
import { reasonPlaceholder, suppression } from './suppress.ts';
import { toSnippetEdit, toWorkspaceEdit } from './workspaceEdit.ts';

/** The kind that `editor.codeActionsOnSave` names. */
export const fixAllKind = `${CodeActionKind.SourceFixAll}.lintel`;

/** What code actions are made from, apart from the snapshot. */
export interface CodeActionContext {
  readonly rules: readonly RegisteredRule[];
  readonly config: Config;
  /** The kinds that the client asked for; all but source actions when undefined. */
  readonly only: readonly CodeActionKind[] | undefined;
  readonly client: ClientAbilities;
  /** Whether `pinCommand` can ask Bundler here. */
  readonly canResolve?: boolean;
  /** Where what a person says of a receiver is written; nowhere when undefined. */
  readonly configFile?: ConfigFileText | undefined;
  /** The workspace as it would be with other texts. */
  edited(texts: Texts): Snapshot;
}

/** What can be done about the findings in `range`: fixes first, safe ones preferred, then silencing and explaining. */
export function codeActions(
  snapshot: Snapshot,
  uri: string,
  range: TextRange,
  context: CodeActionContext,
): CodeAction[] {
  const { rules, config, only, client, configFile, edited } = context;
  const actions: CodeAction[] = [];
  if (only === undefined || isWanted(CodeActionKind.QuickFix, only)) {
    const inFile = findings(snapshot, uri, rules, config);
    const here = inFile.filter((diagnostic) => rangesOverlap(diagnostic.range, range));
    actions.push(
      ...here.flatMap((diagnostic) => quickFixes(diagnostic, context)),
      ...onePerRule(here).flatMap((diagnostic) => fixKind(inFile, diagnostic, client)),
      ...here.flatMap((diagnostic) => suppress(snapshot, diagnostic, client)),
      ...(configFile === undefined ? [] : receiverActions(snapshot, uri, range.start, configFile)),
      ...(client.commands.has(explainCommand) ? onePerRule(here).map((diagnostic) => explain(diagnostic, client)) : []),
    );
  }
  if (only !== undefined && isWanted(fixAllKind, only)) {
    const edit = fixAll(snapshot, uri, rules, config, edited);
    if (Object.keys(edit.changes ?? {}).length > 0) {
      actions.push({ title: 'Fix all that is safe to fix (Lintel)', kind: fixAllKind, edit });
    }
  }
  return actions;
}

/** Kinds are hierarchical: who asks for `source` wants `source.fixAll.lintel` too. */
function isWanted(kind: CodeActionKind, only: readonly CodeActionKind[]): boolean {
  return only.some((wanted) => wanted === '' || kind === wanted || kind.startsWith(`${wanted}.`));
}

function quickFixes(diagnostic: Diagnostic, { client, canResolve }: CodeActionContext): CodeAction[] {
  const applicable = diagnostic.fixes.filter(isApplicable);
  const preferred = applicable.find(({ applicability }) => applicability === 'safe');
  return applicable.map((fix) => ({
    kind: CodeActionKind.QuickFix,
    diagnostics: [toLspDiagnostic(diagnostic, client)],
    ...(canResolve && fix.resolves !== undefined
      ? pinThroughBundler(fix.resolves)
      : { title: fix.title, edit: toWorkspaceEdit(fix.edits) }),
    ...(fix === preferred ? { isPreferred: true } : {}),
  }));
}

function pinThroughBundler({ lockUri, gem }: NonNullable<Fix['resolves']>): Pick<CodeAction, 'title' | 'command'> {
  const title = `Pin ${gem} and resolve with Bundler (an older version runs again)`;
  return { title, command: { title, command: pinCommand, arguments: [lockUri, gem] } };
}

/** The same fix for every finding of this rule. Unsafe ones come along only where this finding's own is unsafe. */
function fixKind(inFile: readonly Diagnostic[], diagnostic: Diagnostic, client: ClientAbilities): CodeAction[] {
  const { rule, fixes } = diagnostic;
  const own = fixes.find(isApplicable)?.applicability;
  if (own === undefined) {
    return [];
  }
  const allowed = new Set<Applicability>(own === 'safe' ? ['safe'] : ['safe', 'unsafe']);
  const alike = inFile.filter(
    (other) => other.rule === rule && other.fixes.some(({ applicability }) => allowed.has(applicability)),
  );
  const actions: CodeAction[] = [];
  if (alike.length > 1) {
    const title = `Fix all ${alike.length} ${rule} in this file${own === 'safe' ? '' : ' (unsafe fixes too)'}`;
    actions.push({
      title,
      kind: CodeActionKind.QuickFix,
      diagnostics: alike.map((other) => toLspDiagnostic(other, client)),
      edit: own === 'unsafe' && client.confirmation ? confirmEach(alike) : fixEach(alike, allowed),
    });
  }
  // Few projects have two locks, and none has them for the same upgrade.
  if (client.commands.has(fixWorkspaceCommand) && fileKind(diagnostic.uri) !== 'lockfile') {
    const title = `Fix all ${rule} in the workspace…`;
    actions.push({
      title,
      kind: CodeActionKind.QuickFix,
      diagnostics: [toLspDiagnostic(diagnostic, client)],
      command: { title, command: fixWorkspaceCommand, arguments: [rule] },
    });
  }
  return actions;
}

function suppress(snapshot: Snapshot, diagnostic: Diagnostic, client: ClientAbilities): CodeAction[] {
  const found = suppression(snapshot, diagnostic);
  if (found === undefined) {
    return [];
  }
  const { title, edit, asksForReason } = found;
  return [
    {
      title,
      kind: CodeActionKind.QuickFix,
      diagnostics: [toLspDiagnostic(diagnostic, client)],
      edit: asksForReason && client.snippets ? toSnippetEdit(edit, reasonPlaceholder) : toWorkspaceEdit([edit]),
    },
  ];
}

function explain(diagnostic: Diagnostic, client: ClientAbilities): CodeAction {
  const title = `Explain ${diagnostic.rule}`;
  return {
    title,
    kind: CodeActionKind.QuickFix,
    diagnostics: [toLspDiagnostic(diagnostic, client)],
    command: { title, command: explainCommand, arguments: [diagnostic.rule] },
  };
}

function isApplicable({ applicability }: Fix): boolean {
  return applicability !== 'displayOnly';
}

function onePerRule(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return diagnostics.filter(({ rule }, index) => diagnostics.findIndex((other) => other.rule === rule) === index);
}
