import { comparePositions, type Position, type TextRange } from '../../syntax/textRange.ts';
import type { CallExpression } from '../expression.ts';
import { firstArgumentStart, hasParentheses } from './parentheses.ts';
import type { TextEdit } from './rewrite.ts';
import type { Site } from './site.ts';

/** What is to change in a call; everything else of its text stays as it is. */
export interface CallChange {
  /** Replaces the receiver's text. */
  readonly receiver?: string;
  /** Replaces the method's name. */
  readonly method?: string;
  /** Goes behind the last argument: `count: 1_000`. */
  readonly argument?: string;
  /** Goes behind the call, `.to_a`; bare arguments get parentheses. */
  readonly suffix?: string;
}

/** The smallest edits that make `change` to the call of the site, so that comments, heredocs and layout survive. */
export function changeCall(site: Site, change: CallChange, call: CallExpression = site.call.call): readonly TextEdit[] {
  const edits: TextEdit[] = [];
  if (change.receiver !== undefined && call.receiver !== undefined) {
    edits.push({ range: call.receiver.range, newText: change.receiver });
  }
  if (change.method !== undefined) {
    edits.push({ range: call.methodRange, newText: change.method });
  }
  const suffix = apart(site, call.range.end, change.suffix ?? '');
  const last = lastArgumentEnd(call);
  const parenthesised = hasParentheses(site, call);
  const argument = change.argument === undefined ? '' : (last === undefined ? '' : ', ') + change.argument;
  if (parenthesised) {
    edits.push(insert(last ?? afterOpening(call), argument), insert(callEnd(call), suffix));
  } else if (last === undefined) {
    edits.push(insert(call.methodRange.end, (argument === '' ? '' : `(${argument})`) + suffix));
  } else if (suffix === '') {
    edits.push(insert(last, argument));
  } else {
    edits.push({ range: { start: call.methodRange.end, end: firstArgumentStart(call) ?? last }, newText: '(' });
    edits.push(insert(last, argument), insert(lastEnd([...call.args, ...call.keywords]) ?? last, `)${suffix}`));
  }
  return edits.filter(({ range, newText }) => newText !== '' || !isEmpty(range));
}

/**
 * The edit that sends `command` instead: the method's name, or the command word of `call("DEL", k)` and `public_send(:del, k)` in the
 * quotes and the case that it has.
 */
export function renameCommand(site: Site, command: string): TextEdit {
  const { commandWord, command: old, call } = site.call;
  if (commandWord === undefined) {
    return { range: call.methodRange, newText: command.toLowerCase() };
  }
  const text = site.text(commandWord.range);
  const at = text.toUpperCase().indexOf(old);
  const word = text.slice(at, at + old.length);
  const renamed = word === word.toLowerCase() ? command.toLowerCase() : command;
  return { range: commandWord.range, newText: text.slice(0, at) + renamed + text.slice(at + old.length) };
}

/** Replaces the whole call, with its block. Only for a call on one line: on several there may be comments. */
export function replaceCall(call: CallExpression, newText: string): TextEdit {
  return { range: call.range, newText };
}

export function isOnOneLine(range: TextRange): boolean {
  return range.start.line === range.end.line;
}

/** The end of the last argument that is not `&block`: nothing may follow that one. */
function lastArgumentEnd(call: CallExpression): Position | undefined {
  return lastEnd([...call.args.filter(({ kind }) => kind !== 'blockArgument'), ...call.keywords]);
}

function lastEnd(parts: readonly { readonly range: TextRange }[]): Position | undefined {
  return parts
    .map(({ range }) => range.end)
    .sort(comparePositions)
    .at(-1);
}

/** `text` as it can be inserted at `at`: `(key)end` is Ruby, `(key).to_aend` another. */
function apart(site: Site, at: Position, text: string): string {
  const next = site.text({ start: at, end: { line: at.line, character: at.character + 1 } });
  return /\w$/.test(text) && /^[\w\P{ASCII}]/u.test(next) ? `${text} ` : text;
}

function afterOpening(call: CallExpression): Position {
  return call.argsRange?.start ?? call.methodRange.end;
}

function callEnd(call: CallExpression): Position {
  return call.range.end;
}

function insert(at: Position, newText: string): TextEdit {
  return { range: { start: at, end: at }, newText };
}

function isEmpty({ start, end }: TextRange): boolean {
  return comparePositions(start, end) === 0;
}
