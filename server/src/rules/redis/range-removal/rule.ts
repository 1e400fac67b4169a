import { isOpsPath } from '../../../linter/paths.ts';
import { defineRule } from '../../../linter/rule.ts';
import { keyLabel } from '../../../redis/rewrite/keyLabel.ts';
import { literalName } from '../../../redis/rewrite/options.ts';
import { isEverything, rankRange } from '../../../redis/rewrite/range.ts';
import { type Site, siteOf } from '../../../redis/rewrite/site.ts';
import { sizeEvidence } from '../../../redis/rewrite/size.ts';

const manyRanks = 1_000;
const jobPath = /(?:^|\/)(?:workers|jobs)\//;

/** Reports removals of a range that can be everything. */
export default defineRule({
  meta: {
    severity: 'hint',
    fixable: false,
    since: '0.1.0',
    messages: {
      removal:
        '{command} can remove any number of members of {key} in one command, O(log N + M); where that is many, read 1,000 with a limit and ZREM them, until none is left.',
    },
  },
  create(context) {
    const path = context.snapshot.path(context.uri);
    const isJob = jobPath.test(path) || isOpsPath(path, context.config);
    return {
      redisCall(call) {
        const site = siteOf(context, call);
        const evidence = sizeEvidence(site);
        if (evidence === 'bounded' || !canRemoveAll(site)) {
          return;
        }
        const severity = isJob && evidence === 'grows' ? 'info' : 'hint';
        const data = { command: call.command, key: keyLabel(call) };
        context.report({ range: call.range, messageId: 'removal', data, severity });
      },
    };
  },
});

function canRemoveAll(site: Site): boolean {
  const [, from] = site.call.args;
  switch (site.call.command) {
    case 'ZREMRANGEBYSCORE':
      return literalName(from)?.toLowerCase() === '-inf';
    case 'ZREMRANGEBYLEX':
      return literalName(from) === '-';
    case 'ZREMRANGEBYRANK': {
      const range = rankRange(site);
      return range !== undefined && (isEverything(range) || removesMost(range));
    }
    default:
      return false;
  }
}

/** `0, -101` leaves the best hundred, however many there were; `0, 50_000` takes that many. */
function removesMost({ from, to }: { from: number; to: number }): boolean {
  return from >= 0 && (to < 0 || to - from + 1 > manyRanks);
}
