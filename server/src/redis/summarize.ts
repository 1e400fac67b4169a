import { commandFor } from '../catalog/redisMethods.ts';
import { type FlatTree, flattenTree } from '../syntax/flatTree.ts';
import type { RubyParser } from '../syntax/rubyParser.ts';
import type { TextRange } from '../syntax/textRange.ts';
import type { CallExpression, Expression } from './expression.ts';
import { isLibraryCall } from './libraryCall.ts';
import { isMacro } from './macros.ts';
import { mayConcernRedis, mentionsRedis } from './mayConcernRedis.ts';
import { mayHoldClient } from './mayHoldClient.ts';
import { mayCarryCommand, rawForm } from './rawForm.ts';
import { createExpressionReader, type ExpressionReader } from './readExpression.ts';
import { parameterList, readParameters } from './readParameters.ts';
import { readUsage } from './readUsage.ts';
import type {
  Assignment,
  CallSite,
  LibrarySite,
  MethodFacts,
  Parameter,
  Scope,
  ScopedArguments,
  ScopedCall,
} from './summary.ts';
import type { Directive } from './workspaceIndex.ts';

/** What one file says, as plain data: nothing here depends on another file, so an edit replaces one summary. */
export interface RubySummary {
  readonly uri: string;
  /** Whether Redis or one of its client libraries is named anywhere in the file, comments included. */
  readonly mentionsRedis: boolean;
  /** `scopes[0]` is the file; a scope's parent stands before it. */
  readonly scopes: readonly Scope[];
  readonly assignments: readonly Assignment[];
  readonly methods: readonly MethodFacts[];
  /** Calls that declare members or mix modules in: `attr_reader :a`, `include B`, `let(:c) { … }`. */
  readonly macros: readonly ScopedCall[];
  /** Calls that may send a Redis command, by their method's name or by their command word. */
  readonly calls: readonly CallSite[];
  /** Calls that send none, but that rules judge: `Redis.new`, `cache.delete_matched`. */
  readonly libraryCalls: readonly LibrarySite[];
  /** Calls that hand on something which may be a client. */
  readonly passes: readonly ScopedCall[];
  readonly directives: readonly Directive[];
}

/** The facts of one Ruby file. Never throws on broken input: it then knows less. A file that cannot concern Redis is not parsed. */
export function summarizeRuby(uri: string, text: string, parser: RubyParser): RubySummary {
  if (!mayConcernRedis(text)) {
    return emptySummary(uri);
  }
  const parsed = parser.parse(text);
  try {
    return new Summarizer(uri, flattenTree(parsed, text)).read();
  } finally {
    parsed.delete();
  }
}

/** Whether a finding can stand in the file, so that its text is worth keeping. */
export function mayHaveFindings({ calls, libraryCalls }: RubySummary): boolean {
  return calls.length + libraryCalls.length > 0;
}

/** The summary of a file that has nothing to say. */
export function emptySummary(uri: string): RubySummary {
  return {
    uri,
    mentionsRedis: false,
    scopes: [],
    assignments: [],
    methods: [],
    macros: [],
    calls: [],
    libraryCalls: [],
    passes: [],
    directives: [],
  };
}

type OpenScope = { -readonly [K in keyof Scope]: Scope[K] };

/** A method whose body is being read. */
interface OpenMethod {
  readonly scope: number;
  readonly blockParameter: string;
  readonly results: Expression[];
  readonly yields: ScopedArguments[];
  readonly forwards: ScopedCall[];
}

/** One walk over one tree. Statements are read when the walk leaves them, so that what they contain is known. */
class Summarizer {
  readonly #uri: string;
  readonly #tree: FlatTree;
  readonly #reader: ExpressionReader;
  readonly #scopes: OpenScope[] = [];
  readonly #locals: Set<string>[] = [];
  readonly #assignments: Assignment[] = [];
  readonly #methods: MethodFacts[] = [];
  readonly #openMethods: OpenMethod[] = [];
  readonly #macros: ScopedCall[] = [];
  readonly #sites: CallSite[] = [];
  readonly #libraryCalls: LibrarySite[] = [];
  readonly #passes: ScopedCall[] = [];
  readonly #directives: Directive[] = [];
  #scope = -1;

  constructor(uri: string, tree: FlatTree) {
    this.#uri = uri;
    this.#tree = tree;
    this.#reader = createExpressionReader(tree, (name) => this.#homeOf(name) !== undefined);
  }

