import { applyEdits } from '../server/src/linter/applyFixes.ts';
import type { CallExpression, Expression } from '../server/src/redis/expression.ts';
import { fileKind } from '../server/src/syntax/fileKind.ts';
import type { RubyParser } from '../server/src/syntax/rubyParser.ts';
import type { Position, TextRange } from '../server/src/syntax/textRange.ts';
import type { FixtureFile } from '../test/support/fixture.ts';
import { callsIn, fuzzFolder, offers } from './fixes.ts';
import type { TreeReader } from './syntaxJudge.ts';

/** What came of writing the calls of projects in other ways. */
export interface FormsResult {
  /** Texts with one call written another way that mean the same to Ruby. */
  readonly forms: number;
  /** Edits that were offered in these. */
  readonly edits: number;
  readonly failures: readonly string[];
}

interface Edit {
  readonly range: TextRange;
  readonly newText: string;
}

/** A text, and another that says the same: what is done to the project's own for each. */
interface Form {
  readonly plain: readonly Edit[];
  readonly other: readonly Edit[];
}

/**
 * Writes the Redis calls of the projects in every other way that means the same: with more parentheses, fewer, on several lines, with a comment, each
 * also with arguments that bind loosely. An edit that is offered there must make the same program as one that is offered for the calls as they were; for
 * calls on several lines another one may be offered, which Ruby must accept.
 */
export async function runForms(
  projects: readonly (readonly FixtureFile[])[],
  parser: RubyParser,
  trees: TreeReader,
): Promise<FormsResult> {
  const result = { forms: 0, edits: 0, failures: [] as string[] };
  for (const files of projects) {
    for (const { path, text } of files.filter((file) => fileKind(file.path) === 'ruby')) {
      const attempt = new Attempt(files, path, parser, trees, result);
      const byName = new Map<string, Form[]>();
      for (const call of callsIn(files, path, parser)) {
        for (const [name, form] of formsOf(call, text)) {
          byName.set(name, [...(byName.get(name) ?? []), form]);
        }
      }
      for (const forms of byName.values()) {
        // All at once takes as long as one, but one that means something else spoils it.
        if (!(await attempt.compare(text, together(forms)))) {
          for (const form of forms) {
            await attempt.compare(text, form);
          }
        }
      }
    }
  }
  return result;
}

function together(forms: readonly Form[]): Form {
  return { plain: forms.flatMap(({ plain }) => plain), other: forms.flatMap(({ other }) => other) };
}

/** Compares what is offered in the forms of one file. */
class Attempt {
  readonly #files: readonly FixtureFile[];
  readonly #path: string;
  readonly #parser: RubyParser;
  readonly #trees: TreeReader;
  readonly #result: { forms: number; edits: number; failures: string[] };
  readonly #expected = new Map<string, Promise<ReadonlySet<string | undefined>>>();

  constructor(
    files: readonly FixtureFile[],
    path: string,
    parser: RubyParser,
    trees: TreeReader,
    result: { forms: number; edits: number; failures: string[] },
  ) {
    this.#files = files;
    this.#path = path;
    this.#parser = parser;
    this.#trees = trees;
    this.#result = result;
  }

  /** Whether the form says the same as the text, so that its edits can be compared. */
  async compare(text: string, { plain, other }: Form): Promise<boolean> {
    const [before, form] = [plain, other].map((edits) => applyEdits(text, edits.map(placed))) as [string, string];
    const meaning = await this.#trees.digest(before);
    if (meaning === undefined || (await this.#trees.digest(form)) !== meaning) {
      return false;
    }
    this.#result.forms++;
    const expected = await this.#expectedFor(before);
    for (const { title, after } of this.#edited(form)) {
      this.#result.edits++;
      const digest = await this.#trees.digest(after);
      // On several lines another edit may be offered than on one.
      const isRight =
        digest !== undefined && (expected.has(digest) || form.split('\n').length > before.split('\n').length);
      if (!isRight) {
        this.#result.failures.push(`${this.#path}: ${title}\n--- before\n${form}\n--- after\n${after}`);
      }
    }
    return true;
  }

  #expectedFor(text: string): Promise<ReadonlySet<string | undefined>> {
    const known = this.#expected.get(text);
    const expected = known ?? this.#meanings(text);
    this.#expected.set(text, expected);
    return expected;
  }

  async #meanings(text: string): Promise<ReadonlySet<string | undefined>> {
    const meanings = await Promise.all(this.#edited(text).map(({ after }) => this.#trees.digest(after)));
    return new Set(meanings.filter((meaning) => meaning !== undefined));
  }

