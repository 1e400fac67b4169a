import type { TextRange } from '../textRange.ts';
import type { LockfileProblem } from './lockfile.ts';

/** Collects what is wrong with a lock while it is read. */
export class ProblemLog {
  readonly #problems: LockfileProblem[] = [];

  /** Bundler reads the file, but not as it looks. */
  note(range: TextRange, message: string): void {
    this.#problems.push({ message, range, fatal: false });
  }

  /** Bundler refuses the file, or reads nothing of it. */
  fatal(range: TextRange, message: string): void {
    this.#problems.push({ message, range, fatal: true });
  }

  /** In the order of the file. */
  sorted(): readonly LockfileProblem[] {
    return this.#problems.sort((a, b) => a.range.start.line - b.range.start.line);
  }
}
