import type { RubyParser } from '../syntax/rubyParser.ts';
import type { SyntaxNode } from '../syntax/syntaxNode.ts';
import { rangeOnLine, type TextRange } from '../syntax/textRange.ts';
import type { Gemfile } from './gemfile.ts';
import { collectBindings } from './gemfileBindings.ts';
import { collectComments } from './gemfileComments.ts';
import { unbrokenRanges } from './gemfileLines.ts';
import { resolveUri } from './gemfilePath.ts';
import type { Scope } from './gemfileScope.ts';
import { parseGemfile } from './gemfileTree.ts';
import { unknownValue } from './gemfileValue.ts';
import { type Findings, type GemfileFile, walkStatement } from './gemfileWalk.ts';
import { readGemspecStatement } from './gemspecStatement.ts';

/**
 * The text of another file that a Gemfile names, by its URI; undefined for a file that is not there. A URI that ends in `/*.gemspec` asks
 * for the only gemspec of that folder.
 */
export type ReadOther = (uri: string) => string | undefined;

const textStart = rangeOnLine(0, 0, 0);

/** How deep `eval_gemfile` may nest: a file may evaluate itself. */
const deepestEvaluation = 10;

/** How many other files one Gemfile may have read, and how much text in all: each costs as much as a Gemfile. */
const mostOthers = 200;
const mostOtherText = 1_000_000;

/**
 * Reads a Gemfile or gems.rb without running it. What cannot be known is `unknown` or listed as opaque. Never throws: half-typed text
 * gives fewer facts. Without `readOther`, what other files declare is opaque.
 */
export function readGemfile(
  uri: string,
  text: string,
  parser: RubyParser,
  readOther: ReadOther = () => undefined,
): Gemfile {
  const findings: Findings = {
    declarations: [],
    opaque: [],
    blocks: [],
    preamble: [],
    unbroken: [],
    gemspecs: [],
    overrides: [],
    lockfile: undefined,
    budget: 20_000,
  };
  const outermost: Scope = {
    uri,
    lookup: () => unknownValue,
    groups: [],
    source: 'default',
    conditional: false,
    limited: false,
    looped: false,
    topLevel: true,
    depth: 0,
  };
  const syntaxError = readFile(text, outermost, { parser, readOther: bounded(readOther), findings });
  const { budget: _, ...found } = findings;
  return {
    uri,
    ...found,
    opaque: withoutRepeats(found.opaque),
    syntaxError,
  };
}

function bounded(readOther: ReadOther): ReadOther {
  let files = mostOthers;
  let characters = mostOtherText;
  return (uri) => {
    const text = files <= 0 ? undefined : readOther(uri);
    if (text === undefined) {
      return undefined;
    }
    files--;
    characters -= text.length;
    return characters < 0 ? undefined : text;
  };
}

interface Reading {
  readonly parser: RubyParser;
  readonly readOther: ReadOther;
  readonly findings: Findings;
}

/** Reads one file into the findings and returns its first syntax error. */
function readFile(text: string, scope: Scope, reading: Reading): TextRange | undefined {
  const tree = parseGemfile(text, reading.parser);
  if (tree === undefined || tree.isTooDeep) {
    const range = tree?.root.range ?? textStart;
    reading.findings.opaque.push(range);
    return range;
  }
  const { root, syntaxError } = tree;
  if (scope.depth === 0) {
    reading.findings.unbroken.push(...unbrokenRanges(root));
  }
  const bindings = collectBindings(root);
  const file: GemfileFile = {
    comments: collectComments(root, text.split(/\r?\n/)),
    gitSources: text.includes('git_source') ? namedGitSources(root) : new Set(),
    findings: reading.findings,
    evaluate: (path, inner) => evaluate(path, inner, reading),
    gemspec: (call, inner) => readGemspecStatement(call, inner, reading),
  };
  for (const statement of root.namedChildren) {
    walkStatement(statement, { ...scope, lookup: (name) => bindings.lookup(name, statement) }, file);
  }
  return syntaxError;
}

function evaluate(path: string, scope: Scope, reading: Reading): boolean {
  const uri = resolveUri(scope.uri, path);
  const text = uri === undefined || scope.depth >= deepestEvaluation ? undefined : reading.readOther(uri);
  if (uri === undefined || text === undefined) {
    return false;
  }
  readFile(text, { ...scope, uri, depth: scope.depth + 1 }, reading);
  return true;
}

function namedGitSources(root: SyntaxNode): ReadonlySet<string> {
  const names = root
    .ofType('call')
    .filter((call) => call.child('method')?.text === 'git_source')
    .map((call) => call.child('arguments')?.namedChildren[0]?.text.replace(/^:?["']?|["']$/g, ''));
  return new Set(names.filter((name) => name !== undefined));
}

function withoutRepeats(ranges: readonly TextRange[]): readonly TextRange[] {
  return [...new Map(ranges.map((range) => [JSON.stringify(range), range])).values()];
}
