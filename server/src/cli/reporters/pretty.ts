import { type Diagnostic, type Severity, severities } from '../../linter/diagnostic.ts';
import { pc } from '../colors.ts';
import { print } from '../output.ts';
import type { CheckReport } from './checkReport.ts';

const colors: Record<Severity, (text: string) => string> = {
  error: pc.red,
  warning: pc.yellow,
  info: pc.cyan,
  hint: pc.dim,
};

const shownRelated = 5;

/** `--format pretty`: the findings of each file below its name, with the line that they are about. */
export function reportPretty({ diagnostics, summary, textOf, pathOf }: CheckReport): void {
  let uri = '';
  let lines: readonly string[] = [];
  for (const diagnostic of diagnostics) {
    if (diagnostic.uri !== uri) {
      uri = diagnostic.uri;
      lines = (textOf(uri) ?? '').split(/\r?\n/);
      print(`${pc.underline(pathOf(uri))}`);
    }
    printFinding(diagnostic, lines, pathOf);
  }
  print(summaryLine(diagnostics, summary.files));
}

function printFinding(diagnostic: Diagnostic, lines: readonly string[], pathOf: CheckReport['pathOf']): void {
  const { start, end } = diagnostic.range;
  const place = `${start.line + 1}:${start.character + 1}`;
  print(
    `  ${pc.dim(place)}  ${colors[diagnostic.severity](diagnostic.severity)}  ${diagnostic.message}  ${pc.dim(diagnostic.rule)}`,
  );
  const line = lines[start.line] ?? '';
  const width = Math.max(1, (end.line === start.line ? end.character : line.length) - start.character);
  const indent = line.slice(0, start.character).replace(/[^\t]/g, ' ');
  print(`      ${line}`);
  print(`      ${indent}${colors[diagnostic.severity]('^'.repeat(width))}`);
  for (const related of diagnostic.related.slice(0, shownRelated)) {
    print(`      ${pc.dim(`${pathOf(related.uri)}:${related.range.start.line + 1}`)}  ${related.message}`);
  }
  if (diagnostic.related.length > shownRelated) {
    print(`      ${pc.dim(`and ${count(diagnostic.related.length - shownRelated, 'more place')}`)}`);
  }
  const [fix] = diagnostic.fixes;
  if (fix !== undefined) {
    print(`      ${pc.green('fix')} (${fix.applicability}): ${fix.title}`);
  }
  print('');
}

function summaryLine(diagnostics: readonly Diagnostic[], files: number): string {
  const checked = `${count(files, 'file')} checked`;
  if (diagnostics.length === 0) {
    return `${pc.green('Nothing found')}: ${checked}.`;
  }
  const bySeverity = severities.flatMap((severity) => {
    const number = diagnostics.filter((diagnostic) => diagnostic.severity === severity).length;
    return number === 0 ? [] : [count(number, severity === 'info' ? 'note' : severity)];
  });
  const fixable = diagnostics.filter(({ fixes }) => fixes.some((fix) => fix.applicability === 'safe')).length;
  const unsafe = diagnostics.filter(({ fixes }) => fixes.some((fix) => fix.applicability === 'unsafe')).length;
  const fixes = [
    ...(fixable > 0 ? [`${fixable} fixable with --fix`] : []),
    ...(unsafe > 0 ? [`${unsafe} with --unsafe-fixes`] : []),
  ];
  return `${bySeverity.join(', ')} in ${checked}${fixes.length > 0 ? `; ${fixes.join(', ')}` : ''}.`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
