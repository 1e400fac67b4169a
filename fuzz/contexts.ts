import { TextDocument } from 'vscode-languageserver-textdocument';
import { applyEdits } from '../server/src/linter/applyFixes.ts';
import { fileKind } from '../server/src/syntax/fileKind.ts';
import type { RubyParser } from '../server/src/syntax/rubyParser.ts';
import type { TextRange } from '../server/src/syntax/textRange.ts';
import type { FixtureFile } from '../test/support/fixture.ts';
import { callsIn, fuzzFolder, offers } from './fixes.ts';
import type { TreeReader } from './syntaxJudge.ts';

/** What may stand around a call. */
const contexts: readonly (readonly [before: string, behind: string])[] = [
  ['', ''],
  ['!', ''],
  ['y = ', ''],
  ['y ||= ', ''],
  ['y && ', ''],
  ['', ' || y'],
  ['', ' == 1'],
  ['1 + ', ''],
  ['', ' ? 1 : 2'],
  ['y ? ', ' : 2'],
  ['', ' if y'],
  ['', ' and y'],
  ['y if ', ''],
  ['puts ', ''],
  ['puts y, ', ''],
  ['[', ', y]'],
  ['"#{', '}"'],
  ['', '.to_s'],
  ['', '.size'],
  ['', '.each { |x| y x }'],
  ['(y || ', ').size'],
  ['(y || ', ').each { |x| y x }'],
  ['(y ? ', ' : y).include?("a")'],
  ['begin; ', '; rescue; 1; end.size'],
  ['begin; ', '; rescue; 1; end.each { |x| y x }'],
  ['return ', ''],
  ['y = [*', ']'],
  ['', ' rescue nil'],
  ['->(x) { ', ' }'],
  ['y | ', ''],
  ['y & ', ''],
  ['y ^ ', ''],
  ['y << ', ''],
  ['-', ''],
  ['not ', ''],
  ['y |\n', ''],
  ['y &&\n', ''],
  ['y =\n', ''],
  ['y !=\n', ''],
  ['', '\n  .to_s'],
  ['', ' # why\n  # and why\n  &.to_s'],
  ['', ' !~ y'],
  ['', ' => z'],
  ['', ' in z'],
  ['', '..y'],
  ['', '[0]'],
  ['y(*', ')'],
  ['y(**y, z: ', ')'],
  ['{ z: ', ' }'],
  ['y[', '] = 1'],
  ['y.z = ', ''],
  ['y, z = ', ', 1'],
  ['y += ', ''],
  ['yield ', ''],
  ['y y, ', ' do 1 end'],
  ['y do |z| ', ' end'],
  ['def y = ', ''],
  ['def y(z = ', ') = z'],
  ['while ', ' do y end'],
  ['', ' until y'],
  ['case ', '\nwhen 1 then y end'],
  ['case y\nwhen ', ' then 1 end'],
  ['for z in ', ' do y end'],
  ['defined?(', ')'],
  ['y; ', '; z'],
];

/** What came of putting calls into contexts. */
export interface ContextsResult {
  readonly tried: number;
  /** Edits that were offered. */
  readonly edits: number;
  readonly failures: readonly string[];
}

/**
 * Puts each Redis call of the projects into each context, of which every `each`th is tried. Whatever an edit makes of the call, or of a longer
 * expression, must be one expression there: in parentheses it makes the same program, and what stood around it is still there.
 */
export async function runContexts(
  projects: readonly (readonly FixtureFile[])[],
  parser: RubyParser,
  trees: TreeReader,
  each = 1,
): Promise<ContextsResult> {
  const result = { tried: 0, edits: 0, failures: [] as string[] };
  let number = 0;
  for (const files of projects) {
    for (const { path, text } of files.filter((file) => fileKind(file.path) === 'ruby')) {
      for (const { range } of callsIn(files, path, parser)) {
        for (const [before, behind] of contexts) {
          if (number++ % each === 0) {
            await tryContext({ files, path, text, range, before, behind }, parser, trees, result);
          }
        }
      }
    }
  }
  return result;
}

interface Placed {
  readonly files: readonly FixtureFile[];
  readonly path: string;
  readonly text: string;
  readonly range: TextRange;
  readonly before: string;
  readonly behind: string;
}

async function tryContext(
  { files, path, text, range, before, behind }: Placed,
  parser: RubyParser,
  trees: TreeReader,
  result: { tried: number; edits: number; failures: string[] },
): Promise<void> {
  const uri = `${fuzzFolder}/${path}`;
  const form = applyEdits(text, [
    { uri, range: { start: range.start, end: range.start }, newText: before },
    { uri, range: { start: range.end, end: range.end }, newText: behind },
  ]);
  if ((await trees.digest(form)) === undefined) {
    return;
  }
  result.tried++;
  const project = files.map((file) => (file.path === path ? { ...file, text: form } : file));
  const document = TextDocument.create('', '', 0, form);
  const calls = callsIn(project, path, parser).map((call) => spanOf(document, call.range));
  const place = document.offsetAt(range.start) + before.length;
  for (const { title, changed } of offers(project, path, parser, { atOnce: false })) {
    const edits = changed.find(([changedUri]) => changedUri === uri)?.[1] ?? [];
    const own = calls.find(({ start }) => start === place);
    const spans = edits.map((edit) => spanOf(document, edit.range));
    const isHere = own !== undefined && spans.some(({ start, end }) => start <= own.end && end >= own.start);
    if (/^(?:Fix all|Suppress)/.test(title) || !isHere) {
      continue;
    }
    result.edits++;
    const start = Math.min(own.start, ...spans.map((span) => span.start));
    const end = Math.max(own.end, ...spans.map((span) => span.end));
    const after = applyEdits(form, edits);
    const meaning = await trees.digest(after);
    const wanted = await trees.digest(inParentheses(after, start, end + after.length - form.length));
    if (meaning !== undefined && (await trees.digest(inParentheses(form, start, end))) !== (await trees.digest(form))) {
      continue;
    }
    const isKept = start >= place || behind === '' || after.includes(behind) || !/^\(|^begin/.test(before);
    if (meaning === undefined || (wanted !== undefined && wanted !== meaning) || !isKept) {
      result.failures.push(`${path}: ${title}\n--- before\n${form}\n--- after\n${after}`);
    }
  }
}

function inParentheses(text: string, start: number, end: number): string {
  return `${text.slice(0, start)}(${text.slice(start, end)})${text.slice(end)}`;
}

function spanOf(document: TextDocument, range: TextRange): { readonly start: number; readonly end: number } {
  return { start: document.offsetAt(range.start), end: document.offsetAt(range.end) };
}
