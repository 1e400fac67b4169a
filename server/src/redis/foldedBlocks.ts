import type { RubySummary } from './summarize.ts';

/** The names of blocks that are the bodies of classes: `Name = Class.new(Parent) do … end`. */
export function constantsOfBlocks(file: RubySummary): ReadonlyMap<number, string> {
  const names = new Map<number, string>();
  for (const { target, name, value } of file.assignments) {
    if (target === 'constant' && value.kind === 'call' && value.block !== undefined) {
      names.set(value.block.scope, name);
    }
  }
  return names;
}

/** The innermost block around `scope` that is not a class's body. */
export function enclosingBlock(file: RubySummary, scope: number): number | undefined {
  for (let index = scope; index > 0; index = file.scopes[index]?.parent ?? 0) {
    if (file.scopes[index]?.kind === 'block') {
      return index;
    }
  }
  return undefined;
}
