/**
 * Compares the versions and requirements of Lintel with those of the Ruby on the path, over a million cases or as many as are asked for.
 *
 *     node --import tsx test/real-ruby/versions.fuzz.ts [COUNT [SEED]]
 */
import { compareVersionsWithRuby } from './compareVersionsWithRuby.ts';

const [count = 1_000_000, seed = 20_261_124] = process.argv.slice(2).map(Number);
const { tried, differences } = await compareVersionsWithRuby(count, seed);
for (const difference of differences.slice(0, 20)) {
  console.log(difference);
}
console.log(`${tried} cases with seed ${seed}: ${differences.length} differ`);
process.exitCode = tried === count && differences.length === 0 ? 0 : 1;
