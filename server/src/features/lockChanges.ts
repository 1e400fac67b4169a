import type { Bundle } from '../dependencies/bundle.ts';
import type { Crossing, CrossingOrigin } from '../dependencies/classification.ts';
import { edgeText } from '../dependencies/messages.ts';
import type { Snapshot } from '../linter/snapshot.ts';

/** What moved in a lock since its base, as two texts that a diff view shows side by side; or why there are none. */
export type LockChangesView =
  | { readonly label: string; readonly before: string; readonly after: string }
  | { readonly reason: string };

/** A gem with its version on either side; undefined where it is not. */
interface Row {
  readonly name: string;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** The same on both sides. */
  readonly notes: readonly string[];
}

interface Section {
  readonly title: string;
  readonly rows: readonly Row[];
}

/** Only what matters of the difference between a lock and its base: gems and versions, what nobody chose first. */
export function lockChanges(snapshot: Snapshot, lockUri: string): LockChangesView {
  const bundle = snapshot.bundleFor(lockUri);
  if (bundle?.lockUri !== lockUri) {
    return { reason: 'it is gone' };
  }
  const { base, changes } = bundle;
  if (base.state === 'absent' || changes === undefined) {
    return { reason: base.state === 'absent' ? base.reason : 'there is no base' };
  }
  const sections = sectionsOf(bundle).filter(({ rows }) => rows.length > 0);
  if (sections.length === 0) {
    return { reason: `no gem moved since ${base.label}` };
  }
  return { label: base.label, before: render(sections, ({ from }) => from), after: render(sections, ({ to }) => to) };
}

function sectionsOf(bundle: Bundle): readonly Section[] {
  const { changes, base, graph } = bundle;
  const crossings = (changes?.crossings ?? []).filter(({ kind }) => kind === 'major' || kind === 'series');
  const up = crossings.filter(({ direction }) => direction === 'up');
  const rowsOf = (some: readonly Crossing[]) => some.map(crossingRow).sort(byName);
  const ups = (origin: CrossingOrigin) => rowsOf(up.filter((crossing) => crossing.origin === origin));
  const crossed = new Set(crossings.map(({ gem }) => gem.name));
  const versionsBefore = new Map(
    (base.state === 'found' ? base.lock.sources : []).flatMap(({ specs }) =>
      specs.map(({ name, version }) => [name, version] as const),
    ),
  );
  const moved = (changes?.changed ?? []).filter(({ name }) => !crossed.has(name));
  return [
    { title: 'CROSSED A MAJOR AND NOBODY CHOSE IT', rows: ups('floated') },
    { title: 'CROSSED A MAJOR BECAUSE A PARENT DID', rows: ups('carried') },
    { title: 'CROSSED A MAJOR AS ASKED', rows: ups('invited') },
    { title: 'WENT BACK ACROSS A MAJOR', rows: rowsOf(crossings.filter(({ direction }) => direction === 'down')) },
    { title: 'MOVED WITHIN A MAJOR', rows: moved.map((change) => ({ ...change, notes: [] })).sort(byName) },
    {
      title: 'NEW',
      rows: (changes?.added ?? []).map((name) => ({ name, to: graph.gems.get(name)?.version, notes: [] })).sort(byName),
    },
    {
      title: 'GONE',
      rows: (changes?.removed ?? []).map((name) => ({ name, from: versionsBefore.get(name), notes: [] })).sort(byName),
    },
  ];
}

/** Who let a gem in matters where nobody asked for it. */
function crossingRow({ gem, from, to, origin }: Crossing): Row {
  const parents = origin === 'invited' ? [] : gem.parents;
  return { name: gem.name, from, to, notes: parents.map((edge) => `pulled by ${edgeText(edge)}`) };
}

function byName(a: Row, b: Row): number {
  return a.name < b.name ? -1 : Number(a.name > b.name);
}

/** In the manner of a lock, so that it is coloured like one. */
function render(sections: readonly Section[], versionOf: (row: Row) => string | undefined): string {
  return `${sections.map(({ title, rows }) => [title, ...rows.flatMap((row) => linesOf(row, versionOf(row)))].join('\n')).join('\n\n')}\n`;
}

function linesOf({ name, notes }: Row, version: string | undefined): readonly string[] {
  return version === undefined ? [] : [`    ${name} (${version})`, ...notes.map((note) => `      ${note}`)];
}
