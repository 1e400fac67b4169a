import type { Diagnostic } from '../../server/src/linter/diagnostic.ts';

/** One file of a fixture, its caret lines removed. */
export interface FixtureFile {
  readonly path: string;
  readonly text: string;
  /** A `#- path` line starts it; only the first file of a fixture can do without. */
  readonly headed: boolean;
}

const fileHeading = /^#- (\S+)$/;
const caretLine = /^(?:# *)?\^+…? (?:error|warning|info|hint)\b/;

/**
 * The files of a fixture: `#- path` starts one, and what stands before the first heading is `defaultPath`. Caret lines are dropped,
 * so that Ruby and Gemfile.lock alike are parsed as they would stand in a project.
 */
export function parseFixture(text: string, defaultPath: string): readonly FixtureFile[] {
  const files: { path: string; text: string; headed: boolean }[] = [];
  for (const line of text.split(/(?<=\n)/)) {
    const path = fileHeading.exec(line.trimEnd())?.[1];
    if (path !== undefined) {
      files.push({ path, text: '', headed: true });
    } else if (!caretLine.test(line)) {
      const current = files.at(-1) ?? { path: defaultPath, text: '', headed: false };
      if (files.length === 0) {
        files.push(current);
      }
      current.text += line;
    }
  }
  return files;
}

/** The fixture that `files` came from, with each diagnostic as a caret line under the code that it is about. */
export function renderFixture(
  files: readonly FixtureFile[],
  diagnosticsOf: (path: string) => readonly Diagnostic[],
): string {
  return files
    .map(({ path, text, headed }) => (headed ? `#- ${path}\n` : '') + annotate(text, diagnosticsOf(path)))
    .join('');
}

function annotate(text: string, diagnostics: readonly Diagnostic[]): string {
  return text
    .split('\n')
    .flatMap((line, index) => [
      line,
      ...diagnostics
        .filter(({ range }) => range.start.line === index)
        .map((diagnostic) => caretsUnder(line, diagnostic)),
    ])
    .join('\n');
}

/** `#      ^^^ warning [safe] redis/prefer-unlink: message`; without the `#` where the carets begin in the first column. */
function caretsUnder(line: string, { range, severity, deprecated, fixes, rule, message }: Diagnostic): string {
  const column = range.start.character;
  const oneLine = range.end.line === range.start.line;
  const length = Math.max(1, (oneLine ? range.end.character : line.length) - column);
  const carets = '^'.repeat(length) + (oneLine ? '' : '…');
  const indent = column === 0 ? '' : `#${' '.repeat(column - 1)}`;
  const kinds = fixes.length === 0 ? '' : ` [${fixes.map(({ applicability }) => applicability).join(', ')}]`;
  return `${indent}${carets} ${severity}${deprecated ? ' deprecated' : ''}${kinds} ${rule}: ${message}`;
}
