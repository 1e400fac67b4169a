import type { ClassEntry, Member, PlacedAssignment, PlacedExpression, Self } from './classEntry.ts';
import type { CallExpression } from './expression.ts';
import type { RubySummary } from './summarize.ts';

/** All summaries side by side, with everything findable by name. Nothing is evaluated yet. */
export interface Fold {
  readonly classes: ReadonlyMap<string, ClassEntry>;
  /** What every object has: methods defined at the top level of any file. */
  readonly object: ClassEntry;
  /** Constants by full path. */
  readonly constants: ReadonlyMap<string, readonly PlacedAssignment[]>;
  readonly globals: ReadonlyMap<string, readonly PlacedAssignment[]>;
  /** `x.name = value` by name. */
  readonly attributes: ReadonlyMap<string, readonly PlacedAssignment[]>;
  /** `x[:key] = value` by key. */
  readonly elements: ReadonlyMap<string, readonly PlacedAssignment[]>;
  /** Locals by file, then by home scope and name. */
  readonly locals: ReadonlyMap<RubySummary, ReadonlyMap<string, readonly PlacedAssignment[]>>;
  /** Calls that hand on something, by method; `Name.new` under `new Name`. */
  readonly passes: ReadonlyMap<string, readonly PlacedCall[]>;
  /** Calls of `super`, by the method that they stand in. */
  readonly superCalls: ReadonlyMap<string, readonly PlacedCall[]>;
  /** Members of any class or group, by name. */
  readonly members: ReadonlyMap<string, readonly Member[]>;
  /** Instance variables of test files, by name: shared examples use those of the files that include them. */
  readonly testVariables: ReadonlyMap<string, readonly PlacedAssignment[]>;
  /** Modules that a test framework mixes into every example. */
  readonly globalMixins: readonly PlacedExpression[];
  selfOf(file: RubySummary, scope: number): Self;
  /** Members that a block declares for the blocks within: `let` in a `describe`. */
  groupMembers(file: RubySummary, scope: number): ReadonlyMap<string, readonly Member[]> | undefined;
}

export interface PlacedCall {
  readonly call: CallExpression;
  readonly file: RubySummary;
  readonly scope: number;
}

/** The key of the calls that make an object of the class, or of one with the same last name. */
export function constructorKey(path: string): string {
  return `new ${path.slice(path.lastIndexOf(':') + 1)}`;
}

/** The key of a local in `Fold.locals`. */
export function localKey(home: number, name: string): string {
  return `${home}:${name}`;
}

/** The key of an instance or class variable among a class's variables. */
export function variableKey(name: string, singleton: boolean): string {
  return singleton && !name.startsWith('@@') ? `class ${name}` : name;
}
