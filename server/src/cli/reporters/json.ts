import { jsonFinding } from '../jsonShapes.ts';
import { printJson } from '../output.ts';
import type { CheckReport } from './checkReport.ts';

/** `--format json`: one document, version 1. */
export function reportJson({ diagnostics, summary, pathOf }: CheckReport): void {
  const { files, durationMs } = summary;
  const fixable = diagnostics.filter((diagnostic) => diagnostic.fixes.length > 0).length;
  const findings = diagnostics.map((diagnostic) => jsonFinding(diagnostic, pathOf));
  printJson({ version: 1, findings, summary: { files, findings: findings.length, fixable, durationMs } });
}
