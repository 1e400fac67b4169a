/**
 * Reads every Gemfile below some folders with Lintel, runs it with the Bundler on the path, and says where the two differ. A Gemfile is a
 * program: give it only folders that you trust.
 *
 *     node --import tsx scripts/compare-gemfiles.ts FOLDER…
 */
import { loadNodeRubyParser } from '../server/src/workspace/nodeGrammar.ts';
import { compareGemfiles } from '../test/real-bundler/compareGemfiles.ts';
import { findGemfiles } from './check-pins/findGemfiles.ts';

const files = process.argv.slice(2).flatMap(findGemfiles);
const comparisons = compareGemfiles(files, await loadNodeRubyParser());
for (const { path, error, differences } of comparisons) {
  if (error !== null || differences.length > 0) {
    console.log(path);
    for (const line of error === null ? differences : [`does not run here: ${error.split('\n')[0]}`]) {
      console.log(`  ${line}`);
    }
  }
}
const run = comparisons.filter(({ error }) => error === null);
const sum = (count: (comparison: (typeof run)[number]) => number) => run.reduce((total, one) => total + count(one), 0);
console.log(
  `${files.length} Gemfiles, ${run.length} run here: ${sum(({ dependencies }) => dependencies)} gems, ` +
    `${sum(({ differences }) => differences.length)} read wrongly, ${sum(({ unknown }) => unknown)} partly unknown`,
);
process.exitCode = sum(({ differences }) => differences.length) === 0 ? 0 : 1;
