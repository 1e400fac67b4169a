import { rangeOnLine } from '../textRange.ts';
import { mayHaveConflicts, resolveConflicts } from './conflicts.ts';
import type { Line } from './entryLine.ts';
import type { Lockfile } from './lockfile.ts';
import { LockfileReader } from './lockfileReader.ts';
import { ProblemLog } from './problemLog.ts';

const byteOrderMark = '\uFEFF';
const start = rangeOnLine(0, 0, 0);

/**
 * Reads a lock as Bundler 2.1 to 4.x does, and goes on where those give up: what they would refuse or read otherwise is a problem. Never
 * throws; takes time in proportion to the length of the text.
 */
export function parseLockfile(text: string): Lockfile {
  const problems = new ProblemLog();
  const reader = new LockfileReader(problems);
  const lines = splitLines(text);
  const last = lines.at(-1);
  if (isReadable(text, problems)) {
    for (const line of mayHaveConflicts(text) ? resolveConflicts(lines, problems) : lines) {
      if (line.text.trim() !== '') {
        reader.read(line);
      }
    }
  }
  return {
    ...reader.finish(),
    problems: problems.sorted(),
    eol: /\r?\n/.exec(text)?.[0] === '\r\n' ? '\r\n' : '\n',
    openLine: last?.text === '' ? undefined : last?.number,
  };
}

function isReadable(text: string, problems: ProblemLog): boolean {
  if (text.includes('\0')) {
    problems.fatal(start, 'This is not a text file.');
    return false;
  }
  if (/^\s*---/.test(text)) {
    problems.fatal(start, 'A lock of Bundler 0.9, which is YAML: too old. Newer Bundlers read nothing of it.');
    return false;
  }
  if (text.startsWith(byteOrderMark)) {
    problems.note(rangeOnLine(0, 0, 1), 'A byte order mark: Bundler does not see the first section behind it.');
  }
  return true;
}

function splitLines(text: string): readonly Line[] {
  return text.split('\n').map((raw, number) => {
    const offset = number === 0 && raw.startsWith(byteOrderMark) ? 1 : 0;
    return { text: raw.slice(offset, raw.endsWith('\r') ? -1 : undefined), number, offset };
  });
}
