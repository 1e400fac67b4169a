import { type QuickPickItem, QuickPickItemKind, window } from 'vscode';
import type { Server } from '../server.ts';
import { shownPath } from '../shownPath.ts';
import type { Node, Place } from './node.ts';

/** One step from a gem to who pulls it, or to what it pulls. */
export interface Puller {
  readonly gem: string | undefined;
  readonly version: string | undefined;
  readonly requirement: string;
  readonly effect: string;
  readonly holds: boolean;
  readonly location: Place | undefined;
}

/** The gem that the view *Who pulls it* is about. */
export interface ChosenGem {
  readonly lockUri: string;
  readonly name: string;
}

interface LockGems {
  readonly lockUri: string;
  readonly gems: readonly { readonly gem: string; readonly version: string; readonly direct: boolean }[];
}

/** *Who pulls it*: both ways from the chosen gem. */
export async function pullersRoots(server: Server, chosen: ChosenGem | undefined): Promise<readonly Node[]> {
  if (chosen === undefined) {
    return [];
  }
  const side = (label: string, direction: 'pullers' | 'pulled', expanded: boolean): Node => ({
    label,
    icon: direction === 'pullers' ? 'type-hierarchy-super' : 'type-hierarchy-sub',
    expanded,
    children: () => steps(server, chosen.lockUri, chosen.name, direction),
  });
  return [side(`Who pulls ${chosen.name}`, 'pullers', true), side(`What ${chosen.name} pulls`, 'pulled', false)];
}

/** A step that ends here. */
export function pullerNode({ gem, version, requirement, effect, holds, location }: Puller): Node {
  return {
    label: gem ?? 'Gemfile',
    description: [version, `(${requirement})`, effect].filter((part) => part !== undefined && part !== '').join(' '),
    icon: holds ? 'lock-small' : 'unlock',
    place: location,
  };
}

/** Lets a person choose a gem of any lock. */
export async function chooseGem(server: Server, placeHolder: string): Promise<ChosenGem | undefined> {
  const locks = (await server.request<readonly LockGems[]>('lintel/lockedGems')) ?? [];
  const items = locks.flatMap(({ lockUri, gems }): (QuickPickItem & { chosen?: ChosenGem })[] => [
    { label: shownPath(lockUri), kind: QuickPickItemKind.Separator },
    ...gems.map(({ gem, version, direct }) => ({
      label: gem,
      description: `${version}${direct ? ' · in the Gemfile' : ''}`,
      chosen: { lockUri, name: gem },
    })),
  ]);
  const picked = await window.showQuickPick(items, { placeHolder, matchOnDescription: true });
  return picked?.chosen;
}

async function steps(
  server: Server,
  lockUri: string,
  gem: string,
  direction: 'pullers' | 'pulled',
): Promise<readonly Node[]> {
  const found = (await server.request<readonly Puller[]>('lintel/pullers', { lockUri, gem, direction })) ?? [];
  return found.map((puller) => {
    const { gem: next } = puller;
    const node = pullerNode(puller);
    return next === undefined
      ? node
      : {
          ...node,
          contextValue: 'gem',
          gem: { lockUri, name: next },
          children: () => steps(server, lockUri, next, direction),
        };
  });
}
