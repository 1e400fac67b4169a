import { fileKind } from '../syntax/fileKind.ts';
import type { Lockfile } from '../syntax/lockfile/lockfile.ts';
import type { Gemfile } from './gemfile.ts';
import type { Pin, PinEdit, PinEdits } from './pin.ts';
import { editDeclaration } from './pinDeclared.ts';
import { outdatedBecause } from './pinFreshness.ts';
import { pinLines } from './pinLine.ts';
import { findPlace, quoteOf } from './pinPlace.ts';
import { foreignBecause, unchosenBecause } from './pinSource.ts';

/** Where RuboCop's Layout/LineLength stands when a project says nothing. */
export const defaultLineLength = 120;

/**
 * Writes a pin into a Gemfile: in the block of its groups, at its sorted place, in the style of its neighbours, with the comment that says
 * why and until when. A gem that is declared already gets its requirement changed, never a second statement. `lock` is the lock of this
 * Gemfile as it stands.
 */
export function pinEdit(
  text: string,
  gemfile: Gemfile,
  lock: Lockfile,
  pin: Pin,
  maxLineLength: number = defaultLineLength,
): PinEdits {
  const reason = refusal(text, gemfile, lock) ?? unchosenBecause(lock, pin.gem);
  if (reason !== undefined) {
    return { ok: false, reason };
  }
  const declared = gemfile.declarations.filter(({ name }) => name === pin.gem);
  const [only, another] = declared;
  if (another !== undefined) {
    return { ok: false, reason: `the Gemfile declares ${pin.gem} more than once` };
  }
  if (only !== undefined) {
    return editDeclaration(text, gemfile, only, pin, maxLineLength);
  }
  if (lock.dependencies.some(({ name }) => name === pin.gem)) {
    return { ok: false, reason: `${pin.gem} is declared where it cannot be read without running the Gemfile` };
  }
  const foreign = foreignBecause(text, gemfile, lock, pin.gem);
  if (foreign !== undefined) {
    return { ok: false, reason: foreign };
  }
  return { ok: true, edits: [insertion(text, gemfile, pin, maxLineLength)] };
}

function refusal(text: string, gemfile: Gemfile, lock: Lockfile): string | undefined {
  if (fileKind(gemfile.uri) !== 'gemfile') {
    return 'this is not a Gemfile';
  }
  if (gemfile.syntaxError !== undefined) {
    return `the Gemfile has a syntax error on line ${gemfile.syntaxError.start.line + 1}`;
  }
  const outdated = outdatedBecause(gemfile, lock);
  if (outdated !== undefined) {
    return `the lock is out of date (${outdated}): run \`bundle lock\` first`;
  }
  const lines = text.split(/\r?\n/);
  const hasGlobalSource = gemfile.preamble.some(({ start }) => /^\s*source\b/.test(lines[start.line] ?? ''));
  if (!hasGlobalSource && gemfile.blocks.some(({ kind }) => kind === 'source')) {
    return 'the Gemfile has no source outside of its blocks';
  }
  return undefined;
}

function insertion(text: string, gemfile: Gemfile, pin: Pin, maxLength: number): PinEdit {
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const place = findPlace(text, gemfile, pin);
  const style = { indent: place.indent, parentheses: place.parentheses, quote: quoteOf(text, gemfile), maxLength };
  const lines = pinLines(pin, place.group, style).join(eol);
  const newText = place.before
    ? lines + eol
    : (place.blankBefore ? eol : '') + eol + lines + (place.blankAfter ? eol : '');
  return { uri: gemfile.uri, range: { start: place.position, end: place.position }, newText };
}
