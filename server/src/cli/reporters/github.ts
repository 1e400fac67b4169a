import { type Severity, severities } from '../../linter/diagnostic.ts';
import { print } from '../output.ts';
import type { CheckReport } from './checkReport.ts';

const commands: Record<Severity, string> = { error: 'error', warning: 'warning', info: 'notice', hint: 'notice' };

/**
 * `--format github`: workflow commands, which GitHub Actions shows at the lines of a pull request. It shows the first ten of a kind, and hints
 * are of one kind with notes: they come behind them.
 */
export function reportGithub({ diagnostics, pathInRepository }: CheckReport): void {
  const loudestFirst = severities.flatMap((level) => diagnostics.filter(({ severity }) => severity === level));
  for (const { severity, uri, range, message, rule } of loudestFirst) {
    const place = [
      `file=${escapeProperty(pathInRepository(uri))}`,
      `line=${range.start.line + 1}`,
      `col=${range.start.character + 1}`,
      `endLine=${range.end.line + 1}`,
      `endColumn=${range.end.character + 1}`,
      `title=${escapeProperty(rule)}`,
    ];
    print(`::${commands[severity]} ${place.join(',')}::${escapeData(message)}`);
  }
}

/** The escapes of actions/toolkit: without them a file name could start a command of its own. */
function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
