import type { Flow } from './flow.ts';
import { byNameOnly, nothing, union, type Values } from './value.ts';

/**
 * The last resort for a method on an object of unknown class: every method of that name in the workspace. Clients only, only
 * likely, and only when no more of these methods return something else.
 */
export function namedMembers(flow: Flow, name: string): Values {
  if (tooCommon.has(name)) {
    return nothing;
  }
  const members = flow.fold.members.get(name) ?? [];
  if (members.length === 0 || members.length > mostMembers) {
    return nothing;
  }
  const results = members.map((member) => flow.memberValues(member));
  const clients = results.filter((values) => values.some(({ kind }) => kind === 'client' || kind === 'pool'));
  const others = results.filter((values) => values.length > 0).length - clients.length;
  return clients.length > 0 && others <= clients.length / 2 ? byNameOnly(union(...clients)) : nothing;
}

const mostMembers = 40;

const tooCommon = new Set(
  'new call get set name id value key keys type data class first last [] fetch result subject run perform create build make find open load'.split(
    ' ',
  ),
);
