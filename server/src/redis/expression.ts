import type { TextRange } from '../syntax/textRange.ts';

/**
 * A Ruby expression as plain data: what value flow and rules need of it, without a syntax tree.
 * `range` is where it stands in its file; the file's text at that range is its source.
 */
export type Expression =
  | { readonly kind: 'string'; readonly range: TextRange; readonly value: string }
  /** A string, symbol or heredoc with interpolation; literal parts are strings. */
  | { readonly kind: 'template'; readonly range: TextRange; readonly parts: readonly (string | Expression)[] }
  | { readonly kind: 'symbol'; readonly range: TextRange; readonly value: string }
  /** Integers and floats; `value` is NaN where the literal does not fit a double exactly. */
  | { readonly kind: 'integer' | 'float'; readonly range: TextRange; readonly value: number }
  | { readonly kind: 'nil' | 'true' | 'false' | 'self' | 'regex'; readonly range: TextRange }
  | { readonly kind: 'lambda'; readonly range: TextRange; readonly block?: BlockFacts }
  | { readonly kind: 'array'; readonly range: TextRange; readonly elements: readonly Expression[] }
  | { readonly kind: 'hash'; readonly range: TextRange; readonly pairs: readonly KeywordPair[] }
  | {
      readonly kind: 'rangeLiteral';
      readonly range: TextRange;
      readonly from?: Expression;
      readonly to?: Expression;
      readonly exclusive: boolean;
    }
  | { readonly kind: 'local' | 'ivar' | 'cvar' | 'gvar'; readonly range: TextRange; readonly name: string }
  /** A constant as written, `::Redis::Namespace` without its leading colons and `absolute` set. */
  | { readonly kind: 'constant'; readonly range: TextRange; readonly path: string; readonly absolute: boolean }
  | CallExpression
  | { readonly kind: 'splat' | 'doubleSplat' | 'blockArgument'; readonly range: TextRange; readonly value?: Expression }
  | {
      readonly kind: 'operator';
      readonly range: TextRange;
      readonly operator: string;
      readonly operands: readonly Expression[];
    }
  /** One of several values: both branches of `if`, `a || b`, `a ||= b`, `case`, `begin/rescue`. */
  | { readonly kind: 'choice'; readonly range: TextRange; readonly alternatives: readonly Expression[] }
  | { readonly kind: 'unknown'; readonly range: TextRange };

/** `key: value`, `"key" => value`, or `**value` (then `key` is absent). */
export interface KeywordPair {
  readonly range: TextRange;
  readonly key?: Expression;
  readonly value: Expression;
}

/** `receiver.method(arguments) { block }`; `a[b]` is the method `[]`, `yield` and `super` are calls without a receiver. */
export interface CallExpression {
  readonly kind: 'call';
  readonly range: TextRange;
  /** Absent: a call on the implicit self. A bare name that may be a local or a method is `local` when an assignment precedes it. */
  readonly receiver?: Expression | undefined;
  readonly method: string;
  /** The method name's token. */
  readonly methodRange: TextRange;
  readonly safeNavigation: boolean;
  /** Positional arguments in order; `splat` and `blockArgument` stand among them. */
  readonly args: readonly Expression[];
  /** Keyword arguments written without braces. */
  readonly keywords: readonly KeywordPair[];
  /** The stretch between the parentheses, or of the bare arguments; absent without arguments and parentheses. */
  readonly argsRange?: TextRange | undefined;
  readonly block?: BlockFacts | undefined;
}

/** Whether the call is given a block, written out or as `&block`. */
export function hasBlock({ block, args }: CallExpression): boolean {
  return block !== undefined || args.some(({ kind }) => kind === 'blockArgument');
}

/** A `{ … }` or `do … end` block that a call is given. */
export interface BlockFacts {
  readonly range: TextRange;
  readonly bodyRange: TextRange;
  /** Parameter names in order; numbered parameters and `it` appear as they are used. */
  readonly parameters: readonly string[];
  /** The block's own scope in its file's summary. */
  readonly scope: number;
  /** The last expression: what the block returns. */
  readonly result?: Expression | undefined;
}

/** What a literal with `.freeze` behind it is: the literal itself. */
export function unfrozen(expression: Expression): Expression {
  return expression.kind === 'call' && expression.method === 'freeze' && expression.receiver !== undefined
    ? expression.receiver
    : expression;
}

/** A call without a receiver and arguments, of which the method's name is all that is written. It has all properties, as every call does. */
export function bareCall(method: string, range: TextRange): CallExpression {
  return {
    kind: 'call',
    range,
    receiver: undefined,
    method,
    methodRange: range,
    safeNavigation: false,
    args: none,
    keywords: none,
    argsRange: undefined,
    block: undefined,
  };
}

const none: readonly never[] = [];
