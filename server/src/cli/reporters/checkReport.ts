import type { Diagnostic } from '../../linter/diagnostic.ts';
import type { RegisteredRule } from '../../linter/rule.ts';

/** Everything that a report is made of. */
export interface CheckReport {
  readonly diagnostics: readonly Diagnostic[];
  readonly summary: { readonly files: number; readonly durationMs: number };
  readonly rules: readonly RegisteredRule[];
  textOf(uri: string): string | undefined;
  pathOf(uri: string): string;
}
