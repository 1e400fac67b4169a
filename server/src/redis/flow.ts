import type { ClassEntry, Member, Self } from './classEntry.ts';
import type { CallExpression, Expression } from './expression.ts';
import type { Fold } from './fold.ts';
import type { Hierarchy } from './hierarchy.ts';
import type { Place } from './place.ts';
import type { Values } from './value.ts';

/** Value flow over a workspace: every answer is found when it is first asked for, and remembered. */
export interface Flow {
  readonly fold: Fold;
  readonly hierarchy: Hierarchy;
  /** What an expression may hold. */
  values(expression: Expression, place: Place): Values;
  /** What calling a member gives. */
  memberValues(member: Member): Values;
  /** What a member's block is given as its parameter `index`. */
  memberYields(member: Member, index: number): Values;
  /** What the block of a call is given as its parameter `index`. */
  yielded(call: CallExpression, place: Place, index: number): Values;
  /** What an instance variable (`@x`) or class variable (`@@x`) holds. */
  variable(name: string, self: Self): Values;
  /** What the method at `place` is passed as its parameter of that name. */
  parameter(place: Place, name: string): Values;
  /** The client that an instance of the class stands for: a subclass of Redis, or a proxy around a client. */
  standsFor(entry: ClassEntry): Values;
  /** What a method of that name may give where nothing is known of the object. */
  named(name: string): Values;
  /** Does work that asks, a part of it at a time: undefined as long as it has to be called again. */
  attempt<T>(work: () => T): T | undefined;
  /** What a name without a receiver means: in the groups around it, on `self`, or on those that inherit from `self`. */
  bareMembers(name: string, place: Place): readonly Member[];
}
