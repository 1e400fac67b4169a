/**
 * Reads every lock in some folders with Lintel and with the Bundler on the path, and says where the two differ. Exit status 1 when they
 * differ, or Bundler refuses a lock, and Lintel reports no problem that explains it. With `--clean`, for folders of healthy locks, also
 * when Lintel reports a problem at all.
 *
 *     node --import tsx scripts/compare-locks.ts [--clean] FOLDER…
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { compareLocks } from '../test/real-bundler/compareLocks.ts';

const { values, positionals: folders } = parseArgs({
  allowPositionals: true,
  options: { clean: { type: 'boolean', default: false } },
});
const texts = new Map(
  folders.flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => name.endsWith('.lock') || name.endsWith('.locked'))
      .map((name) => join(folder, name))
      .map((path): [string, string] => [path, readFileSync(path, 'utf8')]),
  ),
);
const comparisons = compareLocks(texts);
for (const { name, raised, differences, problems } of comparisons) {
  if (raised !== null || differences.length > 0 || problems.length > 0) {
    console.log(name);
    for (const line of [...(raised === null ? [] : [`Bundler raises ${raised}`]), ...differences, ...problems]) {
      console.log(`  ${line}`);
    }
  }
}
const isEqual = ({ raised, differences }: (typeof comparisons)[number]) => raised === null && differences.length === 0;
const unexplained = comparisons.filter((comparison) => !isEqual(comparison) && comparison.problems.length === 0);
const clean = comparisons.filter((comparison) => isEqual(comparison) && comparison.problems.length === 0);
console.log(
  [
    `${texts.size} locks: ${comparisons.filter(isEqual).length} read as Bundler reads them (${clean.length} without a problem)`,
    `${comparisons.filter(({ raised }) => raised !== null).length} refused by Bundler`,
    `${comparisons.filter((comparison) => comparison.raised === null && !isEqual(comparison)).length} read otherwise`,
    `${unexplained.length} of these without a problem that says why`,
  ].join(', '),
);
const failed = values.clean ? clean.length < texts.size : unexplained.length > 0;
process.exitCode = failed || texts.size === 0 || comparisons.length < texts.size ? 1 : 0;
