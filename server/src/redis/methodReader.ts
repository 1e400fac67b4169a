import type { FlatTree } from '../syntax/flatTree.ts';
import type { CallExpression, Expression } from './expression.ts';
import type { ExpressionReader } from './readExpression.ts';
import type { ScopeStack } from './scopeStack.ts';
import type { MethodFacts, Parameter, ScopedArguments, ScopedCall } from './summary.ts';

/** A method whose body is being read. */
interface OpenMethod {
  readonly scope: number;
  readonly blockParameter: string;
  readonly results: Expression[];
  readonly yields: ScopedArguments[];
  readonly forwards: ScopedCall[];
}

/** What a method does with its block parameter to yield. */
export const callsBlock: ReadonlySet<string> = new Set(['call', 'yield', '()', '===', '[]']);

/** Reads what the methods of a file give back, yield and hand their block on to. */
export class MethodReader {
  readonly methods: MethodFacts[] = [];
  readonly #open: OpenMethod[] = [];
  readonly #tree: FlatTree;
  readonly #reader: ExpressionReader;
  readonly #stack: ScopeStack;

  constructor(tree: FlatTree, reader: ExpressionReader, stack: ScopeStack) {
    this.#tree = tree;
    this.#reader = reader;
    this.#stack = stack;
  }

  /** Enters a method, whose scope is open already. */
  enter(scope: number, parameters: readonly Parameter[]): void {
    const blockParameter = parameters.find(({ kind }) => kind === 'block');
    this.#open.push({
      scope,
      // An anonymous `&` is handed on as `&`.
      blockParameter: blockParameter?.name ?? '',
      results: [],
      yields: [],
      forwards: [],
    });
  }

  leave(node: number): void {
    const tree = this.#tree;
    const open = this.#open.pop();
    if (open === undefined) {
      return;
    }
    const body = tree.child(node, 'body');
    const isBlockBody = body !== -1 && tree.type(body) === 'body_statement';
    const last = body === -1 ? undefined : isBlockBody ? this.#reader.bodyValue(body) : this.#reader.expression(body);
    const name = tree.child(node, 'name');
    this.methods.push({
      name: tree.source(name),
      scope: open.scope,
      nameRange: tree.range(name),
      results: last === undefined ? open.results : [last, ...open.results],
      yields: open.yields,
      forwards: open.forwards,
    });
  }

  /** Takes the value of a `return`. */
  addResult(result: Expression): void {
    this.#method()?.results.push(result);
  }

  addYield(call: CallExpression): void {
    this.#method()?.yields.push({ args: call.args, scope: this.#stack.current });
  }

  /** `block.call(redis)` yields, `pool.with(&block)` hands the block on. */
  readBlockUse(call: CallExpression): void {
    const method = this.#method();
    if (method === undefined) {
      return;
    }
    const { receiver } = call;
    if (receiver?.kind === 'local' && receiver.name === method.blockParameter && callsBlock.has(call.method)) {
      method.yields.push({ args: call.args, scope: this.#stack.current });
    }
    for (const argument of call.args) {
      if (argument.kind !== 'blockArgument') {
        continue;
      }
      const { value } = argument;
      if (value === undefined || (value.kind === 'local' && value.name === method.blockParameter)) {
        method.forwards.push({ call, scope: this.#stack.current });
      }
    }
  }

  /** The method whose body the walk is in; a class inside a method is rare enough to ignore. */
  #method(): OpenMethod | undefined {
    return this.#open.at(-1);
  }
}