  read(): RubySummary {
    const tree = this.#tree;
    this.#open({ kind: 'file', range: tree.range(0) });
    const ancestors: number[] = [];
    const opened: number[] = [];
    for (let node = 0; node < tree.size; node++) {
      this.#leaveUntil(node, ancestors, opened);
      ancestors.push(node);
      const before = this.#scope;
      this.#enter(node, tree.type(node));
      opened.push(before);
    }
    this.#leaveUntil(tree.size, ancestors, opened);
    return {
      uri: this.#uri,
      mentionsRedis: mentionsRedis(tree.text),
      scopes: this.#scopes,
      assignments: this.#assignments,
      methods: this.#methods,
      macros: this.#macros,
      calls: this.#sites,
      libraryCalls: this.#libraryCalls,
      passes: this.#passes,
      directives: this.#directives,
    };
  }

  #leaveUntil(next: number, ancestors: number[], opened: number[]): void {
    for (let top = ancestors.at(-1); top !== undefined && this.#tree.after(top) <= next; top = ancestors.at(-1)) {
      const outer = opened.pop() ?? this.#scope;
      this.#leave(top, this.#tree.type(top), outer);
      ancestors.pop();
    }
  }

  #open(facts: Partial<OpenScope> & Pick<OpenScope, 'kind' | 'range'>): number {
    this.#scopes.push({ parent: this.#scope, name: '', singleton: false, parameters: [], ...facts });
    this.#locals.push(new Set());
    this.#scope = this.#scopes.length - 1;
    return this.#scope;
  }

  #enter(node: number, type: string): void {
    const tree = this.#tree;
    if (!tree.named(node)) {
      return;
    }
    switch (type) {
      case 'class':
      case 'module': {
        const superclass = tree.child(node, 'superclass');
        const [parent] = superclass === -1 ? [] : tree.children(superclass);
        this.#open({
          kind: type,
          range: tree.range(node),
          name: tree.source(tree.child(node, 'name')),
          ...(parent === undefined ? {} : { superclass: this.#reader.expression(parent) }),
        });
        break;
      }
      case 'singleton_class': {
        const object = tree.child(node, 'value');
        this.#open({
          kind: 'singletonClass',
          range: tree.range(node),
          ...(object === -1 ? {} : { object: this.#reader.expression(object) }),
        });
        break;
      }
      case 'method':
      case 'singleton_method':
        this.#enterMethod(node, type === 'singleton_method');
        break;
      case 'block':
      case 'do_block':
        this.#enterBlock(node);
        break;
      case 'while':
      case 'until':
      case 'for':
      case 'while_modifier':
      case 'until_modifier':
        this.#open({ kind: 'loop', range: tree.range(node) });
        break;
    }
  }

  #enterMethod(node: number, singleton: boolean): void {
    const tree = this.#tree;
    const object = singleton ? tree.child(node, 'object') : -1;
    const receiver = object === -1 ? undefined : this.#reader.expression(object);
    const scope = this.#open({
      kind: 'method',
      range: tree.range(node),
      name: tree.source(tree.child(node, 'name')),
      singleton,
      ...(receiver === undefined ? {} : { object: receiver }),
    });
    const list = tree.child(node, 'parameters');
    const parameters = this.#declareParameters(list);
    const blockParameter = parameters.find(({ kind }) => kind === 'block');
    this.#openMethods.push({
      scope,
      // An anonymous `&` is handed on as `&`.
      blockParameter: blockParameter?.name ?? '',
      results: [],
      yields: [],
      forwards: [],
    });
  }

  #enterBlock(node: number): void {
    const tree = this.#tree;
    const owner = tree.parent(node);
    const isLambda = tree.type(owner) === 'lambda';
    const block = this.#reader.block(node);
    block.scope = this.#open({ kind: isLambda ? 'lambda' : 'block', range: block.range });
    const declared = this.#declareParameters(parameterList(tree, node));
    const open = this.#scopes[block.scope];
    if (open !== undefined && declared.length === 0) {
      open.parameters = block.parameters.map((name) => ({ name, kind: 'required' }));
      for (const name of block.parameters) {
        this.#locals[block.scope]?.add(name);
      }
    }
  }

  #declareParameters(list: number): readonly Parameter[] {
    const scope = this.#scope;
    const open = this.#scopes[scope];
    const locals = this.#locals[scope];
    if (open === undefined || locals === undefined) {
      return [];
    }
    const parameters = readParameters(this.#tree, list, this.#reader.expression);
    for (const { name, parts = [] } of parameters) {
      for (const declared of [name, ...parts]) {
        locals.add(declared);
      }
    }
    open.parameters = parameters;
    return parameters;
  }

  #leave(node: number, type: string, outer: number): void {
    const tree = this.#tree;
    if (type === 'comment') {
      this.#leaveComment(node);
      return;
    }
    if (!tree.named(node)) {
      return;
    }
    switch (type) {
      case 'method':
      case 'singleton_method':
        this.#leaveMethod(node);
        break;
      case 'block':
      case 'do_block': {
        const body = tree.child(node, 'body');
        const result = body === -1 ? undefined : this.#reader.bodyValue(body);
        if (result !== undefined) {
          this.#reader.block(node).result = result;
        }
        break;
      }
      case 'return':
        this.#method()?.results.push(this.#reader.expression(node));
        break;
      case 'assignment':
      case 'operator_assignment':
        this.#leaveAssignment(node);
        break;
      case 'exception_variable':
      case 'for':
        this.#declareTargets(type === 'for' ? tree.child(node, 'pattern') : node);
        break;
      case 'call':
        this.#leaveCall(node);
        break;
      case 'super':
        if (tree.field(node) !== 'method') {
          this.#passes.push({ call: this.#reader.call(node), scope: this.#scope });
        }
        break;
      case 'yield':
        this.#leaveYield(this.#reader.call(node));
        break;
      case 'identifier':
        this.#leaveName(node);
        break;
      case 'alias':
        this.#leaveAlias(node);
        break;
    }
    this.#scope = outer;
  }

  #leaveMethod(node: number): void {
    const tree = this.#tree;
    const open = this.#openMethods.pop();
    if (open === undefined) {
      return;
    }
    const body = tree.child(node, 'body');
    const isBlockBody = body !== -1 && tree.type(body) === 'body_statement';
    const last = body === -1 ? undefined : isBlockBody ? this.#reader.bodyValue(body) : this.#reader.expression(body);
    const name = tree.child(node, 'name');
    this.#methods.push({
      name: tree.source(name),
      scope: open.scope,
      nameRange: tree.range(name),
      results: last === undefined ? open.results : [last, ...open.results],
      yields: open.yields,
      forwards: open.forwards,
    });
  }

  /** The method whose body the walk is in; a class inside a method is rare enough to ignore. */
  #method(): OpenMethod | undefined {
    return this.#openMethods.at(-1);
  }

  #leaveAssignment(node: number): void {
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

  #assign(target: number, value: Expression): void {
    const tree = this.#tree;
    const name = tree.source(target);
    const range = tree.range(target);
    switch (tree.type(target)) {
      case 'identifier':
        this.#record({ target: 'local', name, value, range, home: this.#declare(name) });
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
        this.#declareTargets(target);
        break;
    }
  }

  #record(assignment: Omit<Assignment, 'scope' | 'home'> & { readonly home?: number }): void {
    this.#assignments.push({ scope: this.#scope, home: this.#scope, ...assignment });
  }

  /** Declares every bare name below a pattern as a local of unknown value. */
  #declareTargets(pattern: number): void {
    const tree = this.#tree;
    for (let node = pattern; node !== -1 && node < tree.after(pattern); node++) {
      if (tree.type(node) === 'identifier') {
        const name = tree.source(node);
        const range = tree.range(node);
        this.#record({ target: 'local', name, value: { kind: 'unknown', range }, range, home: this.#declare(name) });
      }
    }
  }

  #declare(name: string): number {
    const known = this.#homeOf(name);
    if (known !== undefined) {
      return known;
    }
    let home = this.#scope;
    while (this.#scopes[home]?.kind === 'loop') {
      home = this.#scopes[home]?.parent ?? 0;
    }
    this.#locals[home]?.add(name);
    return home;
  }

  /** The scope that declares a local which is visible here. */
  #homeOf(name: string): number | undefined {
    for (let scope = this.#scope; scope !== -1; scope = this.#scopes[scope]?.parent ?? -1) {
      if (this.#locals[scope]?.has(name)) {
        return scope;
      }
      const kind = this.#scopes[scope]?.kind;
      if (kind !== 'block' && kind !== 'lambda' && kind !== 'loop') {
        return undefined;
      }
    }
    return undefined;
  }

  #leaveCall(node: number): void {
    const tree = this.#tree;
    const parent = tree.parent(node);
    const isTarget =
      tree.field(node) === 'left' && parent !== -1 && /^(?:operator_)?assignment$/.test(tree.type(parent));
    const call = this.#reader.call(node);
    if (isLibraryCall(call)) {
      const usage = readUsage(tree, node, this.#reader.call);
      this.#libraryCalls.push({ call, scope: this.#scope, usage, assigned: isTarget });
    }
    if (isTarget && tree.type(parent) === 'assignment') {
      return;
    }
    if (call.block !== undefined) {
      const open = this.#scopes[call.block.scope];
      if (open !== undefined) {
        open.call = call;
      }
    }
    const scope = this.#scope;
    if (isMacro(call)) {
      this.#macros.push({ call, scope });
    }
    this.#readSite(call, node);
    this.#readBlockUse(call);
    if (mayHoldClient(call)) {
      this.#passes.push({ call, scope });
    }
  }

  #readSite(call: CallExpression, node: number): void {
    const issues =
      commandFor(call.method) !== undefined || (mayCarryCommand(call.method) && rawForm(call) !== undefined);
    if (issues) {
      this.#addSite(call, node);
    }
    for (const argument of call.args) {
      const symbol = argument.kind === 'blockArgument' ? argument.value : undefined;
      if (symbol?.kind === 'symbol' && commandFor(symbol.value) !== undefined) {
        this.#sites.push({
          call: symbolCall(symbol.value, symbol.range),
          scope: this.#scope,
          usage: { kind: 'value' },
          carrier: call,
        });
      }
    }
  }

  #addSite(call: CallExpression, node: number): void {
    this.#sites.push({ call, scope: this.#scope, usage: readUsage(this.#tree, node, this.#reader.call) });
  }

  /** `block.call(redis)` yields, `pool.with(&block)` hands the block on. */
  #readBlockUse(call: CallExpression): void {
    const method = this.#method();
    if (method === undefined) {
      return;
    }
    const { receiver } = call;
    if (
      receiver?.kind === 'local' &&
      receiver.name === method.blockParameter &&
      /^(?:call|yield|\(\)|===|\[\])$/.test(call.method)
    ) {
      method.yields.push({ args: call.args, scope: this.#scope });
    }
    for (const argument of call.args) {
      if (argument.kind !== 'blockArgument') {
        continue;
      }
      const { value } = argument;
      if (value === undefined || (value.kind === 'local' && value.name === method.blockParameter)) {
        method.forwards.push({ call, scope: this.#scope });
      }
    }
  }

  #leaveYield(call: CallExpression): void {
    this.#method()?.yields.push({ args: call.args, scope: this.#scope });
  }

  /** A bare word may be a command that the object itself understands: `flushdb` in a subclass of Redis. */
  #leaveName(node: number): void {
    const tree = this.#tree;
    const field = tree.field(node);
    if (field === 'method' || field === 'name' || field === 'left' || field === 'pattern' || field === 'locals') {
      return;
    }
    const name = tree.source(node);
    if (commandFor(name) === undefined || /_parameters?$|^(?:alias|undef)$/.test(tree.type(tree.parent(node)))) {
      return;
    }
    const expression = this.#reader.expression(node);
    if (expression.kind === 'call') {
      this.#addSite(expression, node);
    }
  }

  #leaveAlias(node: number): void {
    const tree = this.#tree;
    const range = tree.range(node);
    const args = ['name', 'alias'].map((field): Expression => {
      const name = tree.child(node, field);
      return { kind: 'symbol', range: tree.range(name), value: tree.source(name).replace(/^:/, '') };
    });
    this.#macros.push({
      call: { ...symbolCall('alias_method', range), args },
      scope: this.#scope,
    });
  }

  #leaveComment(node: number): void {
    const source = this.#tree.source(node);
    const at = /^#\s*(?=lintel:)/.exec(source)?.[0].length;
    if (at !== undefined) {
      const start = this.#tree.start(node) + at;
      const text = source.slice(at).trimEnd();
      this.#directives.push({
        text,
        range: { start: this.#tree.position(start), end: this.#tree.position(start + text.length) },
      });
    }
  }
}

function symbolCall(method: string, range: TextRange): CallExpression {
  return { kind: 'call', range, method, methodRange: range, safeNavigation: false, args: [], keywords: [] };
}
