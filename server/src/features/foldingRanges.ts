import { type FoldingRange, FoldingRangeKind } from 'vscode-languageserver-types';
import type { Snapshot } from '../linter/snapshot.ts';
import { fileKind } from '../syntax/fileKind.ts';
import type { LockedSpec } from '../syntax/lockfile/lockfile.ts';

/** The sections of a lock, and each gem with what it requires. Undefined for other files: editors fold Ruby better by themselves. */
export function foldingRanges(snapshot: Snapshot, uri: string): FoldingRange[] | undefined {
  const bundle = fileKind(uri) === 'lockfile' ? snapshot.bundleFor(uri) : undefined;
  if (bundle === undefined) {
    return undefined;
  }
  const { sections, sources } = bundle.lock;
  const folds = [
    ...sections.map(({ headerRange, range }) => ({
      startLine: headerRange.start.line,
      endLine: range.end.character === 0 ? range.end.line - 1 : range.end.line,
      kind: FoldingRangeKind.Region,
    })),
    ...sources.flatMap(({ specs }) => specs.map(specFold)),
  ];
  return folds.filter(({ startLine, endLine }) => endLine > startLine).sort((a, b) => a.startLine - b.startLine);
}

function specFold({ range, dependencies }: LockedSpec): FoldingRange {
  return { startLine: range.start.line, endLine: dependencies.at(-1)?.range.end.line ?? range.start.line };
}
