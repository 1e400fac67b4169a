import type { BlockFacts, Expression } from './expression.ts';
import type { Place } from './place.ts';
import type { Assignment, MethodFacts } from './summary.ts';

/** A class or module of the workspace with everything that its reopenings declare. */
export interface ClassEntry {
  /** The full constant path; `main <uri>` for a file's own `self`, `Object` for what every object has. */
  readonly name: string;
  isModule: boolean;
  readonly superclasses: PlacedExpression[];
  readonly mixins: Mixin[];
  readonly instance: Map<string, Member[]>;
  readonly singleton: Map<string, Member[]>;
  /** Assignments to `@name` of instances, to `@name` of the class itself (under `class @name`), and to `@@name`. */
  readonly variables: Map<string, PlacedAssignment[]>;
  /** `module_function` or `extend self`: what instances have, the module itself has too. */
  selfExtended: boolean;
}

/** Whose `self` it is: an instance of the class, or the class itself. */
export interface Self {
  readonly entry: ClassEntry;
  readonly singleton: boolean;
  /** Within `class << self`: what is defined here belongs to the class itself. */
  readonly meta?: boolean;
  /** Within a block in a class's body, which often runs on the class's objects: `test "…" do`, `before_action do`. */
  readonly inBlock?: boolean;
}

export interface PlacedExpression {
  readonly expression: Expression;
  readonly place: Place;
}

export interface PlacedAssignment {
  readonly assignment: Assignment;
  readonly place: Place;
}

export interface Mixin extends PlacedExpression {
  readonly how: 'include' | 'extend' | 'prepend';
}

/** Something that a name means when it is called on an object. */
export type Member = { readonly place: Place } & (
  | { readonly kind: 'method'; readonly method: MethodFacts }
  /** Reads `variable`, and has a writer for it when it is an accessor. */
  | { readonly kind: 'reader'; readonly variable: string; readonly attribute: string; readonly self: Self }
  | { readonly kind: 'delegate'; readonly to: Expression; readonly method: string }
  | { readonly kind: 'alias'; readonly target: string; readonly self: Self }
  /** `let(:name) { … }`, `define_method(:name) { … }`. */
  | { readonly kind: 'block'; readonly block: BlockFacts }
  | { readonly kind: 'value'; readonly expression: Expression }
  | { readonly kind: 'keyBound' }
  /** A Struct's field: what its makers pass at that place, or by that name. */
  | { readonly kind: 'field'; readonly entry: ClassEntry; readonly name: string; readonly index: number }
);

export function newClassEntry(name: string, isModule: boolean): ClassEntry {
  return {
    name,
    isModule,
    superclasses: [],
    mixins: [],
    instance: new Map(),
    singleton: new Map(),
    variables: new Map(),
    selfExtended: false,
  };
}

/** Adds to a map of lists. */
export function append<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list === undefined) {
    map.set(key, [value]);
  } else {
    list.push(value);
  }
}
