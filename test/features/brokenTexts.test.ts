import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { incomingCalls, outgoingCalls, prepareCallHierarchy } from '../../server/src/features/callHierarchy.ts';
import { plainClient } from '../../server/src/features/clientAbilities.ts';
import { codeActions } from '../../server/src/features/codeActions.ts';
import { completion } from '../../server/src/features/completion.ts';
import { definition } from '../../server/src/features/definition.ts';
import { documentHighlight } from '../../server/src/features/documentHighlight.ts';
import { documentLinks } from '../../server/src/features/documentLinks.ts';
import { documentSymbols } from '../../server/src/features/documentSymbols.ts';
import { foldingRanges } from '../../server/src/features/foldingRanges.ts';
import { hover } from '../../server/src/features/hover.ts';
import { inlayHints } from '../../server/src/features/inlayHints.ts';
import { majorsView } from '../../server/src/features/majorsView.ts';
import { lockedGems, pullersView } from '../../server/src/features/pullersView.ts';
import { redisCallsView } from '../../server/src/features/redisCallsView.ts';
import { references } from '../../server/src/features/references.ts';
import { defaultConfig } from '../../server/src/linter/config.ts';
import { registry } from '../../server/src/rules/registry.ts';
import { comparePositions, type Position } from '../../server/src/syntax/textRange.ts';
import { type EditorProject, openInEditor } from '../support/editorProject.ts';
import { baseLock, gemfile, lock } from '../support/storefrontTexts.ts';

const ruby = `$redis = Redis.new
def clear(id)
  $redis.pipelined { |pipe| pipe.del("cart:#{id}", *keys) }
  $redis.zrange("k", 0, -1).map { |m| $redis.call("HGETALL", m) }
end
`;

const whole: Readonly<Record<string, string>> = { Gemfile: gemfile, 'Gemfile.lock': lock, 'app/cart.rb': ruby };

/** Every file of a small project, broken in one way. */
const breakages: Readonly<Record<string, (text: string) => string>> = {
  'nothing broken': (text) => text,
  empty: () => '',
  'cut in the middle': (text) => text.slice(0, text.length * 0.6),
  'CRLF, emoji before everything': (text) => text.replaceAll('\n', '\r\n').replaceAll('"', '"😀'),
  'a merge conflict': (text) => `<<<<<<< ours\n${text}=======\n${text}>>>>>>> theirs\n`,
  'without closing quotes and brackets': (text) => text.replaceAll(/["\])}]/g, ''),
  'lines in the wrong order': (text) => text.split('\n').reverse().join('\n'),
  'deeper by two spaces': (text) => text.replaceAll('\n', '\n  '),
  'lone carriage returns': (text) => text.replaceAll(' (', '\r('),
  binary: (text) => text.replaceAll('e', '\u0000'),
};

describe('every feature answers at every place', () => {
  for (const [name, change] of Object.entries(breakages)) {
    it(`of a project that is ${name}`, () => {
      const files = Object.entries({ ...whole, 'base/Gemfile.lock': baseLock });
      const project = openInEditor(files.map(([path, text]) => `#- ${path}\n${change(text)}\n`).join(''));
      for (const path of Object.keys(whole)) {
        askAboutFile(project, path);
        for (const position of placesIn(project.textOf(path))) {
          askAt(project, project.uriOf(path), position);
        }
      }
    });
  }

  it('of a file that nobody opened', () => {
    const project = openInEditor('#- Gemfile\n');
    askAt(project, project.uriOf('app/other.rb'), { line: 7, character: 7 });
    askAboutFile(project, 'app/other.rb');
    askAboutFile(project, 'sub/Gemfile.lock');
  });
});

/** Every third character, and one behind the end. */
function placesIn(text: string): readonly Position[] {
  const document = TextDocument.create('', '', 0, text);
  const offsets = Array.from({ length: Math.ceil(text.length / 3) }, (_, nth) => nth * 3);
  return [...offsets.map((offset) => document.positionAt(offset)), { line: document.lineCount, character: 9 }];
}

function askAt({ snapshot, workspace }: EditorProject, uri: string, position: Position): void {
  const rules = registry;
  const config = defaultConfig;
  const range = { start: position, end: position };
  const found = hover(snapshot, uri, position, { rules, config });
  if (found?.range !== undefined) {
    assert.ok(comparePositions(found.range.start, position) <= 0 && comparePositions(position, found.range.end) <= 0);
  }
  definition(snapshot, uri, position);
  references(snapshot, uri, position, true);
  documentHighlight(snapshot, uri, position);
  completion(snapshot, uri, position);
  for (const item of prepareCallHierarchy(snapshot, uri, position)) {
    incomingCalls(snapshot, item);
    outgoingCalls(snapshot, item);
  }
  codeActions(snapshot, uri, range, {
    rules,
    config,
    only: undefined,
    client: plainClient,
    edited: (texts) => workspace.edited(texts),
  });
}

function askAboutFile(project: EditorProject, path: string): void {
  const { snapshot, workspace, textOf } = project;
  const uri = project.uriOf(path);
  const everything = { start: { line: 0, character: 0 }, end: { line: 10_000, character: 0 } };
  const lineCount = textOf(path).split('\n').length;
  for (const fold of foldingRanges(snapshot, uri) ?? []) {
    assert.ok(fold.endLine < lineCount);
  }
  for (const symbol of documentSymbols(snapshot, uri)) {
    checkSymbol(symbol);
  }
  documentLinks(snapshot, uri);
  inlayHints(snapshot, uri, everything);
  majorsView(snapshot, uri);
  for (const { gem } of lockedGems(snapshot, uri)) {
    pullersView(snapshot, uri, gem, 'pullers');
    pullersView(snapshot, uri, gem, 'pulled');
  }
  redisCallsView(snapshot, () => []);
  codeActions(snapshot, uri, everything, {
    rules: registry,
    config: defaultConfig,
    only: ['source.fixAll.lintel'],
    client: plainClient,
    edited: (texts) => workspace.edited(texts),
  });
}

/** What editors refuse: an empty name, or a selection outside of the symbol. */
function checkSymbol({ name, range, selectionRange, children }: ReturnType<typeof documentSymbols>[number]): void {
  assert.notEqual(name, '');
  assert.ok(comparePositions(range.start, selectionRange.start) <= 0);
  assert.ok(comparePositions(selectionRange.end, range.end) <= 0);
  for (const child of children ?? []) {
    assert.ok(comparePositions(range.start, child.range.start) <= 0);
    assert.ok(comparePositions(child.range.end, range.end) <= 0);
    checkSymbol(child);
  }
}
