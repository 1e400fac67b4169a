import type { RubySummary } from './summarize.ts';
import type { Scope } from './summary.ts';

/** Where an expression stands: a scope of a file. Names mean something only together with it. */
export interface Place {
  readonly file: RubySummary;
  readonly scope: number;
}

/** The scope itself; undefined only for a place outside its file's scopes. */
export function scopeAt({ file, scope }: Place): Scope | undefined {
  return file.scopes[scope];
}

/** Whether the scope has a parameter of that name, on its own or within a destructured one. */
export function hasParameter(scope: Scope, name: string): boolean {
  return scope.parameters.some((parameter) => parameter.name === name || parameter.parts?.includes(name) === true);
}

/** The scopes around a place, itself first, the file last. */
export function* scopesAround({ file, scope }: Place): Generator<{ readonly index: number; readonly scope: Scope }> {
  for (let index = scope; index >= 0; ) {
    const found = file.scopes[index];
    if (found === undefined) {
      return;
    }
    yield { index, scope: found };
    index = found.parent;
  }
}
