import { distance } from 'fastest-levenshtein';

/** Two names of which a larger part differs are no slip of the fingers. */
const mostApart = 1 / 3;

/** Nobody means so long a name, and to compare it would take as much longer. */
const longestName = 100;

/** The name that was meant most likely by one that is none of `names`. Undefined where none is near. */
export function nearestName(written: string, names: readonly string[]): string | undefined {
  if (written.length > longestName) {
    return undefined;
  }
  let nearest: { readonly name: string; readonly apart: number } | undefined;
  for (const name of names) {
    const apart = partApart(written, name);
    if (apart <= mostApart && apart < (nearest?.apart ?? 1)) {
      nearest = { name, apart };
    }
  }
  return nearest?.name;
}

/** The part of two names that differs, but for case, dashes and underlines. Of a rule's id people remember what stands behind the slash. */
function partApart(written: string, name: string): number {
  const [a, b] = [plain(written), plain(name)];
  return Math.min(partOf(a, b), partOf(lastPart(a), lastPart(b)));
}

function partOf(a: string, b: string): number {
  return distance(a, b) / Math.max(a.length, b.length, 1);
}

function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[-_]/g, '');
}

function lastPart(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1);
}
