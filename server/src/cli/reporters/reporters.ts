import type { Diagnostic } from '../../linter/diagnostic.ts';
import type { RegisteredRule } from '../../linter/rule.ts';
import { reportGithub } from './github.ts';
import { reportGitlab } from './gitlab.ts';
import { reportJson } from './json.ts';
import { reportPretty } from './pretty.ts';
import { reportSarif } from './sarif.ts';

/** Everything that a report is made of. */
export interface CheckReport {
  readonly diagnostics: readonly Diagnostic[];
  readonly summary: { readonly files: number; readonly durationMs: number };
  readonly rules: readonly RegisteredRule[];
  textOf(uri: string): string | undefined;
  pathOf(uri: string): string;
}

/** Each prints the whole report to standard output. */
export const reporters = {
  pretty: reportPretty,
  json: reportJson,
  sarif: reportSarif,
  github: reportGithub,
  gitlab: reportGitlab,
} satisfies Record<string, (report: CheckReport) => void>;

export type ReportFormat = keyof typeof reporters;
