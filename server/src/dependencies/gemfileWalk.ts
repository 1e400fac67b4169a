import type { SyntaxNode } from '../syntax/syntaxNode.ts';
import type { TextRange } from '../syntax/textRange.ts';
import type { GemDeclaration, GemfileBlock, GemOverride, GemspecStatement } from './gemfile.ts';
import { readArguments } from './gemfileArguments.ts';
import type { Comments } from './gemfileComments.ts';
import { readGemStatement } from './gemfileDeclaration.ts';
import { loopRounds } from './gemfileLoop.ts';
import { readOverride } from './gemfileOverride.ts';
import { foldPath } from './gemfilePath.ts';
import { addGroups, type Scope } from './gemfileScope.ts';
import { textOf, textsOf } from './gemfileValue.ts';

/** What a Gemfile and the files that it evaluates say, as it is found. */
export interface Findings {
  readonly declarations: GemDeclaration[];
  readonly opaque: TextRange[];
  readonly blocks: GemfileBlock[];
  readonly preamble: TextRange[];
  readonly unbroken: TextRange[];
  readonly gemspecs: GemspecStatement[];
  readonly overrides: GemOverride[];
  lockfile: string | false | undefined;
  /** Statements that may still be read: a loop in a loop in a loop ends somewhere. */
  budget: number;
}

/** One file while it is read. */
export interface GemfileFile {
  readonly comments: Comments;
  readonly gitSources: ReadonlySet<string>;
  readonly findings: Findings;
  /** Reads another Gemfile in this scope; false when it is not there. */
  evaluate(path: string, scope: Scope): boolean;
  /** Reads a gemspec's declarations in this scope. */
  gemspec(call: SyntaxNode, scope: Scope): void;
}

const conditions = new Set(
  (
    'if unless elsif else case case_match when while until for conditional if_modifier unless_modifier while_modifier ' +
    'until_modifier rescue_modifier rescue'
  ).split(' '),
);
const statementLists = new Set([
  'program',
  'body_statement',
  'block_body',
  'then',
  'else',
  'if_modifier',
  'unless_modifier',
]);
/** Bodies that run when called, if ever. */
const deferred = new Set(['method', 'singleton_method', 'lambda', 'class', 'module', 'singleton_class']);
const deferringMethods = new Set(['lambda', 'proc', 'define_method', 'define_singleton_method', 'at_exit']);
const declaringMethods = new Set(['gem', 'gemspec', 'eval_gemfile']);
const evaluatingMethods = new Set(['eval', 'instance_eval', 'instance_exec', 'class_eval']);
const sendingMethods = new Set(['send', '__send__', 'public_send', 'method']);
const sourceKinds = new Map<string, 'git' | 'path' | 'source'>([
  ['source', 'source'],
  ['git', 'git'],
  ['github', 'git'],
  ['gist', 'git'],
  ['bitbucket', 'git'],
  ['gitlab', 'git'],
  ['path', 'path'],
]);
const preambleMethods = new Set(['source', 'ruby', 'plugin', 'git_source', 'lockfile', 'path', 'git']);

/** Reads one statement and everything in it. */
export function walkStatement(node: SyntaxNode, scope: Scope, file: GemfileFile): void {
  if (file.findings.budget-- <= 0) {
    file.findings.opaque.push(node.range);
    return;
  }
  if (node.type === 'call' || isBareCall(node)) {
    walkCall(node, scope, file);
  } else if (node.type === 'assignment' || node.type === 'operator_assignment') {
    const right = node.child('right');
    if (right !== undefined) {
      walkStatement(right, { ...scope, topLevel: false }, file);
    }
  } else if (deferred.has(node.type)) {
    markIfDeclaring(node, file);
  } else if (conditions.has(node.type)) {
    if (!(node.type.endsWith('_modifier') && isOneLine(node))) {
      recordBlock(node, 'other', [], scope, file);
    }
    walkChildren(
      node,
      { ...scope, conditional: true, topLevel: false, looped: scope.looped || node.type === 'for' },
      file,
    );
  } else if (node.type === 'binary') {
    // Nothing may be written between `gem "a" or` and what comes on its next line.
    if (!isOneLine(node) && isDeclaring(node)) {
      recordBlock(node, 'other', [], scope, file);
    }
    const [left, right] = [node.child('left'), node.child('right')];
    if (left !== undefined && right !== undefined) {
      walkStatement(left, { ...scope, topLevel: false }, file);
      walkStatement(right, { ...scope, conditional: true, topLevel: false }, file);
    }
  } else {
    if (node.type === 'begin') {
      recordBlock(node, 'other', [], scope, file);
    }
    walkChildren(node, { ...scope, topLevel: false }, file);
  }
}

function isOneLine({ range }: SyntaxNode): boolean {
  return range.start.line === range.end.line;
}

/** `gemspec` alone on a line: any other bare name is a variable or declares nothing. */
function isBareCall(node: SyntaxNode): boolean {
  return node.type === 'identifier' && node.text === 'gemspec' && statementLists.has(node.parent?.type ?? '');
}

function walkChildren(node: SyntaxNode, scope: Scope, file: GemfileFile): void {
  for (const child of node.namedChildren) {
    walkStatement(child, scope, file);
  }
}

