import type { TextRange } from '../syntax/textRange.ts';
import type { BlockFacts, CallExpression, Expression, KeywordPair } from './expression.ts';
import {
  expressionKinds,
  type PackedSummaries,
  parameterKinds,
  scopeKinds,
  sharedRecord,
  targetKinds,
  usageKinds,
} from './packedSummary.ts';
import type { Usage } from './redisCall.ts';
import type { RubySummary } from './summarize.ts';
import type { Assignment, MethodFacts, Parameter, Scope, ScopedArguments, ScopedCall } from './summary.ts';

/**
 * Writes summaries as bytes, one behind the other: a tenth of what the objects take, and handed from thread to thread without a copy.
 * What an expression consists of is written before it and pointed at by the distance, so that one that is met twice is written once.
 */
export class SummaryPacker {
  #bytes = new Uint8Array(1 << 16);
  #length = 0;
  readonly #strings: string[] = [];
  readonly #numberOf = new Map<string, number>();
  /** Where the file's expressions and blocks were written. */
  readonly #written = new Map<object, number>();

  /** Writes a summary; gives the place that `unpackSummary` wants. */
  add(summary: RubySummary): number {
    this.#written.clear();
    for (const root of roots(summary)) {
      this.#expression(root);
    }
    const from = this.#length;
    this.#flag(summary.mentionsRedis);
    this.#list(summary.scopes, (scope) => this.#scope(scope, from));
    this.#list(summary.assignments, (assignment) => this.#assignment(assignment, from));
    this.#list(summary.methods, (method) => this.#method(method, from));
    this.#list(summary.macros, (call) => this.#scopedCall(call, from));
    this.#list(summary.calls, (site) => {
      this.#scopedCall(site, from);
      this.#usage(site.usage, from);
      this.#optional(site.carrier, from);
    });
    this.#list(summary.libraryCalls, (site) => {
      this.#scopedCall(site, from);
      this.#usage(site.usage, from);
      this.#flag(site.assigned);
    });
    this.#list(summary.passes, (call) => this.#scopedCall(call, from));
    this.#list(summary.directives, ({ text, range }) => {
      this.#text(text);
      this.#range(range);
    });
    return from;
  }

  /** All that was added. The packer is not to be used afterwards. */
  finish(): PackedSummaries {
    return { bytes: this.#bytes.slice(0, this.#length), strings: this.#strings };
  }

  #scope(scope: Scope, from: number): void {
    this.#number(scopeKinds.indexOf(scope.kind));
    this.#number(scope.parent + 1);
    this.#range(scope.range);
    this.#text(scope.name);
    this.#flag(scope.singleton);
    this.#optional(scope.object, from);
    this.#optional(scope.superclass, from);
    this.#optional(scope.call, from);
    this.#list(scope.parameters, (parameter) => this.#parameter(parameter, from));
  }

  #parameter({ name, kind, default: value, parts }: Parameter, from: number): void {
    this.#text(name);
    this.#number(parameterKinds.indexOf(kind));
    this.#optional(value, from);
    this.#flag(parts !== undefined);
    if (parts !== undefined) {
      this.#list(parts, (part) => this.#text(part));
    }
  }

  #assignment({ target, name, receiver, scope, home, value, range }: Assignment, from: number): void {
    this.#number(targetKinds.indexOf(target));
    this.#text(name);
    this.#number(scope);
    this.#number(home);
    this.#range(range);
    this.#optional(receiver, from);
    this.#pointer(value, from);
  }

  #method({ name, scope, nameRange, results, yields, forwards }: MethodFacts, from: number): void {
    this.#text(name);
    this.#number(scope);
    this.#range(nameRange);
    this.#pointers(results, from);
    this.#list(yields, ({ args, scope }: ScopedArguments) => {
      this.#pointers(args, from);
      this.#number(scope);
    });
    this.#list(forwards, (call) => this.#scopedCall(call, from));
  }

  #scopedCall({ call, scope }: ScopedCall, from: number): void {
    this.#pointer(call, from);
    this.#number(scope);
  }

  #usage(usage: Usage, from: number): void {
    this.#number(usageKinds.indexOf(usage.kind));
    if (usage.kind === 'chain') {
      this.#pointer(usage.outer, from);
      this.#usage(usage.usage, from);
    }
  }

  /** Writes an expression behind all that it consists of, unless it stands there already. */
  #expression(expression: Expression): void {
    if (this.#isWritten(expression)) {
      return;
    }
    for (const part of partsOf(expression)) {
      this.#expression(part);
    }
    const block = expression.kind === 'call' || expression.kind === 'lambda' ? expression.block : undefined;
    if (block !== undefined) {
      this.#block(block);
    }
    const from = this.#begin(expression, expressionKinds.indexOf(expression.kind));
    this.#range(expression.range);
    this.#content(expression, from);
  }

  #block(block: BlockFacts): void {
    if (this.#isWritten(block)) {
      return;
    }
    if (block.result !== undefined) {
      this.#expression(block.result);
    }
    const from = this.#begin(block, 0);
    this.#range(block.range);
    this.#range(block.bodyRange);
    this.#list(block.parameters, (name) => this.#text(name));
    this.#number(block.scope + 1);
    this.#optional(block.result, from);
  }

  #isWritten(object: object): boolean {
    const at = this.#written.get(object);
    if (at === undefined) {
      return false;
    }
    this.#bytes[at] = (this.#bytes[at] ?? 0) | sharedRecord;
    return true;
  }

  #begin(object: object, head: number): number {
    const from = this.#length;
    this.#written.set(object, from);
    this.#byte(head);
    return from;
  }

  #content(expression: Expression, from: number): void {
    switch (expression.kind) {
      case 'string':
      case 'symbol':
        this.#text(expression.value);
        break;
      case 'template':
        this.#list(expression.parts, (part) => {
          this.#flag(typeof part === 'string');
          if (typeof part === 'string') {
            this.#text(part);
          } else {
            this.#pointer(part, from);
          }
        });
        break;
      case 'integer':
      case 'float':
        // As text: exact in every case but NaN's bits, which nobody sees, and the sign of a zero.
        this.#text(Object.is(expression.value, -0) ? '-0' : String(expression.value));
        break;
      case 'lambda':
        this.#optional(expression.block, from);
        break;
      case 'array':
        this.#pointers(expression.elements, from);
        break;
      case 'hash':
        this.#pairs(expression.pairs, from);
        break;
      case 'rangeLiteral':
        this.#optional(expression.from, from);
        this.#optional(expression.to, from);
        this.#flag(expression.exclusive);
        break;
      case 'local':
      case 'ivar':
      case 'cvar':
      case 'gvar':
        this.#text(expression.name);
        break;
      case 'constant':
        this.#text(expression.path);
        this.#flag(expression.absolute);
        break;
      case 'call':
        this.#call(expression, from);
        break;
      case 'splat':
      case 'doubleSplat':
      case 'blockArgument':
        this.#optional(expression.value, from);
        break;
      case 'operator':
        this.#text(expression.operator);
        this.#pointers(expression.operands, from);
        break;
      case 'choice':
        this.#pointers(expression.alternatives, from);
        break;
    }
  }

  #call(call: CallExpression, from: number): void {
    this.#text(call.method);
    this.#flag(call.safeNavigation);
    this.#range(call.methodRange);
    this.#flag(call.argsRange !== undefined);
    if (call.argsRange !== undefined) {
      this.#range(call.argsRange);
    }
    this.#optional(call.receiver, from);
    this.#optional(call.block, from);
    this.#pointers(call.args, from);
    this.#pairs(call.keywords, from);
  }

  #pairs(pairs: readonly KeywordPair[], from: number): void {
    this.#list(pairs, ({ range, key, value }) => {
      this.#range(range);
      this.#optional(key, from);
      this.#pointer(value, from);
    });
  }

  #pointers(objects: readonly Expression[], from: number): void {
    this.#list(objects, (object) => this.#pointer(object, from));
  }

  #optional(object: object | undefined, from: number): void {
    if (object === undefined) {
      this.#byte(0);
    } else {
      this.#pointer(object, from);
    }
  }

  /** How far before `from` the object stands; never 0. */
  #pointer(object: object, from: number): void {
    this.#number(from - (this.#written.get(object) ?? from));
  }

  #list<T>(items: readonly T[], write: (item: T) => void): void {
    this.#number(items.length);
    for (const item of items) {
      write(item);
    }
  }

  #range({ start, end }: TextRange): void {
    this.#number(start.line);
    this.#number(start.character);
    // Most end on the line on which they begin.
    this.#number(end.line - start.line);
    this.#number(end.line === start.line ? end.character - start.character : end.character);
  }

  #text(text: string): void {
    let number = this.#numberOf.get(text);
    if (number === undefined) {
      number = this.#strings.push(text) - 1;
      this.#numberOf.set(text, number);
    }
    this.#number(number);
  }

  #flag(value: boolean): void {
    this.#byte(value ? 1 : 0);
  }

  /** Seven bits a byte, the lowest first. */
  #number(value: number): void {
    let rest = value >>> 0;
    while (rest > 0x7f) {
      this.#byte((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    this.#byte(rest);
  }

  #byte(value: number): void {
    if (this.#length === this.#bytes.length) {
      const larger = new Uint8Array(2 * this.#length);
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    this.#bytes[this.#length++] = value;
  }
}

