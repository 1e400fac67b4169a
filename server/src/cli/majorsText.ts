import type { Threat } from '../dependencies/threats.ts';
import { originOf } from './majorsJson.ts';

/** `16 gems crossed a major since main: 13 invited, 3 uninvited.` What is known to break may cross less than that. */
export function headline(base: string, crossed: readonly Threat[]): string {
  if (crossed.length === 0) {
    return `No gem crossed a major since ${base}.`;
  }
  const invited = crossed.filter(({ crossing }) => crossing.origin === 'invited').length;
  const carried = crossed.filter(({ crossing }) => originOf(crossing) === 'carried').length;
  const uninvited = crossed.length - invited - carried;
  const parts = [
    ...(invited > 0 ? [`${invited} invited`] : []),
    ...(carried > 0 ? [`${carried} carried by a parent`] : []),
    ...(uninvited > 0 ? [`${uninvited} uninvited`] : []),
  ];
  const what = crossed.every(({ crossing: { kind } }) => kind === 'major' || kind === 'series')
    ? 'a major'
    : 'a breaking boundary';
  return `${crossed.length} ${crossed.length === 1 ? 'gem' : 'gems'} crossed ${what} since ${base}: ${parts.join(', ')}.`;
}

/** What was asked for, a family of gems as one line: `rails 8.0.4 -> 8.1.3 (13 gems), invited by the Gemfile`. */
export function familiesOf(crossed: readonly Threat[]): readonly { readonly text: string; readonly threat: Threat }[] {
  const told = new Set<string>();
  return crossed
    .filter(({ crossing }) => crossing.origin === 'invited')
    .flatMap((threat) => {
      const { family, gem, from, to } = threat.crossing;
      if (told.has(gem.name)) {
        return [];
      }
      family.forEach((name) => {
        told.add(name);
      });
      const members = crossed.filter(({ crossing }) => family.includes(crossing.gem.name));
      const asked =
        members.find(({ crossing }) => crossing.gem.declared) ?? members.find(({ crossing }) => crossing.gem.direct);
      const name = asked?.crossing.gem.name ?? gem.name;
      const size = family.length > 1 ? ` (${family.length} gems)` : '';
      const by = asked?.crossing.gem.declared === false ? 'a gem of this repository' : 'the Gemfile';
      return [{ text: `${name} ${from} -> ${to}${size}, invited by ${by}`, threat: asked ?? threat }];
    });
}
