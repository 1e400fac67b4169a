import type { Place } from './place.ts';
import type { RubySummary } from './summarize.ts';

/** Something that stands in one file. */
export type FileFact = { readonly place: Place } | { readonly file: RubySummary } | { readonly uri: string };

export function uriOf(fact: FileFact): string {
  return 'place' in fact ? fact.place.file.uri : 'file' in fact ? fact.file.uri : fact.uri;
}

/** How many facts of `list` stand before those of the first file whose URI `isBehind`. */
function countUntil(list: readonly FileFact[], isBehind: (uri: string) => boolean): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const fact = list[middle];
    if (fact !== undefined && isBehind(uriOf(fact))) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return low;
}

/** Adds a fact behind those of its own file and of files with a lesser URI, so that no answer depends on the order of reading. */
export function insertByFile<V extends FileFact>(list: V[], fact: V): void {
  const uri = uriOf(fact);
  const last = list.at(-1);
  if (last === undefined || uriOf(last) <= uri) {
    list.push(fact);
  } else {
    list.splice(
      countUntil(list, (other) => other > uri),
      0,
      fact,
    );
  }
}

/** Takes out what the file stated. */
export function withdrawFile(list: FileFact[], uri: string): void {
  const from = countUntil(list, (other) => other >= uri);
  list.splice(from, countUntil(list, (other) => other > uri) - from);
}