function walkCall(node: SyntaxNode, scope: Scope, file: GemfileFile): void {
  const receiver = node.child('receiver');
  const method = node.type === 'identifier' ? node.text : (node.child('method')?.text ?? '');
  const block = node.child('block');
  if (receiver !== undefined && receiver.type !== 'self') {
    walkCallOn(receiver, method, node, scope, file);
    return;
  }
  const { findings } = file;
  const inner: Scope = { ...scope, topLevel: false };
  const sourceKind = sourceKinds.get(method);
  if (
    scope.topLevel &&
    scope.depth === 0 &&
    preambleMethods.has(method) &&
    (block === undefined || method === 'git_source')
  ) {
    findings.preamble.push(node.range);
  }
  if (method === 'gem') {
    walkGem(node, scope, file);
  } else if (method === 'group' && block !== undefined) {
    const args = readArguments(node, scope.lookup);
    const names = textsOf({ kind: 'array', elements: args.positional.map(({ value }) => value) }) ?? 'unknown';
    const optional = args.options.get('optional');
    recordBlock(node, 'group', names, scope, file);
    const limited = scope.limited || (optional !== undefined && !(optional.kind === 'boolean' && !optional.value));
    walkChildren(block, { ...inner, groups: addGroups(scope.groups, names), limited }, file);
  } else if (sourceKind !== undefined && block !== undefined) {
    recordBlock(node, sourceKind, [], scope, file);
    walkChildren(block, { ...inner, source: sourceKind === 'source' ? 'other' : sourceKind }, file);
  } else if (
    (method === 'platforms' || method === 'platform' || method === 'install_if' || method === 'env') &&
    block
  ) {
    recordBlock(node, method === 'platform' ? 'platforms' : method, [], scope, file);
    walkChildren(block, { ...inner, limited: true }, file);
  } else if (method === 'gemspec') {
    file.gemspec(node, scope);
  } else if (method === 'eval_gemfile') {
    const [path] = node.child('arguments')?.namedChildren ?? [];
    const literal = path === undefined ? undefined : foldPath(path, scope.lookup);
    if (literal === undefined || !file.evaluate(literal, inner)) {
      findings.opaque.push(node.range);
    }
  } else if (method === 'override') {
    const override = readOverride(node, scope.lookup);
    if (override !== undefined) {
      findings.overrides.push(scope.conditional ? { ...override, effect: { kind: 'unknown' } } : override);
    }
  } else if (method === 'lockfile') {
    const name = readArguments(node, scope.lookup).positional[0]?.value;
    findings.lockfile = name?.kind === 'boolean' && !name.value ? false : textOf(name);
  } else if (method !== 'git_source') {
    walkOther(node, method, scope, file);
  }
}

function walkGem(node: SyntaxNode, scope: Scope, file: GemfileFile): void {
  const { findings } = file;
  const declaration = readGemStatement(node, scope, file.gitSources, file.comments.of(node.range));
  const args = node.child('arguments');
  if (declaration !== undefined) {
    findings.declarations.push(declaration);
  } else if (args !== undefined && args.namedChildren.length > 0) {
    findings.opaque.push(node.range);
  }
  // A half-typed statement swallows the next one as its argument.
  if (args !== undefined) {
    walkChildren(args, { ...scope, topLevel: false }, file);
  }
}

function walkCallOn(receiver: SyntaxNode, method: string, node: SyntaxNode, scope: Scope, file: GemfileFile): void {
  const block = node.child('block');
  const rounds = method === 'each' && block !== undefined ? loopRounds(receiver, block, scope.lookup) : undefined;
  const inner: Scope = { ...scope, topLevel: false };
  walkStatement(receiver, inner, file);
  if (block !== undefined && rounds !== undefined) {
    recordBlock(node, 'other', [], scope, file);
    for (const lookup of rounds) {
      walkChildren(block, { ...inner, lookup, looped: true }, file);
    }
  } else {
    walkOther(node, method, scope, file);
  }
}

/** A call of a method that means nothing to Bundler: its block may run any number of times. */
function walkOther(node: SyntaxNode, method: string, scope: Scope, file: GemfileFile): void {
  const block = node.child('block');
  const args = node.child('arguments');
  if (deferringMethods.has(method) || (method === 'new' && node.child('receiver')?.text === 'Proc')) {
    markIfDeclaring(node, file);
    return;
  }
  const hidden = sendingMethods.has(method) && declaringMethods.has(args?.namedChildren[0]?.text.slice(1) ?? '');
  if (hidden || (evaluatingMethods.has(method) && block === undefined)) {
    file.findings.opaque.push(node.range);
  }
  const inner: Scope = { ...scope, topLevel: false };
  if (args !== undefined) {
    walkChildren(args, inner, file);
  }
  if (block !== undefined) {
    recordBlock(node, 'other', [], scope, file);
    const unknownMethod = node.child('receiver') === undefined;
    const groups = unknownMethod ? 'unknown' : scope.groups;
    walkChildren(block, { ...inner, conditional: true, looped: true, groups }, file);
  }
}

function markIfDeclaring(node: SyntaxNode, file: GemfileFile): void {
  if (isDeclaring(node)) {
    file.findings.opaque.push(node.range);
  }
}

function isDeclaring(node: SyntaxNode): boolean {
  return node.ofType('identifier').some(({ text }) => declaringMethods.has(text));
}

function recordBlock(
  node: SyntaxNode,
  kind: GemfileBlock['kind'],
  groups: GemfileBlock['groups'],
  scope: Scope,
  file: GemfileFile,
): void {
  if (scope.depth === 0) {
    const block = node.child('block');
    const head = block?.child('parameters')?.range.end ?? (block ?? node).range.start;
    file.findings.blocks.push({ kind, groups, topLevel: scope.topLevel, range: node.range, headLine: head.line });
  }
}
