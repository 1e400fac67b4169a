import { rangeOnLine, type TextRange } from '../textRange.ts';

/** A line of a lock without its line break. */
export interface Line {
  readonly text: string;
  /** 0-based. */
  readonly number: number;
  /** How many characters the file has before `text` on this line: 1 for a byte order mark. */
  readonly offset: number;
}

/** Where an entry stands on its line. A lock has thousands of them, so ranges are made only where they are asked for. */
export class EntryPlace {
  readonly line: number;
  readonly start: number;
  readonly nameEnd: number;
  readonly end: number;

  constructor(line: number, start: number, nameEnd: number, end: number) {
    this.line = line;
    this.start = start;
    this.nameEnd = nameEnd;
    this.end = end;
  }

  /** From the name to the end of the parentheses or the `!`. */
  get range(): TextRange {
    return rangeOnLine(this.line, this.start, this.end);
  }

  get nameRange(): TextRange {
    return rangeOnLine(this.line, this.start, this.nameEnd);
  }
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
  readonly place: EntryPlace;
}

/** The entry on a line, or undefined when it is indented as no entry is. White space at the end is passed over. */
export function readEntry({ text: line, number, offset }: Line): Entry | undefined {
  const text = line.trimEnd();
  const indent = indentation(text);
  if (indent !== 2 && indent !== 4 && indent !== 6) {
    return undefined;
  }
  const end = bodyEnd(text);
  const tail = end < text.length ? text.slice(end + 1) : undefined;
  const pinned = text[end - 1] === '!';
  const close = pinned ? end - 1 : end;
  const open = text[close - 1] === ')' ? text.indexOf(' (', indent) : -1;
  const nameEnd = open < 0 ? close : open;
  const inner = open < 0 ? undefined : text.slice(open + 2, close - 1);
  const dash = inner?.indexOf('-') ?? -1;
  return {
    indent,
    name: text.slice(indent, nameEnd),
    version: dash < 0 ? inner : inner?.slice(0, dash),
    platform: dash < 0 ? undefined : inner?.slice(dash + 1),
    pinned,
    tail,
    place: new EntryPlace(number, offset + indent, offset + nameEnd, offset + end),
  };
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

/** Where a line ends but for a tail, which a space parts from the parentheses. */
function bodyEnd(text: string): number {
  const space = text.lastIndexOf(' ');
  const closed = text[space - 1] === ')' || (text[space - 1] === '!' && text[space - 2] === ')');
  return closed ? space : text.length;
}
