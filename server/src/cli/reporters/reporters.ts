import type { CheckReport } from './checkReport.ts';
import { reportGithub } from './github.ts';
import { reportGitlab } from './gitlab.ts';
import { reportJson } from './json.ts';
import { reportPretty } from './pretty.ts';
import { reportSarif } from './sarif.ts';

/** Each prints the whole report to standard output. */
export const reporters = {
  pretty: reportPretty,
  json: reportJson,
  sarif: reportSarif,
  github: reportGithub,
  gitlab: reportGitlab,
} satisfies Record<string, (report: CheckReport) => void>;

export type ReportFormat = keyof typeof reporters;
