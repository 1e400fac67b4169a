import { createHash } from 'node:crypto';
import type { Severity } from '../../linter/diagnostic.ts';
import { printJson } from '../output.ts';
import type { CheckReport } from './checkReport.ts';

const levels: Record<Severity, string> = { error: 'critical', warning: 'major', info: 'minor', hint: 'info' };

/** `--format gitlab`: a Code Quality report. A fingerprint depends on rule, file, message and the order of equals, not on line numbers. */
export function reportGitlab({ diagnostics, pathInRepository }: CheckReport): void {
  const seen = new Map<string, number>();
  const issues = diagnostics.map(({ rule, severity, uri, range, message }) => {
    const path = pathInRepository(uri);
    const identity = JSON.stringify([rule, path, message]);
    const number = seen.get(identity) ?? 0;
    seen.set(identity, number + 1);
    return {
      description: message,
      check_name: rule,
      fingerprint: createHash('sha256').update(`${identity}#${number}`).digest('hex'),
      severity: levels[severity],
      location: { path, lines: { begin: range.start.line + 1, end: range.end.line + 1 } },
    };
  });
  printJson(issues);
}
