import { defaultConfig } from '../../server/src/linter/config.ts';
import type { Snapshot } from '../../server/src/linter/snapshot.ts';
import { parseLockfile } from '../../server/src/syntax/lockfile/parseLockfile.ts';
import type { Position, TextRange } from '../../server/src/syntax/textRange.ts';
import { loadNodeRubyParser } from '../../server/src/workspace/nodeGrammar.ts';
import { Workspace } from '../../server/src/workspace/workspace.ts';
import { parseFixture } from './fixture.ts';

const folder = 'file:///project';
const cursorMark = '¦';
const basePrefix = 'base/';
const parser = await loadNodeRubyParser();

/** A project in an editor whose cursor stands at `¦`; two of them mark a selection. */
export interface EditorProject {
  readonly workspace: Workspace;
  readonly snapshot: Snapshot;
  /** The file that holds the cursor. */
  readonly uri: string;
  readonly position: Position;
  readonly selection: TextRange;
  uriOf(path: string): string;
  textOf(path: string): string;
}

/** Opens the files that `#- path` lines start. `base/Gemfile.lock` is what `Gemfile.lock` is compared with, by the name `main`. */
export function openInEditor(text: string): EditorProject {
  const workspace = new Workspace(folder, parser);
  workspace.config = defaultConfig;
  const texts = new Map<string, string>();
  let cursor: { uri: string; selection: TextRange } | undefined;
  for (const { path, text: marked } of parseFixture(text.replace(/^\n/, ''), 'app/example.rb')) {
    const marks = positionsOfMarks(marked);
    const [start, end = start] = marks;
    if (start !== undefined && end !== undefined) {
      cursor = { uri: uriOf(path), selection: { start, end } };
    }
    texts.set(path, marked.replaceAll(cursorMark, ''));
  }
  for (const [path, content] of texts) {
    if (path.startsWith(basePrefix)) {
      const lock = parseLockfile(content);
      const lockUri = uriOf(path.slice(basePrefix.length));
      workspace.setBase(lockUri, { state: 'found', label: 'main', commit: '1a2b3c4d5e6f', lock, gemfile: undefined });
    } else {
      workspace.setText(uriOf(path), content);
    }
  }
  const uri = cursor?.uri ?? uriOf([...texts.keys()][0] ?? '');
  const selection = cursor?.selection ?? { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
  return {
    workspace,
    snapshot: workspace.snapshot(),
    uri,
    position: selection.start,
    selection,
    uriOf,
    textOf: (path) => texts.get(path) ?? '',
  };
}

/** The files of a project, with `[` and `]` around each location: what navigation tests compare. */
export function showLocations(
  project: EditorProject,
  locations: readonly { readonly uri: string; readonly range: TextRange }[],
): readonly string[] {
  return locations.map(({ uri, range }) => {
    const path = uri.slice(folder.length + 1);
    const line = project.textOf(path).split('\n')[range.start.line] ?? '';
    const { start, end } = range;
    return `${path}:${start.line + 1}: ${line.slice(0, start.character)}[${line.slice(start.character, end.character)}]${line.slice(end.character)}`;
  });
}

function uriOf(path: string): string {
  return `${folder}/${path}`;
}

function positionsOfMarks(text: string): readonly Position[] {
  return text
    .split('\n')
    .flatMap((line, row) =>
      [...line.matchAll(new RegExp(cursorMark, 'g'))].map(({ index }, nth) => ({ line: row, character: index - nth })),
    );
}