/** Every expression that a fact of the file points at. */
function* roots(summary: RubySummary): Generator<Expression> {
  for (const { object, superclass, call, parameters } of summary.scopes) {
    yield* present(object, superclass, call, ...parameters.map((parameter) => parameter.default));
  }
  for (const { receiver, value } of summary.assignments) {
    yield* present(receiver, value);
  }
  for (const { results, yields, forwards } of summary.methods) {
    yield* results;
    yield* yields.flatMap(({ args }) => args);
    yield* forwards.map(({ call }) => call);
  }
  for (const { call } of [...summary.macros, ...summary.passes]) {
    yield call;
  }
  for (const { call, usage } of [...summary.calls, ...summary.libraryCalls]) {
    yield call;
    yield* outerCalls(usage);
  }
  yield* present(...summary.calls.map(({ carrier }) => carrier));
}

function* outerCalls(usage: Usage): Generator<Expression> {
  if (usage.kind === 'chain') {
    yield usage.outer;
    yield* outerCalls(usage.usage);
  }
}

function present(...expressions: readonly (Expression | undefined)[]): readonly Expression[] {
  return expressions.filter((expression) => expression !== undefined);
}

/** What an expression consists of, blocks left out. */
function partsOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'template':
      return expression.parts.filter((part) => typeof part !== 'string');
    case 'array':
      return expression.elements;
    case 'hash':
      return expression.pairs.flatMap(({ key, value }) => present(key, value));
    case 'rangeLiteral':
      return present(expression.from, expression.to);
    case 'call':
      return [
        ...present(expression.receiver),
        ...expression.args,
        ...expression.keywords.flatMap(({ key, value }) => present(key, value)),
      ];
    case 'splat':
    case 'doubleSplat':
    case 'blockArgument':
      return present(expression.value);
    case 'operator':
      return expression.operands;
    case 'choice':
      return expression.alternatives;
    default:
      return [];
  }
}
