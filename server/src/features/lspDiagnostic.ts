import { DiagnosticSeverity, DiagnosticTag, type Diagnostic as LspDiagnostic } from 'vscode-languageserver-types';
import type { Diagnostic, Severity } from '../linter/diagnostic.ts';
import { type ClientAbilities, documentationLink } from './clientAbilities.ts';

const lspSeverities: Record<Severity, DiagnosticSeverity> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

/** A finding as the protocol states it: the same whether it is published or comes with a code action. */
export function toLspDiagnostic(diagnostic: Diagnostic, client: ClientAbilities): LspDiagnostic {
  const documentation = documentationLink(client)?.(diagnostic.rule);
  return {
    range: diagnostic.range,
    severity: lspSeverities[diagnostic.severity],
    code: diagnostic.rule,
    ...(documentation === undefined ? {} : { codeDescription: { href: documentation } }),
    source: 'lintel',
    message: headlineApart(diagnostic.message),
    relatedInformation: diagnostic.related.map(({ uri, range, message }) => ({ location: { uri, range }, message })),
    tags: diagnostic.deprecated ? [DiagnosticTag.Deprecated] : [],
  };
}

/** Lists show the first line: what is wrong. What else there is to know, and what to do, stands below it. */
function headlineApart(message: string): string {
  const parts = message.split(/(`[^`]*`)/);
  const at = parts.findIndex((part, index) => index % 2 === 0 && clauseEnd.test(part));
  return parts.map((part, index) => (index === at ? part.replace(clauseEnd, '\n') : part)).join('');
}

/** The space behind a clause: a semicolon, or the full stop of a sentence that another follows. */
const clauseEnd = /(?<=;) |(?<=\.) (?=[A-Z]|$)/;
