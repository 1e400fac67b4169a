import { rangeOnLine, type TextRange } from '../textRange.ts';

/** A line of a lock without its line break. */
export interface Line {
  readonly text: string;
  /** 0-based. */
  readonly number: number;
  /** How many characters the file has before `text` on this line: 1 for a byte order mark. */
  readonly offset: number;
}

/** An indented line as Bundler's pattern cuts it: `name (version-platform)! tail`. */
export interface Entry {
  readonly indent: 2 | 4 | 6;
  readonly name: string;
  /** Between the parentheses up to the first `-`; undefined without parentheses. */
  readonly version: string | undefined;
  readonly platform: string | undefined;
  readonly pinned: boolean;
  /** What follows the parentheses: the checksums, where they are in place. */
  readonly tail: string | undefined;
  /** From the name to the end of the parentheses or the `!`. */
  readonly range: TextRange;
  readonly nameRange: TextRange;
}

/** The entry on a line, or undefined when it is indented as no entry is. White space at the end is passed over. */
export function readEntry(line: Line): Entry | undefined {
  const text = line.text.trimEnd();
  const indent = indentation(text);
  if (indent !== 2 && indent !== 4 && indent !== 6) {
    return undefined;
  }
  const { end, tail } = splitTail(text);
  const pinned = text[end - 1] === '!';
  const bodyEnd = pinned ? end - 1 : end;
  const open = text[bodyEnd - 1] === ')' ? text.indexOf(' (', indent) : -1;
  const nameEnd = open < 0 ? bodyEnd : open;
  const range = rangeOnLine(line.number, line.offset + indent, line.offset + end);
  const nameRange = rangeOnLine(line.number, line.offset + indent, line.offset + nameEnd);
  const named = { indent, name: text.slice(indent, nameEnd), pinned, tail, range, nameRange } as const;
  if (open < 0) {
    return { ...named, version: undefined, platform: undefined };
  }
  const inner = text.slice(open + 2, bodyEnd - 1);
  const dash = inner.indexOf('-');
  return dash < 0
    ? { ...named, version: inner, platform: undefined }
    : { ...named, version: inner.slice(0, dash), platform: inner.slice(dash + 1) };
}

/** The text of a line without the spaces around it. */
export function contentRange(line: Line): TextRange {
  const start = line.text.length - line.text.trimStart().length;
  return rangeOnLine(line.number, line.offset + start, line.offset + Math.max(start, line.text.trimEnd().length));
}

function indentation(text: string): number {
  let indent = 0;
  while (text[indent] === ' ') {
    indent++;
  }
  return indent;
}

function splitTail(text: string): { end: number; tail: string | undefined } {
  const space = text.lastIndexOf(' ');
  const before = text.slice(Math.max(space - 2, 0), Math.max(space, 0));
  const closed = before.endsWith(')') || before === ')!';
  return closed ? { end: space, tail: text.slice(space + 1) } : { end: text.length, tail: undefined };
}
