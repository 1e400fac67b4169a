import type { Server } from '../server.ts';
import { folderName, shownPath } from '../shownPath.ts';
import { type Node, type Place, type Severity, severityIcons } from './node.ts';
import { type Puller, pullerNode } from './pullers.ts';

interface Crossing {
  readonly gem: string;
  readonly from: string;
  readonly to: string;
  readonly origin: 'floated' | 'carried' | 'invited';
  readonly blast: string;
  readonly risk: Severity | undefined;
  readonly breaks: readonly string[];
  readonly family: readonly string[];
  readonly location: Place | undefined;
  readonly pullers: readonly Puller[];
}

interface LockMajors {
  readonly lockUri: string;
  readonly view: {
    readonly base: { readonly label?: string; readonly reason?: string };
    readonly crossings: readonly Crossing[];
  };
}

const colors: ReadonlyMap<Severity, string> = new Map([
  ['error', 'list.errorForeground'],
  ['warning', 'list.warningForeground'],
]);

const origins = { floated: 'nobody chose it', carried: 'a parent brought it', invited: 'asked for' } as const;

/** *Uninvited majors*: what crossed since the base, lock by lock. */
export async function majorsRoots(server: Server): Promise<readonly Node[]> {
  const locks = (await server.request<readonly LockMajors[]>('lintel/majors')) ?? [];
  const single = locks.length === 1;
  return locks
    .filter(({ view }) => view.crossings.length > 0 || view.base.reason !== undefined)
    .map((lock) => lockNode(lock, single));
}

function lockNode({ lockUri, view }: LockMajors, expanded: boolean): Node {
  const { base, crossings } = view;
  const path = shownPath(lockUri);
  const description = base.label === undefined ? 'not compared' : `since ${base.label}`;
  return {
    // A narrow side bar has no room for the folder and for the name that nearly every lock has.
    label: folderName(lockUri) === undefined ? path : path.replace(/\/Gemfile\.lock$/, ''),
    description,
    tooltip: base.reason ?? `${path} ${description}`,
    icon: 'lock',
    contextValue: base.label === undefined ? 'lock' : 'comparedLock',
    lockUri,
    expanded,
    children: () => [
      ...(base.reason === undefined ? [] : [reasonNode(base.reason)]),
      ...crossings.filter(isTold(crossings)).map((crossing) => crossingNode(crossing, lockUri)),
    ],
  };
}

/** A row of its own: behind the lock's name a narrow side bar would cut it off. */
function reasonNode(reason: string): Node {
  return { label: `${reason.charAt(0).toUpperCase()}${reason.slice(1)}`, tooltip: reason, icon: 'info' };
}

/** A family that moved as one is one row, under the name that stands first. */
function isTold(all: readonly Crossing[]): (crossing: Crossing) => boolean {
  return (crossing) => {
    const family = all.filter(({ gem }) => crossing.family.includes(gem));
    return family.length < 2 || family[0]?.gem === crossing.gem;
  };
}

/** Marked as loudly as the lock's line is in the editor. */
function crossingNode(crossing: Crossing, lockUri: string): Node {
  const { gem, from, to, origin, blast, risk, breaks, family, location, pullers } = crossing;
  const size = family.length > 1 ? ` and ${family.length - 1} more` : '';
  const broken = breaks.length > 0 ? [`breaks ${breaks.join(', ')}`] : [];
  return {
    label: `${gem}${size}`,
    description: [`${from} → ${to}`, ...broken, blast, origins[origin]].join(' · '),
    icon: risk === undefined ? 'arrow-up' : severityIcons[risk],
    color: risk === undefined ? undefined : colors.get(risk),
    place: location,
    contextValue: 'crossing',
    gem: { lockUri, name: gem },
    children: () => pullers.map((puller) => pullerNode(puller)),
  };
}
