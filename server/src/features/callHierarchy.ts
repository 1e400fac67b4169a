import {
  type CallHierarchyIncomingCall,
  type CallHierarchyItem,
  type CallHierarchyOutgoingCall,
  SymbolKind,
} from 'vscode-languageserver-types';
import type { Bundle } from '../dependencies/bundle.ts';
import type { LockedGem } from '../dependencies/graph.ts';
import type { Snapshot } from '../linter/snapshot.ts';
import type { Position, TextRange } from '../syntax/textRange.ts';
import { type GemMention, mentionAt, mentionsIn, mentionsOf } from './gemMentions.ts';

/** The gem at the position, for whom "calls" means "pulls". */
export function prepareCallHierarchy(snapshot: Snapshot, uri: string, position: Position): CallHierarchyItem[] {
  const bundle = snapshot.bundleFor(uri);
  const mention = mentionAt(snapshot, uri, position);
  const gem = mention && bundle?.graph.gems.get(mention.name);
  return bundle === undefined || gem === undefined ? [] : gemItem(bundle, gem);
}

/** Who pulls the gem: the Gemfile where it is declared, and each gem that requires it, with that requirement as its detail. */
export function incomingCalls(snapshot: Snapshot, item: CallHierarchyItem): CallHierarchyIncomingCall[] {
  const bundle = snapshot.bundleFor(item.uri);
  const gem = item.kind === SymbolKind.Package ? bundle?.graph.gems.get(item.name) : undefined;
  if (bundle === undefined || gem === undefined) {
    return [];
  }
  const edges = gem.parents.flatMap(({ parent, requirements }): CallHierarchyIncomingCall[] => {
    const puller = bundle.graph.gems.get(parent);
    return gemItem(bundle, puller, requirements).map((from) => ({ from, fromRanges: edgeRanges(puller, gem.name) }));
  });
  return [...declaringFiles(bundle, gem.name), ...edges];
}

/** What the gem pulls, with its requirement as the detail; for a Gemfile what it declares. */
export function outgoingCalls(snapshot: Snapshot, item: CallHierarchyItem): CallHierarchyOutgoingCall[] {
  const bundle = snapshot.bundleFor(item.uri);
  if (bundle === undefined) {
    return [];
  }
  if (item.kind !== SymbolKind.Package) {
    return declaredIn(bundle, item.uri);
  }
  const gem = bundle.graph.gems.get(item.name);
  return (gem?.children ?? []).flatMap(({ child, requirements }) =>
    gemItem(bundle, bundle.graph.gems.get(child), requirements).map((to) => ({
      to,
      fromRanges: edgeRanges(gem, child),
    })),
  );
}

/** None for a gem that is not locked, such as `bundler`. */
function gemItem(
  { lockUri }: Bundle,
  gem: LockedGem | undefined,
  requirements: readonly string[] = [],
): CallHierarchyItem[] {
  const spec = gem?.specs[0];
  return gem === undefined || spec === undefined
    ? []
    : [
        {
          name: gem.name,
          kind: SymbolKind.Package,
          detail: [gem.version, ...requirements].join(' · '),
          uri: lockUri,
          range: spec.range,
          selectionRange: spec.nameRange,
        },
      ];
}

function edgeRanges(puller: LockedGem | undefined, child: string): TextRange[] {
  return (puller?.specs ?? [])
    .flatMap(({ dependencies }) => dependencies)
    .filter(({ name }) => name === child)
    .map(({ nameRange }) => nameRange);
}

/** The Gemfiles that declare the gem; DEPENDENCIES where no Gemfile shows it. */
function declaringFiles(bundle: Bundle, name: string): CallHierarchyIncomingCall[] {
  const all = mentionsOf(bundle, name);
  const declarations = all.filter(({ kind }) => kind === 'declaration');
  const shown = declarations.length > 0 ? declarations : all.filter(({ kind }) => kind === 'dependency');
  return [...new Set(shown.map(({ uri }) => uri))].map((uri) => {
    const here = shown.filter((mention) => mention.uri === uri);
    return { from: fileItem(uri, here), fromRanges: here.map(({ nameRange }) => nameRange) };
  });
}

function fileItem(uri: string, mentions: readonly GemMention[]): CallHierarchyItem {
  const start = mentions[0]?.nameRange ?? { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
  return {
    name: uri.slice(uri.lastIndexOf('/') + 1),
    kind: SymbolKind.File,
    detail: mentions.flatMap(({ requirements }) => requirements).join(', '),
    uri,
    range: start,
    selectionRange: start,
  };
}

function declaredIn(bundle: Bundle, uri: string): CallHierarchyOutgoingCall[] {
  const wanted = uri === bundle.lockUri ? 'dependency' : 'declaration';
  return mentionsIn(bundle, uri)
    .filter(({ kind }) => kind === wanted)
    .flatMap(({ name, requirements, nameRange }) =>
      gemItem(bundle, bundle.graph.gems.get(name), requirements).map((to) => ({ to, fromRanges: [nameRange] })),
    );
}
