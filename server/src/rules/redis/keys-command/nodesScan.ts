import { batchSize } from '../../../redis/rewrite/commandText.ts';
import { freshName } from '../../../redis/rewrite/freshName.ts';
import { canNest } from '../../../redis/rewrite/nesting.ts';
import { type Rewrite, rewrite } from '../../../redis/rewrite/rewrite.ts';
import { isSimple } from '../../../redis/rewrite/scanRewrite.ts';
import type { Site } from '../../../redis/rewrite/site.ts';

/** A ring of servers has no `scan_each` of its own: each node is scanned. */
export function nodesScan(site: Site, further: readonly string[]): Rewrite | undefined {
  const { call, usage, args, uri } = site.call;
  if (usage.kind === 'statement' || !isSimple(site, call) || !canNest(site, call.range)) {
    return undefined;
  }
  const [pattern] = args;
  const match = pattern === undefined ? '' : `match: ${site.text(pattern.range)}, `;
  const node = freshName(site, 'node');
  const scan = `${node}.scan_each(${match}count: ${batchSize(site)}).to_a`;
  const newText = `${site.receiver}.nodes.flat_map { |${node}| ${scan} }.uniq`;
  const differences = [
    'another order; keys made or removed meanwhile may be seen or not; a key on two nodes comes once',
    ...further,
  ];
  return rewrite(uri, 'Iterate with SCAN on each node', [{ range: call.range, newText }], differences);
}
