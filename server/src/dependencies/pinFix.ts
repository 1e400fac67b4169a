import type { Bundle } from './bundle.ts';
import type { PinEdit } from './pin.ts';
import { planPin } from './planPin.ts';

/** The edits that pin a gem, or why there are none. */
export type PinFix =
  | {
      readonly ok: true;
      /** An imperative sentence without its full stop. */
      readonly title: string;
      /** Whether the edits include those of the lock; else Bundler has to write it. */
      readonly resolved: boolean;
      /** In the Gemfile, and in the lock where that can be written without resolving anything. */
      readonly edits: readonly PinEdit[];
    }
  | { readonly ok: false; readonly reason: string };

/**
 * Pins `gem` to where the base has it: one change of Gemfile and lock together, the lock exactly as Bundler would write it. Where only
 * Bundler can write the lock, the Gemfile alone changes and the title says what to run.
 */
export function pinFix(bundle: Bundle, gemfileText: string | undefined, gem: string): PinFix {
  const plan = planPin(bundle, gemfileText, gem);
  if (!plan.ok) {
    return plan;
  }
  const { pin, version, along, gemfileEdits, lockEdits } = plan;
  const title = `Pin ${gem} to "${pin.requirements.join(', ')}"`;
  return lockEdits.ok
    ? { ok: true, resolved: true, title: `${title}, back to ${version}`, edits: [...gemfileEdits, ...lockEdits.edits] }
    : {
        ok: true,
        resolved: false,
        title: `${title}, then run: bundle lock --update ${[gem, ...along].join(' ')} --conservative`,
        edits: gemfileEdits,
      };
}
