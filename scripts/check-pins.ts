/**
 * Pins two gems in every Gemfile below some folders, in memory, and judges the results: valid Ruby, no new offence of RuboCop's Bundler
 * cops (and of Layout/LineLength and Layout/EmptyLines), and exactly the pin added for Bundler. A Gemfile is a program: give it only folders
 * that you trust. Needs ruby, bundler and rubocop.
 *
 *     node --import tsx scripts/check-pins.ts FOLDER…
 */
import { loadNodeRubyParser } from '../server/src/workspace/nodeGrammar.ts';
import { evaluateGemfiles } from '../test/real-bundler/evaluateGemfiles.ts';
import { findGemfiles } from './check-pins/findGemfiles.ts';
import { newOffences } from './check-pins/offences.ts';
import { type PinAttempt, pinBoth } from './check-pins/pinBoth.ts';

const parser = await loadNodeRubyParser();
const files = process.argv.slice(2).flatMap(findGemfiles);
const attempts = files.flatMap((file) => pinBoth(file, parser));
const pinned = attempts.filter((attempt) => attempt.after !== undefined);
const before = evaluateGemfiles(pinned.map(({ path, text }) => ({ path, text })));
const after = evaluateGemfiles(pinned.map(({ path, after: text }) => ({ path, text: text ?? '' })));
const offences = newOffences(pinned);

let failures = 0;
const refusals = new Map<string, number>();
const counts = { syntax: 0, bundler: 0, rubocop: 0, notRun: 0 };
pinned.forEach((attempt, index) => {
  const problems: string[] = [];
  const [was, is] = [before[index], after[index]];
  if (is?.syntaxError) {
    problems.push(`syntax: ${is.syntaxError}`);
  } else {
    counts.syntax++;
  }
  if (was?.error) {
    counts.notRun++;
  } else {
    const difference = unexpectedChange(attempt, was?.dependencies ?? [], is?.dependencies ?? []);
    const problem = is?.error ?? difference;
    if (problem === undefined) {
      counts.bundler++;
    } else {
      problems.push(`Bundler: ${problem}`);
    }
  }
  const found = offences[index] ?? [];
  if (found.length === 0) {
    counts.rubocop++;
  }
  problems.push(...found);
  if (problems.length > 0) {
    failures++;
    console.log(`${attempt.path}: ${attempt.gem}`);
    for (const problem of problems) {
      console.log(`  ${problem}`);
    }
  }
});
for (const { reason } of attempts.filter(({ after: text }) => text === undefined)) {
  const kind = (reason ?? '').replace(/^\S+ (?=is|comes)/, '').replace(/\(.*/, '(…)');
  refusals.set(kind, (refusals.get(kind) ?? 0) + 1);
}
const gemfiles = new Set(pinned.map(({ path }) => path)).size;
console.log(`${files.length} Gemfiles, ${attempts.length} pins: ${pinned.length} written in ${gemfiles} Gemfiles`);
console.log(
  `  new ${pinned.filter(({ edited }) => !edited).length}, edits of a declaration ${pinned.filter(({ edited }) => edited).length}`,
);
console.log(
  `  valid Ruby ${counts.syntax}, no new offence ${counts.rubocop}, accepted by Bundler ${counts.bundler}` +
    ` (${counts.notRun} do not run here even without the pin)`,
);
for (const [reason, count] of refusals) {
  console.log(`  refused ${count}: ${reason}`);
}
process.exitCode = failures === 0 ? 0 : 1;

function unexpectedChange(
  { gem, requirement }: PinAttempt,
  was: (typeof before)[number]['dependencies'],
  is: (typeof before)[number]['dependencies'],
): string | undefined {
  const others = (dependencies: typeof was) => JSON.stringify(dependencies.filter(({ name }) => name !== gem));
  const own = is.filter(({ name }) => name === gem);
  if (others(was) !== others(is)) {
    return 'other gems changed';
  }
  return own.length === 1 && String(own[0]?.requirements) === requirement
    ? undefined
    : `${gem} is ${JSON.stringify(own)}`;
}
