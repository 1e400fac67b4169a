import { comparePositions, type Position, type TextRange } from '../syntax/textRange.ts';
import { isExplained, versionKeptOut } from './declaredPin.ts';
import type { GemDeclaration, Gemfile } from './gemfile.ts';
import type { Pin, PinEdit, PinEdits } from './pin.ts';
import { commentLines, indentOf, lineStart, pinComment, requirementArguments } from './pinLine.ts';
import { parsePinComment } from './removeWhen.ts';
import { compareVersions } from './version.ts';

/**
 * Changes the requirement of a gem that the Gemfile declares, and nothing else of its statement; says why in a comment, unless one says so
 * already.
 */
export function editDeclaration(
  text: string,
  gemfile: Gemfile,
  declaration: GemDeclaration,
  pin: Pin,
  maxLength: number,
): PinEdits {
  const { nameRange, requirementRange, uri } = declaration;
  const reason = refusal(gemfile, declaration, pin);
  if (reason !== undefined || nameRange === undefined) {
    return { ok: false, reason: reason ?? `${pin.gem} is named by an expression` };
  }
  const lines = text.split(/\r?\n/);
  const written =
    requirementRange === undefined ? undefined : lines[requirementRange.start.line]?.[requirementRange.start.character];
  const quote = (written ?? lines[nameRange.start.line]?.[nameRange.start.character]) === "'" ? "'" : '"';
  const requirements = requirementArguments(pin, quote);
  const requirementEdit: PinEdit =
    requirementRange === undefined
      ? { uri, range: at(nameRange.end), newText: `, ${requirements}` }
      : { uri, range: requirementRange, newText: requirements };
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  return { ok: true, edits: withReason(requirementEdit, lines, declaration, pin, { maxLength, eol }) };
}

function refusal(gemfile: Gemfile, declaration: GemDeclaration, pin: Pin): string | undefined {
  const { name, conditional, literal, source, uri, requirements } = declaration;
  if (uri !== gemfile.uri) {
    return `${name} is declared in another file, ${uri.slice(uri.lastIndexOf('/') + 1)}`;
  }
  if (conditional) {
    return `${name} is declared under a condition`;
  }
  if (source === 'git' || source === 'path') {
    return `${name} comes from ${source === 'git' ? 'a git repository' : 'a path'}, where versions are not chosen`;
  }
  if (gemfile.gemspecs.some(({ range }) => comparePositions(range.start, declaration.range.start) === 0)) {
    return `${name} is declared by the gemspec`;
  }
  if (!literal) {
    return `the requirement of ${name} is an expression`;
  }
  return String(requirements) === String(pin.requirements)
    ? `the Gemfile requires ${name} ${pin.requirements.join(', ')} already`
    : undefined;
}

/** The edit, and the comment behind the statement or, where something stands there or the line would be too long, above it. */
function withReason(
  edit: PinEdit,
  lines: readonly string[],
  declaration: GemDeclaration,
  pin: Pin,
  { maxLength, eol }: { readonly maxLength: number; readonly eol: string },
): readonly PinEdit[] {
  const comment = pinComment(pin);
  const { range, uri } = declaration;
  const { line, character } = range.end;
  const last = lines[line] ?? '';
  const rest = last.slice(character);
  if (comment === '' || saysAlready(declaration, comment)) {
    return [edit];
  }
  const end = { line, character: last.length };
  const onLastLine = edit.range.end.line === line;
  const newLast = onLastLine
    ? last.slice(0, edit.range.start.character) + edit.newText + last.slice(edit.range.end.character, character)
    : last.slice(0, character);
  // What was held at before is true no more.
  const held = /^\s*# held at /;
  const top = held.test(lines[range.start.line - 1] ?? '') ? range.start.line - 1 : range.start.line;
  const head = { start: lineStart(top, lines), end: lineStart(range.start.line, lines) };
  const onlyCloses = line > range.start.line && /^\s*(?:[)\]}]|end\b)/.test(last);
  if (!onlyCloses && (rest.trim() === '' || held.test(rest)) && `${newLast} # ${comment}`.length <= maxLength) {
    const behind = ` # ${comment}`;
    const removed = top < range.start.line ? [{ uri, range: head, newText: '' }] : [];
    return onLastLine
      ? [
          ...removed,
          {
            uri,
            range: { start: edit.range.start, end },
            newText: edit.newText + last.slice(edit.range.end.character, character) + behind,
          },
        ]
      : [...removed, edit, { uri, range: { start: range.end, end }, newText: behind }];
  }
  const indent = indentOf(lines[range.start.line]);
  const above = commentLines(comment, { indent, maxLength }).map((text) => text + eol);
  const tail = held.test(rest) ? [{ uri, range: { start: range.end, end }, newText: '' }] : [];
  return [{ uri, range: head, newText: above.join('') }, edit, ...tail];
}

/** Whether the statement's comment keeps the same version out, or explains a pin for which there is nothing more to say. */
function saysAlready({ name, comment: written = '' }: GemDeclaration, comment: string): boolean {
  const [said, now] = [parsePinComment(written), parsePinComment(comment)];
  const [before, keptOut] = [versionKeptOut(name, said), versionKeptOut(name, now)];
  const isSame = before !== undefined && keptOut !== undefined && compareVersions(before, keptOut) === 0;
  const isOutdated = /^held at /.test(said.reason) && said.reason !== now.reason;
  return isExplained(name, said) && (keptOut === undefined ? !isOutdated : isSame);
}

function at(position: Position): TextRange {
  return { start: position, end: position };
}
