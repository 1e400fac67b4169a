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
  /** The rest of its line behind the command word: where the arguments begin. */
  readonly rest: string;
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
  return [...script.text.matchAll(/\bredis\.p?call\s*\(\s*(["'])(\w+)\1([^\n]*)/g)].map((match) => {
    const [whole, , word = '', rest = ''] = match;
    const offset = match.index + whole.length - rest.length - 1 - word.length;
    return {
      command: word.toUpperCase(),
      rest,
      range: script.literal && rangeWithin(script.literal, offset, word.length),
    };
  });
}

function rangeWithin({ range }: Expression, offset: number, length: number): TextRange {
  const character = range.start.character + 1 + offset;
  return {
    start: { line: range.start.line, character },
    end: { line: range.start.line, character: character + length },
  };
}
