import { DiagnosticSeverity, DiagnosticTag, type Diagnostic as LspDiagnostic } from 'vscode-languageserver-types';
import type { Diagnostic, Severity } from '../linter/diagnostic.ts';

const lspSeverities: Record<Severity, DiagnosticSeverity> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

/** A finding as the protocol states it: the same whether it is published or comes with a code action. */
export function toLspDiagnostic(diagnostic: Diagnostic): LspDiagnostic {
  return {
    range: diagnostic.range,
    severity: lspSeverities[diagnostic.severity],
    code: diagnostic.rule,
    source: 'lintel',
    message: diagnostic.message,
    relatedInformation: diagnostic.related.map(({ uri, range, message }) => ({ location: { uri, range }, message })),
    tags: diagnostic.deprecated ? [DiagnosticTag.Deprecated] : [],
  };
}
