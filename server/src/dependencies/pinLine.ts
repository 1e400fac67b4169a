import type { Position } from '../syntax/textRange.ts';
import type { Pin } from './pin.ts';

/** Where a line begins: behind the byte order mark of a file. */
export function lineStart(line: number, lines: readonly string[]): Position {
  return { line, character: line === 0 && lines[0]?.startsWith('\ufeff') ? 1 : 0 };
}

/** How far a line is indented. */
export function indentOf(line: string | undefined): string {
  return /^\ufeff?([ \t]*)/.exec(line ?? '')?.[1] ?? '';
}

/** How the gems around a pin are written. */
export interface PinStyle {
  readonly indent: string;
  readonly quote: '"' | "'";
  readonly parentheses: boolean;
  /** The longest line that the project allows. */
  readonly maxLength: number;
}

/**
 * The lines of a new pin. `require: false`: without it `Bundler.require` would load a gem at boot that the application never loaded itself.
 * `group` is what the statement itself must say, where no block says it.
 */
export function pinLines(pin: Pin, group: readonly string[], style: PinStyle): readonly string[] {
  const { quote, parentheses, indent } = style;
  const args = [
    `${quote}${pin.gem}${quote}`,
    requirementArguments(pin, quote),
    ...(group.length === 0 ? [] : [`group: ${groupValue(group)}`]),
    'require: false',
  ].join(', ');
  const statement = indent + (parentheses ? `gem(${args})` : `gem ${args}`);
  return withComment(statement, pin, style);
}

/** The requirements as arguments of `gem`. */
export function requirementArguments(pin: Pin, quote: PinStyle['quote']): string {
  return pin.requirements.map((requirement) => `${quote}${requirement}${quote}`).join(', ');
}

/** A statement with the pin's comment behind it, or in the lines above where one line would be too long. */
function withComment(statement: string, pin: Pin, style: Pick<PinStyle, 'indent' | 'maxLength'>): readonly string[] {
  const comment = pinComment(pin);
  if (comment === '') {
    return [statement];
  }
  const line = `${statement} # ${comment}`;
  return line.length <= style.maxLength ? [line] : [...commentLines(comment, style), statement];
}

/** The comment as lines of their own, broken between words. */
export function commentLines(comment: string, { indent, maxLength }: Pick<PinStyle, 'indent' | 'maxLength'>): string[] {
  const start = `${indent}#`;
  const lines = [start];
  for (const word of comment.split(' ')) {
    const last = lines.at(-1) ?? start;
    if (last !== start && last.length + 1 + word.length > maxLength) {
      lines.push(`${start} ${word}`);
    } else {
      lines[lines.length - 1] = `${last} ${word}`;
    }
  }
  return lines;
}

/** The comment's text without `#`: why, and what must hold before the pin may go. */
export function pinComment(pin: Pin): string {
  const condition = pin.removeWhen === undefined ? '' : `remove-when: ${pin.removeWhen}`;
  // Both may come from a configuration: behind a line end they would be code.
  const parts = [pin.reason, condition].map((part) => part.replace(/\s+/g, ' ').trim());
  return parts.filter((part) => part !== '').join('; ');
}

function groupValue(group: readonly string[]): string {
  const [only, another] = group;
  if (group.every((name) => /^[A-Za-z_]\w*$/.test(name))) {
    return another === undefined ? `:${only}` : `%i[${group.join(' ')}]`;
  }
  const names = group.map((name) => JSON.stringify(name).replaceAll('#', '\\#'));
  return another === undefined ? (names[0] ?? '') : `[${names.join(', ')}]`;
}
