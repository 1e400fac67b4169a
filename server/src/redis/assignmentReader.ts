import type { FlatTree } from '../syntax/flatTree.ts';
import type { Expression } from './expression.ts';
import type { ExpressionReader } from './readExpression.ts';
import type { ScopeStack } from './scopeStack.ts';
import type { Assignment } from './summary.ts';

/** Reads what a file assigns, in the order in which the walk leaves it. */
export class AssignmentReader {
  readonly assignments: Assignment[] = [];
  readonly #tree: FlatTree;
  readonly #reader: ExpressionReader;
  readonly #stack: ScopeStack;

  constructor(tree: FlatTree, reader: ExpressionReader, stack: ScopeStack) {
    this.#tree = tree;
    this.#reader = reader;
    this.#stack = stack;
  }

  /** Reads an `assignment` or `operator_assignment`. */
  read(node: number): void {
    const tree = this.#tree;
    const left = tree.child(node, 'left');
    const right = tree.child(node, 'right');
    if (left === -1) {
      return;
    }
    // `x ||= value` may hold the value; `x += value` holds a sum.
    const operator = tree.source(tree.child(node, 'operator'));
    const source = operator === '' || operator === '||=' || operator === '&&=' ? right : node;
    const value: Expression =
      source === -1 ? { kind: 'unknown', range: tree.range(node) } : this.#reader.expression(source);
    if (tree.type(left) !== 'left_assignment_list') {
      this.#assign(left, value);
      return;
    }
    const isList = right !== -1 && tree.type(right) === 'right_assignment_list';
    for (const [index, target] of tree.children(left).entries()) {
      const part = isList && value.kind === 'array' ? value.elements[index] : undefined;
      this.#assign(target, part ?? { kind: 'unknown', range: tree.range(target) });
    }
  }

  /** `key << ":x"` makes another text of a local that holds one. */
  readAppended(node: number): void {
    const tree = this.#tree;
    const target = tree.child(node, 'left');
    if (target === -1 || tree.type(target) !== 'identifier' || tree.source(tree.child(node, 'operator')) !== '<<') {
      return;
    }
    const name = tree.source(target);
    const before = this.assignments.findLast((known) => known.target === 'local' && known.name === name)?.value;
    const text = before?.kind === 'call' ? before.receiver : before;
    if (text?.kind === 'string' || text?.kind === 'template') {
      this.#assign(target, { kind: 'unknown', range: tree.range(node) });
    }
  }

  /** Declares every name that a pattern binds as a local of unknown value. */
  declareTargets(pattern: number): void {
    const tree = this.#tree;
    for (let node = pattern; node !== -1 && node < tree.after(pattern); node++) {
      const type = tree.type(node);
      if (type === 'expression_reference_pattern') {
        node = tree.after(node) - 1;
      } else if (type === 'identifier' && tree.type(tree.parent(node)) !== 'variable_reference_pattern') {
        this.#declare(node);
      } else if (type === 'keyword_pattern' && tree.child(node, 'value') === -1) {
        this.#declare(tree.child(node, 'key'));
      }
    }
  }

  #declare(node: number): void {
    const name = this.#tree.source(node);
    const range = this.#tree.range(node);
    this.#record({ target: 'local', name, value: { kind: 'unknown', range }, range, home: this.#stack.declare(name) });
  }

  #assign(target: number, value: Expression): void {
    const tree = this.#tree;
    const name = tree.source(target);
    const range = tree.range(target);
    switch (tree.type(target)) {
      case 'identifier':
        this.#record({ target: 'local', name, value, range, home: this.#stack.declare(name) });
        break;
      case 'instance_variable':
        this.#record({ target: 'ivar', name, value, range });
        break;
      case 'class_variable':
        this.#record({ target: 'cvar', name, value, range });
        break;
      case 'global_variable':
        this.#record({ target: 'gvar', name, value, range });
        break;
      case 'constant':
      case 'scope_resolution':
        this.#record({ target: 'constant', name, value, range });
        break;
      case 'call': {
        const call = this.#reader.call(target);
        if (call.receiver !== undefined) {
          const { receiver, method } = call;
          this.#record({ target: 'attribute', name: method, receiver, value, range: call.methodRange });
        }
        break;
      }
      case 'element_reference': {
        const { receiver, args } = this.#reader.call(target);
        const [key] = args;
        if (receiver !== undefined && (key?.kind === 'symbol' || key?.kind === 'string')) {
          this.#record({ target: 'element', name: key.value, receiver, value, range });
        }
        break;
      }
      case 'rest_assignment':
      case 'destructured_left_assignment':
        this.declareTargets(target);
        break;
    }
  }

  #record(assignment: Omit<Assignment, 'scope' | 'home'> & { readonly home?: number }): void {
    this.assignments.push({ scope: this.#stack.current, home: this.#stack.current, ...assignment });
  }
}
