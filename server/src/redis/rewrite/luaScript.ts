import type { TextRange } from '../../syntax/textRange.ts';
import type { Expression } from '../expression.ts';
import type { Site } from './site.ts';

/** A script that is sent to the server as text. */
export interface LuaScript {
  readonly text: string;
  /** Where it stands in the file of the call, when it is a plain string on one line there. */
  readonly literal: Expression | undefined;
}

/** A `redis.call` or `redis.pcall` in a script. */
export interface LuaCall {
  /** In capitals. */
  readonly command: string;
  /** The source of each argument behind the command word. */
  readonly args: readonly string[];
  /** The command word in the file, when the script is a literal there. */
  readonly range: TextRange | undefined;
}

/** The script of an EVAL or SCRIPT LOAD; undefined where its text is not known. */
export function luaScript(site: Site): LuaScript | undefined {
  const { command, args } = site.call;
  const [first, second] = args;
  const isLoad = command === 'SCRIPT' && /^:?["']?load/i.test(first === undefined ? '' : site.text(first.range));
  const argument = command === 'EVAL' || command === 'EVAL_RO' ? first : isLoad ? second : undefined;
  if (argument === undefined) {
    return undefined;
  }
  const script = site.resolve(argument);
  const text = textOf(script);
  const source = script === argument ? site.text(argument.range) : '';
  const isLiteral = script.kind === 'string' && /^["'][^\n]*["']$/.test(source) && !source.includes('\\');
  return text === undefined ? undefined : { text, literal: isLiteral ? argument : undefined };
}

function textOf(script: Expression): string | undefined {
  if (script.kind === 'string') {
    return script.value;
  }
  return script.kind === 'template'
    ? script.parts.map((part) => (typeof part === 'string' ? part : '?')).join('')
    : undefined;
}

/** The commands that a script sends, in order. */
export function luaCalls(script: LuaScript): readonly LuaCall[] {
  const code = withoutComments(script.text);
  return [...code.matchAll(/\bredis\.p?call\s*\(\s*(["'])(\w+)\1/g)].map((match) => {
    const [whole, , word = ''] = match;
    const end = match.index + whole.length;
    return {
      command: word.toUpperCase(),
      args: argumentsFrom(code.slice(end)),
      range: script.literal && rangeWithin(script.literal, end - 1 - word.length, word.length),
    };
  });
}

/** The script with blanks for its comments, so that all else stays where it is. */
function withoutComments(text: string): string {
  const parts = /"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|--\[(=*)\[[\s\S]*?(?:\]\1\]|$)|--[^\n]*/g;
  return text.replace(parts, (part) => (part.startsWith('--') ? part.replace(/[^\n]/g, ' ') : part));
}

/** What stands between the commas up to the bracket that closes the call. */
function argumentsFrom(code: string): readonly string[] {
  const args: string[] = [];
  let depth = 0;
  let from = 0;
  for (const { 0: token, index } of code.matchAll(/"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|[()[\]{},]/g)) {
    const closes = depth === 0 && token === ')';
    if (depth === 0 && (token === ',' || closes)) {
      args.push(code.slice(from, index).trim());
      from = index + 1;
    }
    if (closes) {
      break;
    }
    depth += /[([{]/.test(token[0] ?? '') ? 1 : /[)\]}]/.test(token[0] ?? '') ? -1 : 0;
  }
  // What stands before the first comma is the rest of the command word: nothing.
  return args.slice(1);
}

function rangeWithin({ range }: Expression, offset: number, length: number): TextRange {
  const character = range.start.character + 1 + offset;
  return {
    start: { line: range.start.line, character },
    end: { line: range.start.line, character: character + length },
  };
}
