/**
 * Reads every lock in some folders with Lintel and with the Bundler on the path, and says where the two differ. Exit status 1 when they
 * do, or when Lintel reports a problem in a lock that Bundler reads.
 *
 *     node --import tsx scripts/compare-locks.ts FOLDER…
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compareLocks } from '../test/real-bundler/compareLocks.ts';

const texts = new Map(
  process.argv.slice(2).flatMap((folder) =>
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
const equal = comparisons.filter(({ raised, differences }) => raised === null && differences.length === 0);
const clean = equal.filter(({ problems }) => problems.length === 0);
console.log(
  `${texts.size} locks: ${equal.length} read as Bundler reads them, ${clean.length} of those without a problem`,
);
process.exitCode = clean.length === texts.size ? 0 : 1;
