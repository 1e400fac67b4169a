import type { Site } from './site.ts';
import { type SizeEvidence, sizeEvidence } from './size.ts';

type Level = 'warning' | 'info' | 'hint';

/**
 * How loud a finding about the size of a key is: a warning where the key grows, `unknown` where nothing is known, undefined (not
 * reported) where it is bounded. `quiet` is for code that people run by hand.
 */
export function sizeSeverity(site: Site, unknown: Level, quiet: boolean): Level | undefined {
  const evidence: SizeEvidence = sizeEvidence(site);
  if (evidence === 'bounded') {
    return undefined;
  }
  if (quiet) {
    return 'hint';
  }
  return evidence === 'grows' ? 'warning' : unknown;
}
