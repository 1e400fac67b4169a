import { breakingBoundary } from '../../../dependencies/boundary.ts';
import { holdOn } from '../../../dependencies/ceiling.ts';
import type { LockedGem } from '../../../dependencies/graph.ts';
import { edgeText } from '../../../dependencies/messages.ts';
import { parseRequirementList, type Requirement } from '../../../dependencies/requirement.ts';
import { parseVersion } from '../../../dependencies/version.ts';
import { defineRule } from '../../../linter/rule.ts';

export default defineRule({
  meta: {
    severity: 'hint',
    offByDefault: true,
    fixable: false,
    since: '0.1.0',
    messages: {
      open: '{gem} {version} is held only by floors ({parents}): the next `bundle update` may take {next}.x.',
      loose: '{gem} {version} is held too loosely ({parents}): the next `bundle update` may take {next}.x.',
    },
  },
  create(context) {
    return {
      lockedGem(gem) {
        const version = parseVersion(gem.version);
        const range = gem.specs[0]?.range;
        const requirements = requirementsOn(gem);
        if (gem.direct || gem.source !== 'gem' || version === undefined || range === undefined || !requirements) {
          return;
        }
        const hold = holdOn(gem.name, version, requirements);
        if (hold === 'open' || hold === 'loose') {
          context.report({
            range,
            gem: { name: gem.name, version: gem.version },
            messageId: hold,
            data: {
              gem: gem.name,
              version: gem.version,
              next: breakingBoundary(gem.name, version).text,
              parents: gem.parents.map(edgeText).join(', '),
            },
          });
        }
      },
    };
  },
});

/** What its parents require, or undefined where one cannot be read or nobody needs the gem. */
function requirementsOn({ parents }: LockedGem): readonly Requirement[] | undefined {
  const texts = parents.flatMap(({ requirements }) => requirements);
  const read = texts.map(parseRequirementList).filter((requirement) => requirement !== undefined);
  return read.length === 0 || read.length < texts.length ? undefined : read;
}
