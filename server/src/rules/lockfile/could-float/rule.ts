import { breakingBoundary } from '../../../dependencies/boundary.ts';
import { holdOn } from '../../../dependencies/ceiling.ts';
import { edgeText } from '../../../dependencies/messages.ts';
import { parseRequirementList } from '../../../dependencies/requirement.ts';
import { parseVersion } from '../../../dependencies/version.ts';
import { defineRule } from '../../../linter/rule.ts';

export default defineRule({
  meta: {
    severity: 'hint',
    offByDefault: true,
    fixable: false,
    since: '0.1.0',
    messages: {
      open: '{gem} {version} is held only by floors ({parents}); the next `bundle update` may take {next}.',
    },
  },
  create(context) {
    return {
      lockedGem(gem) {
        const version = parseVersion(gem.version);
        const range = gem.specs[0]?.range;
        const requirements = gem.parents
          .flatMap((edge) => edge.requirements)
          .map(parseRequirementList)
          .filter((requirement) => requirement !== undefined);
        if (gem.direct || version === undefined || range === undefined || gem.source !== 'gem') {
          return;
        }
        const hold = holdOn(gem.name, version, requirements);
        if (hold === 'open' || hold === 'loose') {
          context.report({
            range,
            gem: { name: gem.name, version: gem.version },
            messageId: 'open',
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
