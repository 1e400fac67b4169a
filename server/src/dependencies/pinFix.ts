import { natureOf } from '../catalog/gemNature.ts';
import { groupsOf } from './blastRadius.ts';
import type { Bundle } from './bundle.ts';
import { lockPinEdit } from './lockPinEdit.ts';
import type { Pin, PinEdit } from './pin.ts';
import { pinEdit } from './pinEdit.ts';
import { type PinProposal, proposePin } from './proposePin.ts';

/** The edits that pin a gem, or why there are none. */
export type PinFix =
  | {
      readonly ok: true;
      /** An imperative sentence without its full stop. */
      readonly title: string;
      /** In the Gemfile, and in the lock where that can be written without resolving anything. */
      readonly edits: readonly PinEdit[];
    }
  | { readonly ok: false; readonly reason: string };

/**
 * Pins `gem` to where the base has it: one change of Gemfile and lock together, the lock exactly as Bundler would write it. Where only
 * Bundler can write the lock, the Gemfile alone changes and the title says what to run.
 */
export function pinFix(bundle: Bundle, gemfileText: string | undefined, gem: string): PinFix {
  const proposal = proposePin(bundle, gem);
  if (!proposal.satisfiable) {
    return { ok: false, reason: proposal.conflict };
  }
  if (bundle.gemfile === undefined || gemfileText === undefined) {
    return { ok: false, reason: 'there is no Gemfile beside the lock' };
  }
  const inGemfile = pinEdit(gemfileText, bundle.gemfile, bundle.lock, pinOf(bundle, gem, proposal));
  if (!inGemfile.ok) {
    return inGemfile;
  }
  const base = bundle.base.state === 'found' ? bundle.base.lock : undefined;
  const inLock = base && lockPinEdit(bundle.lockUri, bundle.lock, base, gem, [proposal.requirement]);
  const title = `Pin ${gem} to "${proposal.requirement}"`;
  if (inLock?.ok) {
    return { ok: true, title: `${title}, back to ${proposal.version}`, edits: [...inGemfile.edits, ...inLock.edits] };
  }
  return {
    ok: true,
    title: `${title}, then run: bundle lock --update ${gem} --conservative`,
    edits: inGemfile.edits,
  };
}

/** The pin as it is to be written, with everything that decides where it goes. */
export function pinOf(bundle: Bundle, gem: string, proposal: PinProposal & { satisfiable: true }): Pin {
  const { graph, gemfile } = bundle;
  const nature = natureOf(gem);
  return {
    gem,
    requirements: [proposal.requirement],
    reason: proposal.reason,
    removeWhen: proposal.removeWhen,
    groups: [...(groupsOf(graph, gemfile).get(gem) ?? ['default'])],
    testTool: nature === 'test' || nature === 'documentation',
    parents: graph.gems.get(gem)?.parents.map(({ parent }) => parent) ?? [],
  };
}
