import type { RubyParser } from '../syntax/rubyParser.ts';
import type { SyntaxNode } from '../syntax/syntaxNode.ts';
import type { GemDeclaration, Unknown } from './gemfile.ts';
import { readArguments } from './gemfileArguments.ts';
import { resolveUri } from './gemfilePath.ts';
import { addGroups, type Scope } from './gemfileScope.ts';
import { textOf } from './gemfileValue.ts';
import type { Findings } from './gemfileWalk.ts';
import { type Gemspec, readGemspec } from './gemspec.ts';

/** Reads `gemspec path: …, name: …, development_group: …`: the gem itself and its development dependencies. */
export function readGemspecStatement(
  call: SyntaxNode,
  scope: Scope,
  reading: {
    readonly parser: RubyParser;
    readonly readOther: (uri: string) => string | undefined;
    readonly findings: Findings;
  },
): void {
  const { findings, parser, readOther } = reading;
  const { options, openOptions } = readArguments(call, scope.lookup);
  const option = (key: string, otherwise: string | undefined): string | Unknown | undefined => {
    const given = options.get(key);
    return given === undefined ? (openOptions ? 'unknown' : otherwise) : (textOf(given) ?? 'unknown');
  };
  const path = option('path', '.') ?? 'unknown';
  const givenName = option('name', undefined);
  const group = option('development_group', 'development') ?? 'unknown';

  const text =
    path === 'unknown' || givenName === 'unknown' ? undefined : gemspecText(scope.uri, path, givenName, readOther);
  const gemspec = text === undefined ? undefined : readGemspec(text, parser);
  const name = givenName ?? gemspec?.name ?? 'unknown';
  const declare = (
    declaration: Pick<GemDeclaration, 'name' | 'requirements' | 'groups' | 'source' | 'conditional'>,
  ) => {
    findings.declarations.push({
      limited: scope.limited,
      literal: false,
      range: call.range,
      nameRange: undefined,
      requirementRange: undefined,
      comment: undefined,
      uri: scope.uri,
      ...declaration,
    });
  };
  if (name !== 'unknown') {
    const groups = scope.groups.length === 0 ? ['default'] : scope.groups;
    declare({ name, requirements: [], groups, source: 'path', conditional: scope.conditional });
  }
  for (const dependency of developmentDependencies(gemspec)) {
    const groups = group === 'unknown' ? group : addGroups(scope.groups, [group]);
    declare({ ...dependency, groups, source: scope.source, conditional: scope.conditional || dependency.conditional });
  }
  const read = gemspec !== undefined && gemspec.opaque.length === 0;
  findings.gemspecs.push({ name, read, range: call.range });
  if (!read || name === 'unknown') {
    findings.opaque.push(call.range);
  }
}

function gemspecText(
  base: string,
  path: string,
  name: string | undefined,
  readOther: (uri: string) => string | undefined,
): string | undefined {
  const [named, any] = [`${name}.gemspec`, '*.gemspec'].map((file) => resolveUri(base, `${path}/${file}`));
  const text = name === undefined || named === undefined ? undefined : readOther(named);
  return text ?? (any === undefined ? undefined : readOther(any));
}

function developmentDependencies(gemspec: Gemspec | undefined) {
  return (gemspec?.dependencies ?? [])
    .filter(({ development }) => development)
    .map(({ name, requirements, conditional }) => ({ name, requirements, conditional }));
}
