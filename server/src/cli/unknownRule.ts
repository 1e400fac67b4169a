import { nearestName } from '../linter/nearestName.ts';
import { registry } from '../rules/registry.ts';
import { UsageError } from './usageError.ts';

/** The error for a name that no rule has. */
export function unknownRule(name: string): UsageError {
  const meant = nearestName(
    name,
    registry.map(({ id }) => id),
  );
  const guess = meant === undefined ? '' : `, did you mean ${meant}?`;
  return new UsageError(`no rule is called ${name}${guess || ':'} \`lintel explain\` lists them`);
}
