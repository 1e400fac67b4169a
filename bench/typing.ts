import type { TextRange } from '../server/src/syntax/textRange.ts';

/** One edit as an editor sends it. */
export interface Keystroke {
  readonly range: TextRange;
  readonly text: string;
}

const word = 'members_of_the_account';

/**
 * Someone who types and deletes all over a file, character by character. Each edit stands before a Redis call on its line, so that the
 * call's finding moves; the text is the same again after every word.
 */
export function* typing(text: string, count: number): Generator<Keystroke> {
  const lines = text.split('\n').flatMap((line, number) => (line.includes('redis.smembers') ? [number] : []));
  let given = 0;
  for (let place = 0; ; place = (place + 37) % lines.length) {
    const line = lines[place] ?? 0;
    const from = 4;
    for (let letter = 0; letter < word.length; letter++) {
      yield insertion(line, from + letter, word[letter] ?? '');
      if (++given === count) return;
    }
    for (let left = word.length; left > 0; left--) {
      yield removal(line, from + left - 1);
      if (++given === count) return;
    }
  }
}

/** The text after a keystroke. */
export function typed(before: string, { range, text }: Keystroke): string {
  const lines = before.split('\n');
  const line = lines[range.start.line] ?? '';
  lines[range.start.line] = line.slice(0, range.start.character) + text + line.slice(range.end.character);
  return lines.join('\n');
}

function insertion(line: number, character: number, text: string): Keystroke {
  return { range: { start: { line, character }, end: { line, character } }, text };
}

function removal(line: number, character: number): Keystroke {
  return { range: { start: { line, character }, end: { line, character: character + 1 } }, text: '' };
}
