import type { DependencyGraph } from './graph.ts';

/**
 * How the Gemfile leads to `name`: for each gem that it declares, the shortest chain of gems down to `name`, shortest chains first. Of a
 * gem that the Gemfile declares itself, the first chain is only its name.
 */
export function pathsTo(graph: DependencyGraph, name: string): readonly (readonly string[])[] {
  const next = new Map<string, string | undefined>([[name, undefined]]);
  for (const reached of next.keys()) {
    for (const { parent } of graph.gems.get(reached)?.parents ?? []) {
      if (!next.has(parent)) {
        next.set(parent, reached);
      }
    }
  }
  return [...next.keys()].filter((reached) => graph.gems.get(reached)?.direct).map((root) => chain(root, next));
}

function chain(root: string, next: ReadonlyMap<string, string | undefined>): readonly string[] {
  const names: string[] = [];
  for (let name: string | undefined = root; name !== undefined; name = next.get(name)) {
    names.push(name);
  }
  return names;
}
