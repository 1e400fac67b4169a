import type { BlockFacts, CallExpression, Expression, KeywordPair } from './expression.ts';
import { FactWriter } from './factWriter.ts';
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
 * Nobody asks around a block in which no fact stands: of most examples of a spec their place alone is kept.
 */
export class SummaryPacker {
  readonly #out = new FactWriter();
  /** Where the file's expressions and blocks were written. */
  readonly #written = new Map<object, number>();
  /** The scopes in which a fact or an expression of one stands. */
  readonly #asked = new Set<number>();

  /** Writes a summary; gives the place that `unpackSummary` wants. */
  add(summary: RubySummary): number {
    this.#written.clear();
    this.#asked.clear();
    this.#expressions(summary);
    this.#callsAround(summary);
    const from = this.#out.length;
    this.#out.flag(summary.mentionsRedis);
    this.#out.list(summary.scopes, (scope, index) => this.#scope(scope, index, from));
    this.#out.list(summary.assignments, (assignment) => this.#assignment(assignment, from));
    this.#out.list(summary.methods, (method) => this.#method(method, from));
    this.#out.list(summary.macros, (call) => this.#scopedCall(call, from));
    this.#out.list(summary.calls, (site) => {
      this.#scopedCall(site, from);
      this.#usage(site.usage, from);
      this.#optional(site.carrier, from);
    });
    this.#out.list(summary.libraryCalls, (site) => {
      this.#scopedCall(site, from);
      this.#usage(site.usage, from);
      this.#out.flag(site.assigned);
    });
    this.#out.list(summary.passes, (call) => this.#scopedCall(call, from));
    this.#out.list(summary.directives, ({ text, range }) => {
      this.#out.text(text);
      this.#out.range(range);
    });
    return from;
  }

  /** Writes every expression that a fact of the file points at. */
  #expressions({ scopes, assignments, methods, macros, passes, calls, libraryCalls }: RubySummary): void {
    for (const [index, { kind, object, superclass, parameters }] of scopes.entries()) {
      if (kind !== 'block') {
        this.#asked.add(index);
      }
      this.#expressionIfAny(object);
      this.#expressionIfAny(superclass);
      for (const parameter of parameters) {
        this.#expressionIfAny(parameter.default);
      }
    }
    for (const { receiver, value, scope, home } of assignments) {
      this.#asked.add(scope).add(home);
      this.#expressionIfAny(receiver);
      this.#expression(value);
    }
    for (const { results, yields, forwards } of methods) {
      this.#each(results);
      for (const { args, scope } of yields) {
        this.#asked.add(scope);
        this.#each(args);
      }
      this.#calls(forwards);
    }
    for (const list of [macros, passes, calls, libraryCalls]) {
      this.#calls(list);
    }
    for (const { usage, carrier } of calls) {
      this.#outerCalls(usage);
      this.#expressionIfAny(carrier);
    }
    for (const { usage } of libraryCalls) {
      this.#outerCalls(usage);
    }
  }

  #calls(calls: readonly ScopedCall[]): void {
    for (const { call, scope } of calls) {
      this.#asked.add(scope);
      this.#expression(call);
    }
  }

  /** Writes the call of each block around something that may be asked about. Such a call can hold other blocks. */
  #callsAround({ scopes }: RubySummary): void {
    for (let known = -1; known < this.#asked.size; ) {
      known = this.#asked.size;
      for (let index = scopes.length - 1; index > 0; index--) {
        const scope = scopes[index];
        if (scope !== undefined && this.#asked.has(index)) {
          this.#asked.add(scope.parent);
          this.#expressionIfAny(scope.call);
        }
      }
    }
  }

  #outerCalls(usage: Usage): void {
    for (let link = usage; link.kind === 'chain'; link = link.usage) {
      this.#expression(link.outer);
    }
  }

  #expressionIfAny(expression: Expression | undefined): void {
    if (expression !== undefined) {
      this.#expression(expression);
    }
  }

  /** All that was added. The packer is not to be used afterwards. */
  finish(): PackedSummaries {
    return this.#out.finish();
  }

  #scope(scope: Scope, index: number, from: number): void {
    this.#out.number(scopeKinds.indexOf(scope.kind));
    this.#out.number(scope.parent + 1);
    this.#out.range(scope.range);
    this.#out.text(scope.name);
    this.#out.flag(scope.singleton);
    this.#optional(scope.object, from);
    this.#optional(scope.superclass, from);
    this.#optional(this.#asked.has(index) ? scope.call : undefined, from);
    this.#out.list(scope.parameters, (parameter) => this.#parameter(parameter, from));
  }

  #parameter({ name, kind, default: value, parts }: Parameter, from: number): void {
    this.#out.text(name);
    this.#out.number(parameterKinds.indexOf(kind));
    this.#optional(value, from);
    this.#out.flag(parts !== undefined);
    if (parts !== undefined) {
      this.#out.list(parts, (part) => this.#out.text(part));
    }
  }

  #assignment({ target, name, receiver, scope, home, value, range }: Assignment, from: number): void {
    this.#out.number(targetKinds.indexOf(target));
    this.#out.text(name);
    this.#out.number(scope);
    this.#out.number(home);
    this.#out.range(range);
    this.#optional(receiver, from);
    this.#pointer(value, from);
  }

  #method({ name, scope, nameRange, results, yields, forwards }: MethodFacts, from: number): void {
    this.#out.text(name);
    this.#out.number(scope);
    this.#out.range(nameRange);
    this.#pointers(results, from);
    this.#out.list(yields, ({ args, scope }: ScopedArguments) => {
      this.#pointers(args, from);
      this.#out.number(scope);
    });
    this.#out.list(forwards, (call) => this.#scopedCall(call, from));
  }

  #scopedCall({ call, scope }: ScopedCall, from: number): void {
    this.#pointer(call, from);
    this.#out.number(scope);
  }

  #usage(usage: Usage, from: number): void {
    this.#out.number(usageKinds.indexOf(usage.kind));
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
    this.#parts(expression);
    const from = this.#begin(expression, expressionKinds.indexOf(expression.kind));
    this.#out.range(expression.range);
    this.#content(expression, from);
  }

  /** Writes what an expression consists of. */
  #parts(expression: Expression): void {
    switch (expression.kind) {
      case 'template':
        for (const part of expression.parts) {
          if (typeof part !== 'string') {
            this.#expression(part);
          }
        }
        break;
      case 'array':
        this.#each(expression.elements);
        break;
      case 'hash':
        this.#eachPair(expression.pairs);
        break;
      case 'rangeLiteral':
        this.#expressionIfAny(expression.from);
        this.#expressionIfAny(expression.to);
        break;
      case 'call':
        this.#expressionIfAny(expression.receiver);
        this.#each(expression.args);
        this.#eachPair(expression.keywords);
        this.#block(expression.block);
        break;
      case 'lambda':
        this.#block(expression.block);
        break;
      case 'splat':
      case 'doubleSplat':
      case 'blockArgument':
        this.#expressionIfAny(expression.value);
        break;
      case 'operator':
        this.#each(expression.operands);
        break;
      case 'choice':
        this.#each(expression.alternatives);
        break;
    }
  }

  #each(expressions: readonly Expression[]): void {
    for (const expression of expressions) {
      this.#expression(expression);
    }
  }

  #eachPair(pairs: readonly KeywordPair[]): void {
    for (const { key, value } of pairs) {
      this.#expressionIfAny(key);
      this.#expression(value);
    }
  }

  #block(block: BlockFacts | undefined): void {
    if (block === undefined || this.#isWritten(block)) {
      return;
    }
    this.#asked.add(block.scope);
    this.#expressionIfAny(block.result);
    const from = this.#begin(block, 0);
    this.#out.range(block.range);
    this.#out.range(block.bodyRange);
    this.#out.list(block.parameters, (name) => this.#out.text(name));
    this.#out.number(block.scope + 1);
    this.#optional(block.result, from);
  }

  #isWritten(object: object): boolean {
    const at = this.#written.get(object);
    if (at === undefined) {
      return false;
    }
    this.#out.mark(at, sharedRecord);
    return true;
  }

  #begin(object: object, head: number): number {
    const from = this.#out.length;
    this.#written.set(object, from);
    this.#out.byte(head);
    return from;
  }

  #content(expression: Expression, from: number): void {
    switch (expression.kind) {
      case 'string':
      case 'symbol':
        this.#out.text(expression.value);
        break;
      case 'template':
        this.#out.list(expression.parts, (part) => {
          this.#out.flag(typeof part === 'string');
          if (typeof part === 'string') {
            this.#out.text(part);
          } else {
            this.#pointer(part, from);
          }
        });
        break;
      case 'integer':
      case 'float':
        // As text: exact in every case but NaN's bits, which nobody sees, and the sign of a zero.
        this.#out.text(Object.is(expression.value, -0) ? '-0' : String(expression.value));
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
        this.#out.flag(expression.exclusive);
        break;
      case 'local':
      case 'ivar':
      case 'cvar':
      case 'gvar':
        this.#out.text(expression.name);
        break;
      case 'constant':
        this.#out.text(expression.path);
        this.#out.flag(expression.absolute);
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
        this.#out.text(expression.operator);
        this.#pointers(expression.operands, from);
        break;
      case 'choice':
        this.#pointers(expression.alternatives, from);
        break;
    }
  }

  #call(call: CallExpression, from: number): void {
    this.#out.text(call.method);
    this.#out.flag(call.safeNavigation);
    this.#out.range(call.methodRange);
    this.#out.flag(call.argsRange !== undefined);
    if (call.argsRange !== undefined) {
      this.#out.range(call.argsRange);
    }
    this.#optional(call.receiver, from);
    this.#optional(call.block, from);
    this.#pointers(call.args, from);
    this.#pairs(call.keywords, from);
  }

  #pairs(pairs: readonly KeywordPair[], from: number): void {
    this.#out.list(pairs, ({ range, key, value }) => {
      this.#out.range(range);
      this.#optional(key, from);
      this.#pointer(value, from);
    });
  }

  #pointers(objects: readonly Expression[], from: number): void {
    this.#out.list(objects, (object) => this.#pointer(object, from));
  }

  #optional(object: object | undefined, from: number): void {
    if (object === undefined) {
      this.#out.byte(0);
    } else {
      this.#pointer(object, from);
    }
  }

  /** How far before `from` the object stands; never 0. */
  #pointer(object: object, from: number): void {
    this.#out.number(from - (this.#written.get(object) ?? from));
  }
}
