import type { Diagnostic } from '../../linter/diagnostic.ts';
import type { RegisteredRule } from '../../linter/rule.ts';
import type { FileNames } from '../locateProject.ts';
import type { Shard } from '../shard.ts';

/** Everything that a report is made of. */
export interface CheckReport extends FileNames {
  readonly diagnostics: readonly Diagnostic[];
  readonly summary: { readonly files: number; readonly durationMs: number };
  readonly rules: readonly RegisteredRule[];
  /** Which part of the files was judged, where not all were. */
  readonly shard?: Shard | undefined;
  textOf(uri: string): string | undefined;
}
