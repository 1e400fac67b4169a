import { commandFor } from '../catalog/redisMethods.ts';
import type { FlatTree } from '../syntax/flatTree.ts';
import { bareCall, type CallExpression } from './expression.ts';
import { isAskedToBeOther } from './narrowing.ts';
import { mayCarryCommand, rawForm } from './rawForm.ts';
import type { ExpressionReader } from './readExpression.ts';
import { readUsage } from './readUsage.ts';
import type { ScopeStack } from './scopeStack.ts';
import type { CallSite } from './summary.ts';

/** Below these a bare word is what a value is written to, or what a method is called. */
const isNameOnly =
  /_parameters?$|^(?:alias|undef|(?:rest|destructured_left)_assignment|left_assignment_list|exception_variable|(?:array|find|hash|as|keyword|alternative|parenthesized)_pattern)$/;

/** Reads which calls of a file may send a Redis command, by their method's name or by their command word. */
export class SiteReader {
  readonly sites: CallSite[] = [];
  readonly #tree: FlatTree;
  readonly #reader: ExpressionReader;
  readonly #stack: ScopeStack;

  constructor(tree: FlatTree, reader: ExpressionReader, stack: ScopeStack) {
    this.#tree = tree;
    this.#reader = reader;
    this.#stack = stack;
  }

  readCall(call: CallExpression, node: number): void {
    const issues =
      commandFor(call.method) !== undefined || (mayCarryCommand(call.method) && rawForm(call) !== undefined);
    if (issues && !isAskedToBeOther(this.#tree, node)) {
      this.#add(call, node);
    }
    for (const argument of call.args) {
      const symbol = argument.kind === 'blockArgument' ? argument.value : undefined;
      if (symbol?.kind === 'symbol' && commandFor(symbol.value) !== undefined) {
        this.sites.push({
          call: bareCall(symbol.value, symbol.range),
          scope: this.#stack.current,
          usage: { kind: 'value' },
          carrier: call,
        });
      }
    }
  }

  /** A bare word may be a command that the object itself understands: `flushdb` in a subclass of Redis. */
  readName(node: number): void {
    const tree = this.#tree;
    const field = tree.field(node);
    if (field === 'method' || field === 'name' || field === 'left' || field === 'pattern' || field === 'locals') {
      return;
    }
    const name = tree.source(node);
    if (commandFor(name) === undefined || isNameOnly.test(tree.type(tree.parent(node)))) {
      return;
    }
    const expression = this.#reader.expression(node);
    if (expression.kind === 'call') {
      this.#add(expression, node);
    }
  }

  #add(call: CallExpression, node: number): void {
    if (isTorn(this.#tree, node)) {
      return;
    }
    this.sites.push({ call, scope: this.#stack.current, usage: readUsage(this.#tree, node, this.#reader.call) });
  }
}

/**
 * Whether the parser gave up right behind a call, on its line: what stands there may be its arguments, as in `def all = redis.keys "a*"`, which the
 * grammar cannot read.
 */
function isTorn(tree: FlatTree, node: number): boolean {
  const next = tree.after(node);
  return (
    next < tree.size &&
    tree.type(next) === 'ERROR' &&
    /^[ \t]*$/.test(tree.text.slice(tree.end(node), tree.start(next)))
  );
}
