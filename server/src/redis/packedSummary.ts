import type { Expression } from './expression.ts';
import type { Usage } from './redisCall.ts';
import type { Assignment, Parameter, Scope } from './summary.ts';

/** Summaries of several files as `SummaryPacker` wrote them: plain data that threads hand to one another. */
export interface PackedSummaries {
  readonly bytes: Uint8Array;
  /** Every text that occurs, once. */
  readonly strings: readonly string[];
}

/** Set in the first byte of a record that more than one other points at: it must come out as one object. */
export const sharedRecord = 0x80;

// A kind is written as its place among all; a kind that is missing here does not compile.
export const expressionKinds = kindsOf<Expression['kind']>({
  string: 0,
  template: 0,
  symbol: 0,
  integer: 0,
  float: 0,
  nil: 0,
  true: 0,
  false: 0,
  self: 0,
  regex: 0,
  lambda: 0,
  array: 0,
  hash: 0,
  rangeLiteral: 0,
  local: 0,
  ivar: 0,
  cvar: 0,
  gvar: 0,
  constant: 0,
  call: 0,
  splat: 0,
  doubleSplat: 0,
  blockArgument: 0,
  operator: 0,
  choice: 0,
  unknown: 0,
});

export const scopeKinds = kindsOf<Scope['kind']>({
  file: 0,
  class: 0,
  module: 0,
  singletonClass: 0,
  method: 0,
  block: 0,
  lambda: 0,
  loop: 0,
});

export const parameterKinds = kindsOf<Parameter['kind']>({
  required: 0,
  optional: 0,
  rest: 0,
  keyword: 0,
  keywordRest: 0,
  block: 0,
  destructured: 0,
});

export const targetKinds = kindsOf<Assignment['target']>({
  local: 0,
  ivar: 0,
  cvar: 0,
  gvar: 0,
  constant: 0,
  attribute: 0,
  element: 0,
});

export const usageKinds = kindsOf<Usage['kind']>({ statement: 0, value: 0, condition: 0, chain: 0 });

function kindsOf<K extends string>(all: Record<K, 0>): readonly K[] {
  return Object.keys(all) as K[];
}
