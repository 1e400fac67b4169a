import { breakageReason, removalCondition } from './breakageReason.ts';
import type { Bundle } from './bundle.ts';
import { dependencyLine } from './lockWriter.ts';
import type { PinEdits } from './pin.ts';
import { pinEdit } from './pinEdit.ts';
import type { PinGap } from './pinGap.ts';

/**
 * Writes the requirement that closes a pin's gap into Gemfile and lock together. The locked version meets it already, so nothing moves; a
 * comment says why where there is none.
 */
export function narrowPin(bundle: Bundle, gemfileText: string | undefined, gem: string, gap: PinGap): PinEdits {
  const { gemfile, lock, lockUri } = bundle;
  const own = lock.dependencies.find(({ name }) => name === gem);
  if (gemfile === undefined || gemfileText === undefined || own === undefined) {
    return { ok: false, reason: `${gem} is not declared in Gemfile and lock alike` };
  }
  const requirements = [gap.requirement];
  const inGemfile = pinEdit(gemfileText, gemfile, lock, {
    gem,
    requirements,
    reason: breakageReason(gap.boundary, gap.breakages) ?? '',
    removeWhen: removalCondition(gap.breakages),
    groups: [],
    testTool: false,
    parents: [],
  });
  const newText = dependencyLine(gem, requirements).trimStart() + (own.pinned ? '!' : '');
  return inGemfile.ok
    ? { ok: true, edits: [...inGemfile.edits, { uri: lockUri, range: own.range, newText }] }
    : inGemfile;
}
