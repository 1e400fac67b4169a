import { type FlatTree, flattenTree } from '../syntax/flatTree.ts';
import type { OpenText } from '../syntax/openText.ts';
import type { RubyParser } from '../syntax/rubyParser.ts';
import { AssignmentReader } from './assignmentReader.ts';
import { bareCall, type Expression } from './expression.ts';
import { isLibraryCall } from './libraryCall.ts';
import { isMacro } from './macros.ts';
import { mayConcernRedis, mentionsRedis } from './mayConcernRedis.ts';
import { mayHoldClient } from './mayHoldClient.ts';
import { MethodReader } from './methodReader.ts';
import { readDirectives } from './readDirectives.ts';
import { createExpressionReader, type ExpressionReader } from './readExpression.ts';
import type { ReadMethods } from './readMethods.ts';
import { parameterList, readParameters } from './readParameters.ts';
import { readUsage } from './readUsage.ts';
import { ScopeStack } from './scopeStack.ts';
import { ExampleBlocks, isExample, isSilent } from './silentCalls.ts';
import { SiteReader } from './siteReader.ts';
import type { Assignment, CallSite, LibrarySite, MethodFacts, Parameter, Scope, ScopedCall } from './summary.ts';
import type { Directive } from './workspaceIndex.ts';

/** What one file says, as plain data: nothing here depends on another file, so an edit replaces one summary. */
export interface RubySummary {
  readonly uri: string;
  /** The parser gives up on its text: nothing is known of it. */
  readonly isUnparsed?: true;
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
  const parsed = mayConcernRedis(text, uri) ? parser.parse(text) : null;
  if (!parsed) {
    return emptySummary(uri, parsed === undefined);
  }
  try {
    return new Summarizer(uri, flattenTree(parsed, text)).read();
  } finally {
    parsed.delete();
  }
}

/** A Ruby text that is being typed, and what was read of it. */
export interface OpenRuby {
  readonly text: OpenText;
  readonly methods: ReadMethods;
}

/** What `summarizeRuby` gives, of a text that is being typed. */
export function summarizeOpenRuby(uri: string, text: string, open: OpenRuby): RubySummary {
  const tree = mayConcernRedis(text, uri) ? open.text.parse(text) : null;
  return tree ? new Summarizer(uri, tree, open).read() : emptySummary(uri, tree === undefined);
}

/** Whether a finding can stand in the file, so that its text is worth keeping. */
export function mayHaveFindings({ calls, libraryCalls }: RubySummary): boolean {
  return calls.length + libraryCalls.length > 0;
}

/** The summary of a file that has nothing to say: most files are, so each holds its name and shares the rest. */
export function emptySummary(uri: string, isUnparsed = false): RubySummary {
  const summary: typeof nothing = Object.create(nothing);
  return Object.assign(summary, isUnparsed ? { uri, isUnparsed } : { uri });
}

const none: readonly never[] = [];
const nothing = {
  mentionsRedis: false,
  scopes: none,
  assignments: none,
  methods: none,
  macros: none,
  calls: none,
  libraryCalls: none,
  passes: none,
  directives: none,
};

/** What a block results in is left open below this depth of the tree: the facts go from thread to thread, which recurses. */
const deepestResult = 300;

/** One walk over one tree. Statements are read when the walk leaves them, so that what they contain is known. */
class Summarizer {
  readonly #uri: string;
  readonly #tree: FlatTree;
  readonly #reader: ExpressionReader;
  readonly #stack = new ScopeStack();
  readonly #assigned: AssignmentReader;
  readonly #defined: MethodReader;
  readonly #issued: SiteReader;
  readonly #macros: ScopedCall[] = [];
  readonly #libraryCalls: LibrarySite[] = [];
  readonly #passes: ScopedCall[] = [];
  readonly #directives: Directive[] = [];
  readonly #before: OpenRuby | undefined;
  readonly #facts: readonly unknown[][];
  readonly #examples = new ExampleBlocks();
  #others = 0;

