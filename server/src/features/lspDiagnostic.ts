import { DiagnosticSeverity, DiagnosticTag, type Diagnostic as LspDiagnostic } from 'vscode-languageserver-types';
import type { Diagnostic, Severity } from '../linter/diagnostic.ts';
import { type ClientAbilities, documentationLink } from './clientAbilities.ts';

const lspSeverities: Record<Severity, DiagnosticSeverity> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

/** After an edit most findings are the same objects as before it. */
const cache = new WeakMap<Diagnostic, { readonly client: ClientAbilities; readonly stated: LspDiagnostic }>();

/** A finding as the protocol states it: the same whether it is published or comes with a code action. */
export function toLspDiagnostic(diagnostic: Diagnostic, client: ClientAbilities): LspDiagnostic {
  const known = cache.get(diagnostic);
  if (known?.client === client) {
    return known.stated;
  }
  const stated = state(diagnostic, client);
  cache.set(diagnostic, { client, stated });
  return stated;
}

function state(diagnostic: Diagnostic, client: ClientAbilities): LspDiagnostic {
  const documentation = documentationLink(client)?.(diagnostic.rule);
  return {
    range: diagnostic.range,
    severity: lspSeverities[diagnostic.severity],
    code: diagnostic.rule,
    ...(documentation === undefined ? {} : { codeDescription: { href: documentation } }),
    source: 'lintel',
    message: clausesApart(diagnostic.message),
    relatedInformation: diagnostic.related.map(({ uri, range, message }) => ({ location: { uri, range }, message })),
    tags: diagnostic.deprecated ? [DiagnosticTag.Deprecated] : [],
  };
}

/** A longer first line is broken behind its colon too. */
const longHeadline = 80;

/**
 * A clause a line, since lists show the first line only and the panel below F8 wraps none: what is wrong, then what else there is to know, then
 * what to do.
 */
function clausesApart(message: string): string {
  const [headline = '', ...rest] = replaceOutsideCode(message, /(?<=;) |(?<=\.) (?=[A-Z]|$)/g, '\n').split('\n');
  const short = headline.length > longHeadline ? replaceOutsideCode(headline, /(?<=:) /, '\n') : headline;
  return [short, ...rest].join('\n');
}

/** Replaces in what does not stand between backticks. */
function replaceOutsideCode(text: string, pattern: RegExp, replacement: string): string {
  return text
    .split(/(`[^`]*`)/)
    .map((part, index) => (index % 2 === 0 ? part.replace(pattern, replacement) : part))
    .join('');
}
