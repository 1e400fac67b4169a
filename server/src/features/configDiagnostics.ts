import { DiagnosticSeverity, type Diagnostic as LspDiagnostic } from 'vscode-languageserver-types';
import { type ConfigProblem, parseConfigFile, unknownRules } from '../linter/configFile.ts';
import type { RegisteredRule } from '../linter/rule.ts';

/** What is wrong with the text of a `.lintel.yml`, at its place. An error keeps the whole file from being used. */
export function configDiagnostics(text: string, rules: readonly RegisteredRule[]): LspDiagnostic[] {
  const { problems } = parseConfigFile(text);
  const unknown = unknownRules(text, new Set(rules.map(({ id }) => id)));
  return [
    ...problems.map((problem) => toDiagnostic(problem, DiagnosticSeverity.Error)),
    ...unknown.map((problem) => toDiagnostic(problem, DiagnosticSeverity.Warning)),
  ];
}

function toDiagnostic({ message, range }: ConfigProblem, severity: DiagnosticSeverity): LspDiagnostic {
  return { range, severity, source: 'lintel', message };
}
