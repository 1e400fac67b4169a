import type { SyntaxNode } from '../syntax/syntaxNode.ts';
import type { TextRange } from '../syntax/textRange.ts';
import type { GemDeclaration, Unknown } from './gemfile.ts';
import { type Arguments, type PositionalArgument, readArguments } from './gemfileArguments.ts';
import { addGroups, type Scope } from './gemfileScope.ts';
import { textsOf } from './gemfileValue.ts';

const gitOptions = ['git', 'github', 'gist', 'bitbucket', 'gitlab'];

/**
 * Reads `gem "name", "requirement"…, option: …`; undefined when the name cannot be told. `gitSources` are the names that `git_source` defines.
 */
export function readGemStatement(
  call: SyntaxNode,
  scope: Scope,
  gitSources: ReadonlySet<string>,
  comment: string | undefined,
): GemDeclaration | undefined {
  const args = readArguments(call, scope.lookup);
  const [first, ...rest] = args.positional;
  const name = first?.value;
  if (name === undefined || (name.kind !== 'string' && name.kind !== 'symbol')) {
    return undefined;
  }
  const literalName = first !== undefined && !first.splat && isLiteral(first.node);
  return {
    name: name.value,
    requirements: requirementsOf(rest),
    groups: groupsOf(args, scope),
    conditional: scope.conditional,
    limited: scope.limited || ['platforms', 'platform', 'install_if'].some((key) => args.options.has(key)),
    source: sourceOf(args, scope, gitSources),
    literal: literalName && !scope.looped && rest.every(({ node, splat }) => !splat && isLiteral(node)),
    range: call.range,
    nameRange: literalName && !scope.looped ? first.node.range : undefined,
    requirementRange: requirementRange(rest),
    comment,
    uri: scope.uri,
  };
}

function requirementsOf(args: readonly PositionalArgument[]): readonly string[] | Unknown {
  const lists = args.map(({ value }) => textsOf(value));
  return lists.every((list) => list !== undefined) ? lists.flat() : 'unknown';
}

function requirementRange(args: readonly PositionalArgument[]): TextRange | undefined {
  const [first] = args;
  const last = args.at(-1);
  return first === undefined || last === undefined
    ? undefined
    : { start: first.node.range.start, end: last.node.range.end };
}

function groupsOf(args: Arguments, scope: Scope): readonly string[] | Unknown {
  const option = args.options.get('groups') ?? args.options.get('group');
  if (option === undefined && args.openOptions) {
    return 'unknown';
  }
  const own = option === undefined ? [] : (textsOf(option) ?? 'unknown');
  const all = addGroups(scope.groups, own);
  return all.length === 0 ? ['default'] : all;
}

function sourceOf(args: Arguments, scope: Scope, gitSources: ReadonlySet<string>): GemDeclaration['source'] {
  const given = (key: string) => args.options.get(key)?.kind !== 'nil' && args.options.has(key);
  if (given('path')) {
    return 'path';
  }
  if (gitOptions.some(given) || [...gitSources].some(given)) {
    return 'git';
  }
  return given('source') ? 'other' : scope.source;
}

/** A string, `nil` or a plain array of strings, written out here. */
function isLiteral(node: SyntaxNode): boolean {
  switch (node.type) {
    case 'string':
      return node.namedChildren.every((child) => child.type !== 'interpolation');
    case 'array':
      return node.namedChildren.every((child) => child.type === 'comment' || isLiteral(child));
    case 'string_array':
    case 'nil':
      return true;
    default:
      return false;
  }
}
