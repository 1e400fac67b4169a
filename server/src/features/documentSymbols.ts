import { type DocumentSymbol, SymbolKind } from 'vscode-languageserver-types';
import type { Bundle } from '../dependencies/bundle.ts';
import type { Snapshot } from '../linter/snapshot.ts';
import { fileKind } from '../syntax/fileKind.ts';
import type { LockedSpec, Lockfile, LockfileSection } from '../syntax/lockfile/lockfile.ts';
import { comparePositions, encloses, type TextRange } from '../syntax/textRange.ts';

/** The outline: a lock's sections with their gems and what those require; a Gemfile's blocks and gems. Empty for other files. */
export function documentSymbols(snapshot: Snapshot, uri: string): DocumentSymbol[] {
  const bundle = fileKind(uri) === 'ruby' ? undefined : snapshot.bundleFor(uri);
  if (bundle === undefined) {
    return [];
  }
  if (uri === bundle.lockUri) {
    return bundle.lock.sections.map((section) => sectionSymbol(bundle.lock, section));
  }
  return nest(gemfileSymbols(bundle, uri, snapshot.text(uri)?.split('\n') ?? []));
}

function sectionSymbol(lock: Lockfile, { name, range, headerRange }: LockfileSection): DocumentSymbol {
  const isIn = (inner: TextRange) => encloses(range, inner);
  const source = lock.sources.find((candidate) => isIn(candidate.range));
  const entries = name === 'DEPENDENCIES' ? lock.dependencies.filter((entry) => isIn(entry.range)) : [];
  return {
    name: name || '(no name)',
    kind: SymbolKind.Namespace,
    detail: source?.remotes.join(', ') ?? '',
    range,
    selectionRange: isIn(headerRange) ? headerRange : range,
    children: [
      ...lock.sources
        .flatMap(({ specs }) => specs)
        .filter((spec) => isIn(spec.range))
        .map(specSymbol),
      ...entries.map((entry) => leaf(entry.name, entry.requirement, entry.range, entry.nameRange)),
    ],
  };
}

function specSymbol({ name, version, platform, range, nameRange, dependencies }: LockedSpec): DocumentSymbol {
  return {
    name: name || '(no name)',
    kind: SymbolKind.Package,
    detail: platform === undefined ? version : `${version} ${platform}`,
    range: { start: range.start, end: dependencies.at(-1)?.range.end ?? range.end },
    selectionRange: nameRange,
    children: dependencies.map((entry) => leaf(entry.name, entry.requirement, entry.range, entry.nameRange)),
  };
}

function leaf(name: string, detail: string, range: TextRange, selectionRange: TextRange): DocumentSymbol {
  return { name: name || '(no name)', kind: SymbolKind.Property, detail, range, selectionRange };
}

function gemfileSymbols({ gemfile }: Bundle, uri: string, lines: readonly string[]): readonly DocumentSymbol[] {
  const blocks = gemfile?.uri === uri ? gemfile.blocks : [];
  const declarations = gemfile?.declarations.filter((declaration) => declaration.uri === uri) ?? [];
  return [
    ...blocks.map(({ kind, range }) => {
      const opening = (lines[range.start.line] ?? '').slice(range.start.character).replace(/\s+do\b.*$/, '');
      return { name: opening.trim() || kind, kind: SymbolKind.Namespace, range, selectionRange: range };
    }),
    ...declarations.map(({ name, requirements, range, nameRange }) => ({
      name: name || '(no name)',
      kind: SymbolKind.Package,
      detail: requirements === 'unknown' ? '' : requirements.join(', '),
      range,
      selectionRange: nameRange !== undefined && encloses(range, nameRange) ? nameRange : range,
    })),
  ];
}

/** Puts each symbol into the smallest one that holds it. */
function nest(symbols: readonly DocumentSymbol[]): DocumentSymbol[] {
  const sorted = [...symbols].sort(
    (a, b) => comparePositions(a.range.start, b.range.start) || comparePositions(b.range.end, a.range.end),
  );
  const roots: DocumentSymbol[] = [];
  const open: DocumentSymbol[] = [];
  for (const symbol of sorted) {
    while (open.length > 0 && !holds(open.at(-1), symbol)) {
      open.pop();
    }
    const parent = open.at(-1);
    if (parent === undefined) {
      roots.push(symbol);
    } else {
      parent.children = [...(parent.children ?? []), symbol];
    }
    open.push(symbol);
  }
  return roots;
}

function holds(outer: DocumentSymbol | undefined, inner: DocumentSymbol): boolean {
  return outer?.kind === SymbolKind.Namespace && encloses(outer.range, inner.range);
}
