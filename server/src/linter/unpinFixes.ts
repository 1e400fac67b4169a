import type { Bundle } from '../dependencies/bundle.ts';
import { unpinFix } from '../dependencies/unpinFix.ts';
import type { Fix } from './fix.ts';
import type { Snapshot } from './snapshot.ts';

/** The fix that takes the pin on `gem` out of Gemfile and lock, or none where more would change. */
export function unpinFixes(bundle: Bundle, snapshot: Snapshot, gem: string): readonly Fix[] {
  const text = bundle.gemfile && snapshot.text(bundle.gemfile.uri);
  const removal = text === undefined ? undefined : unpinFix(bundle, text, gem);
  const title = `Remove the pin on ${gem} (a later bundle update may move it)`;
  return removal?.ok ? [{ title, applicability: 'unsafe', edits: removal.edits }] : [];
}
