import { surroundings } from './layout.ts';
import type { Site } from './site.ts';

/** Whether the reply decides something: a condition, `!`, `&&`, `||`, or a comparison with true or false. */
export function isTruthValue(site: Site): boolean {
  const { usage, call } = site.call;
  if (usage.kind === 'condition') {
    return true;
  }
  const { behind } = surroundings(site, call.range);
  return usage.kind === 'value' && /^\s*[!=]=\s*(?:true|false)\b/.test(behind);
}
