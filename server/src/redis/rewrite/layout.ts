import type { TextRange } from '../../syntax/textRange.ts';
import type { Site } from './site.ts';

const continues = /(?:[,([{=+\-*/%<>?:.\\|&^]|\b(?:and|or|not))$/;

/** The line's text before and behind `range`, and the indentation of its first line. */
export function surroundings(site: Site, range: TextRange): { before: string; behind: string; indent: string } {
  const before = site.text({ start: { line: range.start.line, character: 0 }, end: range.start });
  const behind = site.text({ start: range.end, end: { line: range.end.line + 1, character: 0 } }).replace(/\r?\n$/, '');
  return { before, behind, indent: /^\s*/.exec(before)?.[0] ?? '' };
}

/**
 * Whether the call at `range` is a statement with its line (or lines) to itself, so that a line can be put before it or a modifier behind
 * it. The line above must not run on into it.
 */
export function standsAlone(site: Site, range: TextRange): boolean {
  const { before, behind } = surroundings(site, range);
  return before.trim() === '' && /^\s*(?:#.*)?$/.test(behind) && !continues.test(codeAbove(site, range.start.line));
}

/** The nearest line above that is neither blank nor a comment, without a comment behind its code. */
function codeAbove(site: Site, line: number): string {
  for (let above = line - 1; above >= 0; above--) {
    const text = site.text({ start: { line: above, character: 0 }, end: { line: above + 1, character: 0 } }).trim();
    if (text !== '' && !text.startsWith('#')) {
      return text.replace(/\s+#(?!\{).*$/, '').replace(/((?:\{|\bdo)\s*)\|[^|]*\|$/, '$1');
    }
  }
  return '';
}

const openBefore =
  /(?:^|[({,;[?:]|&&|\|\||(?:\{|\bdo)\s*\|[^|]*\||(?:^|[^=!<>])=|\b(?:if|unless|elsif|while|until|return|then|do|and|or|else|begin))\s*$/;
const openBehind = /^\s*(?:$|[)}\],;?:#]|&&|\|\||(?:if|unless|then|do|and|or|end|rescue)\b)/;
/** A line that ends so may run on into the next. */
const operatorAtEnd = /(?:[-+*/%<>=!&|^~.\\]|\b(?:not|defined\?))$/;

/** `text`, an operator expression that is to stand at `range`, in parentheses unless its neighbours bind weaker than a comparison. */
export function operand(site: Site, range: TextRange, text: string): string {
  return isOpenBefore(site, range) && isOpenBehind(site, range) ? text : `(${text})`;
}

function isOpenBefore(site: Site, range: TextRange): boolean {
  const { before } = surroundings(site, range);
  const above = before.trim() === '' ? codeAbove(site, range.start.line) : '';
  return openBefore.test(operatorAtEnd.test(above) ? above : before);
}

/** A line below that begins with a dot calls a method on what stands here. */
function isOpenBehind(site: Site, range: TextRange): boolean {
  const { behind } = surroundings(site, range);
  return (
    openBehind.test(behind) && !(/^\s*(?:#.*)?$/.test(behind) && /^&?\.(?!\.)/.test(codeBelow(site, range.end.line)))
  );
}

/** The nearest line below that is neither blank nor a comment. */
function codeBelow(site: Site, line: number): string {
  for (let below = line + 1; ; below++) {
    const text = site.text({ start: { line: below, character: 0 }, end: { line: below + 1, character: 0 } });
    if (text === '' || !/^\s*(?:#|$)/.test(text)) {
      return text.trim();
    }
  }
}
