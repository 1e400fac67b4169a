import type { DependencyGraph } from './graph.ts';

/**
 * How the Gemfile leads to `name`: for each gem that it declares, the shortest chain of gems down to `name`, shortest chains first. Of a
 * gem that the Gemfile declares itself, the first chain is only its name.
 */
export function pathsTo(graph: DependencyGraph, name: string): readonly (readonly string[])[] {
  return [...eachPathTo(graph, name)];
}

/** The same, one by one: who wants the first few does not wait for hundreds. */
export function* eachPathTo(graph: DependencyGraph, name: string): Generator<readonly string[]> {
  const next = new Map<string, string | undefined>([[name, undefined]]);
  for (const reached of next.keys()) {
    const gem = graph.gems.get(reached);
    for (const { parent } of gem?.parents ?? []) {
      if (!next.has(parent)) {
        next.set(parent, reached);
      }
    }
    if (gem?.declared) {
      yield chain(reached, next);
    }
  }
}

function chain(root: string, next: ReadonlyMap<string, string | undefined>): readonly string[] {
  const names: string[] = [];
  for (let name: string | undefined = root; name !== undefined; name = next.get(name)) {
    names.push(name);
  }
  return names;
}