  constructor(uri: string, tree: FlatTree, before?: OpenRuby) {
    this.#uri = uri;
    this.#tree = tree;
    this.#before = before;
    this.#reader = createExpressionReader(tree, (name) => this.#stack.homeOf(name) !== undefined);
    this.#assigned = new AssignmentReader(tree, this.#reader, this.#stack);
    this.#defined = new MethodReader(tree, this.#reader, this.#stack);
    this.#issued = new SiteReader(tree, this.#reader, this.#stack);
    this.#facts = [
      this.#stack.scopes,
      this.#assigned.assignments,
      this.#defined.methods,
      this.#macros,
      this.#issued.sites,
      this.#libraryCalls,
      this.#passes,
      this.#directives,
    ];
  }

  read(): RubySummary {
    const tree = this.#tree;
    this.#stack.open({ kind: 'file', range: tree.range(0) });
    const ancestors: number[] = [];
    const opened: number[] = [];
    this.#before?.methods.begin();
    for (let node = 0; node < tree.size; node++) {
      this.#leaveUntil(node, ancestors, opened);
      if (this.#before !== undefined && isMethod(tree.type(node)) && tree.named(node)) {
        const { methods, text } = this.#before;
        if (methods.recall(node, text.unmoved(node), ancestors.length, this.#stack, this.#facts)) {
          node = tree.after(node) - 1;
          continue;
        }
        methods.enter(node, ancestors.length, this.#stack, this.#facts);
      }
      ancestors.push(node);
      const before = this.#stack.current;
      this.#enter(node, tree.type(node));
      opened.push(before);
    }
    this.#leaveUntil(tree.size, ancestors, opened);
    return {
      uri: this.#uri,
      mentionsRedis: mentionsRedis(tree.text),
      scopes: this.#stack.scopes,
      assignments: this.#assigned.assignments,
      methods: this.#defined.methods,
      macros: this.#macros,
      calls: this.#issued.sites,
      libraryCalls: this.#libraryCalls,
      passes: this.#passes,
      directives: this.#directives,
    };
  }

  #leaveUntil(next: number, ancestors: number[], opened: number[]): void {
    for (let top = ancestors.at(-1); top !== undefined && this.#tree.after(top) <= next; top = ancestors.at(-1)) {
      const outer = opened.pop() ?? this.#stack.current;
      this.#leave(top, this.#tree.type(top), outer, ancestors.length);
      ancestors.pop();
    }
  }

  #enter(node: number, type: string): void {
    const tree = this.#tree;
    if (!tree.named(node)) {
      return;
    }
    switch (type) {
      case 'class':
      case 'module': {
        this.#others++;
        const superclass = tree.child(node, 'superclass');
        const [parent] = superclass === -1 ? [] : tree.children(superclass);
        this.#stack.open({
          kind: type,
          range: tree.range(node),
          name: tree.source(tree.child(node, 'name')),
          ...(parent === undefined ? {} : { superclass: this.#reader.expression(parent) }),
        });
        break;
      }
      case 'singleton_class': {
        this.#others++;
        const object = tree.child(node, 'value');
        this.#stack.open({
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
        this.#stack.open({ kind: 'loop', range: tree.range(node) });
        break;
      case 'in_clause':
        this.#assigned.declareTargets(tree.child(node, 'pattern'));
        break;
    }
  }

  #enterMethod(node: number, singleton: boolean): void {
    const tree = this.#tree;
    const object = singleton ? tree.child(node, 'object') : -1;
    const receiver = object === -1 ? undefined : this.#reader.expression(object);
    const scope = this.#stack.open({
      kind: 'method',
      range: tree.range(node),
      name: tree.source(tree.child(node, 'name')),
      singleton,
      ...(receiver === undefined ? {} : { object: receiver }),
    });
    const list = tree.child(node, 'parameters');
    this.#defined.enter(scope, this.#declareParameters(list));
  }

  #enterBlock(node: number): void {
    const tree = this.#tree;
    const owner = tree.parent(node);
    const isLambda = tree.type(owner) === 'lambda';
    const block = this.#reader.block(node);
    block.scope = this.#stack.open({ kind: isLambda ? 'lambda' : 'block', range: block.range });
    if (isExample(tree, owner)) {
      this.#examples.enter(node, this.#known);
    }
    const declared = this.#declareParameters(parameterList(tree, node));
    const open = this.#stack.scopes[block.scope];
    if (open !== undefined && declared.length === 0) {
      open.parameters = block.parameters.map((name) => ({ name, kind: 'required' }));
      for (const name of block.parameters) {
        this.#stack.addLocal(block.scope, name);
      }
    }
  }

  #declareParameters(list: number): readonly Parameter[] {
    const scope = this.#stack.current;
    const open = this.#stack.scopes[scope];
    if (open === undefined) {
      return [];
    }
    const parameters = readParameters(this.#tree, list, this.#reader.expression);
    for (const { name, parts = [] } of parameters) {
      for (const declared of [name, ...parts]) {
        this.#stack.addLocal(scope, declared);
      }
    }
    open.parameters = parameters;
    return parameters;
  }

  #leave(node: number, type: string, outer: number, depth: number): void {
    const tree = this.#tree;
    if (type === 'comment') {
      this.#directives.push(...readDirectives(tree, node));
      return;
    }
    if (!tree.named(node)) {
      return;
    }
    switch (type) {
      case 'method':
      case 'singleton_method':
        this.#defined.leave(node);
        this.#before?.methods.leave(tree, this.#facts);
        break;
      case 'block':
      case 'do_block': {
        const body = tree.child(node, 'body');
        const isAsked = body !== -1 && depth <= deepestResult && !isExample(tree, tree.parent(node));
        const result = isAsked ? this.#reader.bodyValue(body) : undefined;
        if (result !== undefined) {
          this.#reader.block(node).result = result;
        }
        break;
      }
      case 'return':
        this.#defined.addResult(this.#reader.expression(node));
        break;
      case 'assignment':
      case 'operator_assignment':
        this.#assigned.read(node);
        break;
      case 'binary':
        this.#assigned.readAppended(node);
        break;
      case 'exception_variable':
        this.#assigned.declareTargets(node);
        break;
      case 'for':
      case 'match_pattern':
      case 'test_pattern':
        this.#assigned.declareTargets(tree.child(node, 'pattern'));
        break;
      case 'call':
        this.#leaveCall(node);
        break;
      case 'super':
        if (tree.field(node) !== 'method') {
          this.#passes.push({ call: this.#reader.call(node), scope: this.#stack.current });
        }
        break;
      case 'yield':
        this.#others++;
        this.#defined.addYield(this.#reader.call(node));
        break;
      case 'identifier':
        this.#issued.readName(node);
        break;
      case 'alias':
        this.#leaveAlias(node);
        break;
    }
    this.#stack.current = outer;
  }

  /** How many facts were found that ask what is around them. */
  get #known(): number {
    return this.#facts.slice(1, -1).reduce((sum, { length }) => sum + length, this.#others);
  }

  #leaveCall(node: number): void {
    const tree = this.#tree;
    const parent = tree.parent(node);
    const isTarget =
      tree.field(node) === 'left' && parent !== -1 && /^(?:operator_)?assignment$/.test(tree.type(parent));
    if (!isTarget && (isSilent(tree, node) || this.#examples.isIdle(tree, node, () => this.#known))) {
      return;
    }
    const call = this.#reader.call(node);
    if (isLibraryCall(call)) {
      const usage = readUsage(tree, node, this.#reader.call);
      this.#libraryCalls.push({ call, scope: this.#stack.current, usage, assigned: isTarget });
    }
    if (isTarget && tree.type(parent) === 'assignment') {
      return;
    }
    if (call.block !== undefined) {
      const open = this.#stack.scopes[call.block.scope];
      if (open !== undefined) {
        open.call = call;
      }
    }
    const scope = this.#stack.current;
    if (isMacro(call)) {
      this.#macros.push({ call, scope });
    }
    this.#issued.readCall(call, node);
    this.#defined.readBlockUse(call);
    if (mayHoldClient(call)) {
      this.#passes.push({ call, scope });
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
      call: { ...bareCall('alias_method', range), args },
      scope: this.#stack.current,
    });
  }
}

function isMethod(type: string): boolean {
  return type === 'method' || type === 'singleton_method';
}