  /** The text after each edit that is offered for one finding. */
  #edited(text: string): { title: string; after: string }[] {
    const uri = `${fuzzFolder}/${this.#path}`;
    const files = this.#files.map((file) => (file.path === this.#path ? { ...file, text } : file));
    return offers(files, this.#path, this.#parser, { atOnce: false }).flatMap(({ title, changed }) =>
      changed.flatMap(([changedUri, edits]) => {
        const counts = changedUri === uri && !/^(?:Fix all|Suppress)/.test(title);
        return counts ? [{ title, after: applyEdits(text, edits) }] : [];
      }),
    );
  }
}

function placed(edit: Edit): Edit & { readonly uri: string } {
  return { uri: '', ...edit };
}

/** Other ways to write a call, by what is done; some mean something else, which Ruby tells. */
function* formsOf(call: CallExpression, text: string): Generator<[name: string, form: Form]> {
  // What is offered for `del(*keys("a*"))` depends on whether both calls are on one client and one line.
  if (call.args.some(isAroundCall)) {
    return;
  }
  for (const [name, other] of layoutsOf(call, text)) {
    yield [name, { plain: [], other }];
  }
  for (const [index, { range }] of valuesOf(call).entries()) {
    for (const operator of [' + []', ' || nil', ' ? 1 : 2', ' && nil', ' == 1']) {
      const plain = [insert(range.start, '(('), insert(range.end, `)${operator})`)];
      yield [`${operator} ${index}`, { plain, other: [insert(range.start, '('), insert(range.end, `)${operator}`)] }];
    }
  }
}

function* layoutsOf(call: CallExpression, text: string): Generator<[name: string, edits: readonly Edit[]]> {
  const lines = text.split('\n');
  const at = (position: Position) => lines[position.line]?.[position.character] ?? '';
  // A key in parentheses is not found in the text where a rule looks for it.
  const names = valuesOf(call).filter(({ kind }) => kind !== 'string');
  for (const [index, { range }] of names.entries()) {
    yield [`value ${index}`, [insert(range.start, '('), insert(range.end, ')')]];
  }
  const { argsRange, receiver } = call;
  if (receiver !== undefined) {
    yield ['dot below', [insert(receiver.range.end, '\n      ')]];
    // Findings and fixes for several calls on one client know it by its text.
    const line = lines[receiver.range.start.line] ?? '';
    const own = line.slice(receiver.range.start.character, receiver.range.end.character);
    if (line.split(own).length === 2) {
      yield ['receiver', [insert(receiver.range.start, '('), insert(receiver.range.end, ')')]];
    }
  }
  if (argsRange === undefined) {
    yield ['parentheses', [insert(call.methodRange.end, '()')]];
    return;
  }
  const opening = before(argsRange.start);
  const closing = { start: argsRange.end, end: after(argsRange.end) };
  if (at(opening.start) !== '(' || at(argsRange.end) !== ')') {
    const gap = { start: call.methodRange.end, end: argsRange.start };
    yield ['parentheses', [{ range: gap, newText: '(' }, insert(argsRange.end, ')')]];
    return;
  }
  yield ['spaces', [insert(argsRange.start, ' '), insert(argsRange.end, ' ')]];
  yield ['comments', [insert(argsRange.start, ' # why\n        '), insert(argsRange.end, '\n      ')]];
  yield ['comma', [insert(argsRange.end, ',')]];
  yield ['comma and comment', [insert(argsRange.end, ', # why\n      ')]];
  yield [
    'bare',
    [
      { range: opening, newText: ' ' },
      { range: closing, newText: '' },
    ],
  ];
  if (names.length > 0) {
    yield ['apart', [insert(opening.start, ' ')]];
  }
}

function isAroundCall(argument: Expression): boolean {
  return argument.kind === 'splat' && argument.value?.kind === 'call' && argument.value.receiver !== undefined;
}

/** Arguments that may stand in parentheses. */
function valuesOf({ args, keywords }: CallExpression): readonly Expression[] {
  return [
    ...args.filter(({ kind }) => kind !== 'splat' && kind !== 'blockArgument'),
    ...keywords.flatMap(({ key, value }) => (key === undefined ? [] : [value])),
  ];
}

function insert(at: Position, newText: string): Edit {
  return { range: { start: at, end: at }, newText };
}

function before({ line, character }: Position): TextRange {
  return { start: { line, character: character - 1 }, end: { line, character } };
}

function after({ line, character }: Position): Position {
  return { line, character: character + 1 };
}
