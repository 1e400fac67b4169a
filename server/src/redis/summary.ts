import type { TextRange } from '../syntax/textRange.ts';
import type { CallExpression, Expression } from './expression.ts';
import type { Usage } from './redisCall.ts';

/** A stretch of code with its own `self` or its own locals; a loop has neither, but rules ask for it. */
export interface Scope {
  readonly kind: 'file' | 'class' | 'module' | 'singletonClass' | 'method' | 'block' | 'lambda' | 'loop';
  /** -1 for the file. */
  readonly parent: number;
  readonly range: TextRange;
  /** A class's or module's constant path as written, a method's name; empty for the others. */
  readonly name: string;
  /** `def self.name`; a method within `class << self` is none. */
  readonly singleton: boolean;
  /** A method's object in `def object.name`, or what `class << object` opens. */
  readonly object?: Expression | undefined;
  readonly superclass?: Expression | undefined;
  readonly parameters: readonly Parameter[];
  /** The call that a block belongs to. */
  readonly call?: CallExpression | undefined;
}

export interface Parameter {
  readonly name: string;
  readonly kind: 'required' | 'optional' | 'rest' | 'keyword' | 'keywordRest' | 'block' | 'destructured';
  readonly default?: Expression;
  /** The names of a `destructured` parameter, in order. */
  readonly parts?: readonly string[];
}

export interface Assignment {
  readonly target: 'local' | 'ivar' | 'cvar' | 'gvar' | 'constant' | 'attribute' | 'element';
  /** The variable with its sigil, the constant's path, the attribute without `=`, the element's literal key. */
  readonly name: string;
  /** `receiver.attribute = value`, `receiver[key] = value`. */
  readonly receiver?: Expression | undefined;
  /** Where it stands. */
  readonly scope: number;
  /** A local's home: the scope that declares it. */
  readonly home: number;
  readonly value: Expression;
  /** Where the target's name stands. */
  readonly range: TextRange;
}

export interface MethodFacts {
  readonly name: string;
  /** The method's own scope; its parent is where it is defined. */
  readonly scope: number;
  readonly nameRange: TextRange;
  /** What it can return: its last expression and every `return`. */
  readonly results: readonly Expression[];
  /** The arguments of each `yield` and of each call of its block parameter. */
  readonly yields: readonly ScopedArguments[];
  /** Calls that are given its block: `pool.with(&block)`. */
  readonly forwards: readonly ScopedCall[];
}

export interface ScopedArguments {
  readonly args: readonly Expression[];
  readonly scope: number;
}

export interface ScopedCall {
  readonly call: CallExpression;
  readonly scope: number;
}

export interface CallSite extends ScopedCall {
  readonly usage: Usage;
  /** `name(&:flushdb)`: `call` is the method of the symbol, `carrier` the call that is given it. */
  readonly carrier?: CallExpression;
}

/** A call of a library that sends no command itself. */
export interface LibrarySite extends ScopedCall {
  readonly usage: Usage;
  /** It is the target of an assignment. */
  readonly assigned: boolean;
}
