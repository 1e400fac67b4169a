import { type ActiveBreakage, victimsOf } from './breakages.ts';

/** What a pin's comment says of the breakages that it keeps out, for a boundary such as `3.0`; undefined where no row has words for it. */
export function breakageReason(boundary: string, breakages: readonly ActiveBreakage[]): string | undefined {
  const victim = victimsOf(breakages).find(({ affected }) => affected.reason !== undefined);
  return victim && `${boundary} ${victim.affected.reason} of ${victim.gem.name} ${victim.gem.version}`;
}

/**
 * What must be locked before the pin may go, in the comment's grammar: the conditions of all that breaks as surely as the worst does.
 * Undefined when nobody knows; of a suspicion nobody does.
 */
export function removalCondition(breakages: readonly ActiveBreakage[]): string | undefined {
  const [worst, ...others] = victimsOf(breakages);
  if (worst === undefined || worst.certainty === 'suspected') {
    return undefined;
  }
  const decisive = [worst, ...others.filter(({ certainty }) => certainty === worst.certainty)];
  const conditions = decisive.map(({ affected }) => affected.clear);
  return conditions.includes(undefined) ? undefined : [...new Set(conditions)].join(', ');
}
