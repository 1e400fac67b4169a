import type { Position } from '../syntax/textRange.ts';
import { isExplained } from './declaredPin.ts';
import type { GemDeclaration, Gemfile } from './gemfile.ts';
import type { PinEdit, PinEdits } from './pin.ts';
import { lineStart } from './pinLine.ts';
import { parsePinComment, pinCommentStart } from './removeWhen.ts';

/**
 * Takes a pin out of a Gemfile again. A statement that stands there only to pin a gem that others pull goes with its comment; a gem that
 * the application declares for itself loses its requirement and the pin's comment. `pulled`: other locked gems bring it into all of
 * its groups.
 */
export function pinRemoval(text: string, gemfile: Gemfile, gem: string, pulled: boolean): PinEdits {
  const [declaration, another] = gemfile.declarations.filter(({ name }) => name === gem);
  if (declaration === undefined || another !== undefined) {
    return { ok: false, reason: `the Gemfile does not declare ${gem} exactly once` };
  }
  if (gemfile.syntaxError !== undefined || declaration.uri !== gemfile.uri || !declaration.literal) {
    return { ok: false, reason: `the statement that declares ${gem} cannot be changed alone` };
  }
  const lines = text.split(/\r?\n/);
  const statement = textOf(lines, declaration);
  const standsAlone =
    (lines[declaration.range.start.line] ?? '').slice(0, declaration.range.start.character).trim() === '' &&
    /^\s*(?:#.*)?$/.test((lines[declaration.range.end.line] ?? '').slice(declaration.range.end.character));
  const onlyPins = pulled && /\brequire:\s*false\b|:require\s*=>\s*false\b/.test(statement);
  if (onlyPins && standsAlone && !declaration.conditional) {
    return { ok: true, edits: [deletion(lines, gemfile.uri, declaration)] };
  }
  return declaration.requirementRange === undefined
    ? { ok: false, reason: `${gem} has no requirement` }
    : { ok: true, edits: loosening(lines, gemfile.uri, declaration) };
}

/** Deletes statement and comment, and the empty line that would stay behind twice. */
function deletion(lines: readonly string[], uri: string, declaration: GemDeclaration): PinEdit {
  const [first] = pinCommentLines(lines, declaration);
  let from = first ?? declaration.range.start.line;
  let next = declaration.range.end.line + 1;
  const isBlank = (line: number) => (lines[line] ?? '').trim() === '';
  if (from > 0 && isBlank(from - 1) && (isBlank(next) || /^\s*(?:end\b|\})/.test(lines[next] ?? ''))) {
    from--;
  } else if (isBlank(next) && next < lines.length - 1 && isHeadOfBlock(lines[from - 1])) {
    next++;
  }
  if (next < lines.length) {
    return { uri, range: { start: lineStart(from, lines), end: { line: next, character: 0 } }, newText: '' };
  }
  const start: Position =
    from === 0 ? lineStart(0, lines) : { line: from - 1, character: lines[from - 1]?.length ?? 0 };
  return { uri, range: { start, end: { line: next - 1, character: lines[next - 1]?.length ?? 0 } }, newText: '' };
}

/** `group :test do`: below it stands no empty line. */
function isHeadOfBlock(line: string | undefined): boolean {
  return line !== undefined && /(?:\bdo|\{)\s*(?:\|[^|]*\|)?\s*(?:#.*)?$/.test(line);
}

/** Deletes the requirement arguments and the comment that explains them. */
function loosening(lines: readonly string[], uri: string, declaration: GemDeclaration): PinEdit[] {
  const { nameRange, requirementRange, range } = declaration;
  const edits: PinEdit[] = [];
  for (const line of pinCommentLines(lines, declaration)) {
    edits.push({ uri, range: { start: lineStart(line, lines), end: { line: line + 1, character: 0 } }, newText: '' });
  }
  if (nameRange !== undefined && requirementRange !== undefined) {
    edits.push({ uri, range: { start: nameRange.end, end: requirementRange.end }, newText: '' });
  }
  const last = lines[range.end.line] ?? '';
  const behind = last.slice(range.end.character);
  if (isPinComment(declaration.name, behind)) {
    edits.push({
      uri,
      range: { start: range.end, end: { line: range.end.line, character: last.length } },
      newText: '',
    });
  }
  return joined(edits);
}

/** The lines above a statement that explain its pin, without what the comment says of the gem before. */
function pinCommentLines(lines: readonly string[], { name, range }: GemDeclaration): readonly number[] {
  let first = range.start.line;
  while (first > 0 && /^\s*#/.test(lines[first - 1] ?? '')) {
    first--;
  }
  const above = Array.from({ length: range.start.line - first }, (_, index) => first + index);
  const own = above.slice(pinCommentStart(above.map((line) => lines[line] ?? '')));
  return isPinComment(name, own.map((line) => lines[line]).join('\n')) ? own : [];
}

function isPinComment(gem: string, comment: string): boolean {
  return isExplained(gem, parsePinComment(comment));
}

/** Edits that touch, as one. */
function joined(edits: readonly PinEdit[]): PinEdit[] {
  const result: PinEdit[] = [];
  for (const edit of edits) {
    const last = result.at(-1);
    const touches =
      last?.range.end.line === edit.range.start.line && last.range.end.character === edit.range.start.character;
    if (last !== undefined && touches) {
      result[result.length - 1] = {
        ...last,
        range: { start: last.range.start, end: edit.range.end },
        newText: last.newText + edit.newText,
      };
    } else {
      result.push(edit);
    }
  }
  return result;
}

function textOf(lines: readonly string[], { range }: GemDeclaration): string {
  const inside = lines.slice(range.start.line, range.end.line + 1).join('\n');
  const tail = (lines[range.end.line] ?? '').length - range.end.character;
  return inside.slice(range.start.character, inside.length - tail);
}
