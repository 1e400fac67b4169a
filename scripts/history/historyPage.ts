import { breakageText } from '../../server/src/dependencies/messages.ts';
import { type AppYear, appYears, type JudgedHistory, quantile, table } from './historyTables.ts';

/** The page docs/history.md: how loud Lintel would have been in each application and year. `since` is the first day that counts. */
export function historyPage(histories: readonly JudgedHistory[], since: string): string {
  const years = appYears(histories);
  const total = years.reduce((sum, { changes }) => sum + changes, 0);
  const alarmed = years.reduce((sum, year) => sum + year.alarmed, 0);
  return `<!-- Written by scripts/measure-history.ts. Do not edit. -->
# How loud Lintel would have been

What \`lintel majors\` says of every commit that changed the \`Gemfile.lock\` of ${histories.length} public applications: ${total} changes since ${since}.
The two levels that interrupt people, errors and warnings, come to **${medianLoud(years)} a year in the median**; the aim is less than 3.
${alarmed} changes (${rounded((100 * alarmed) / Math.max(total, 1))} %) have one.

${summary(years)}

## Method

Each commit of the default branch's first-parent line that changed the lock in the root is compared with its first parent, as a pull request
is with its base: both locks and both Gemfiles are read as in the editor, without running anything, and each crossing of a major is judged.
The date is the day the commit landed.

- A family that crosses together (the Rails gems) counts once, with its loudest member.
- *invited* is what the summary line of a report tells and no finding is made of: declared gems, and families of declared gems.
- Moves down are not counted.
- *alarmed* are the changes with at least one error or warning.
- A year is complete (no \\*) when the branch existed on its first day and on its last.

## Findings per application and year

${table(
  ['application', 'year', 'changes', 'error', 'warning', 'info', 'hint', 'invited', 'alarmed', 'error + warning'],
  years.map(({ app, year, complete, changes, counts, alarmed, loud }) => [
    app,
    complete ? year : `${year}\\*`,
    changes,
    counts.error,
    counts.warning,
    counts.info,
    counts.hint,
    counts.invited,
    alarmed,
    loud,
  ]),
)}

## Known breakages

Every error, and every warning of something that breaks under a condition, so that they can be looked up.

${table(['application', 'date', 'commit', 'level', 'gem', 'from', 'to', 'how', 'what'], breakageRows(histories))}

## Warnings by gem

${table(['gem', 'times', 'applications'], warningRows(histories))}

## What this does not show

- The data of known breakages was written with hindsight: an error counts here though nobody could have known on that day.
- Whether an application uses what a known breakage needs (a Redis cache store, say) is not looked up in its Ruby files. Such a finding counts as
  a warning; in a checkout it may be an error. The sum of both is the same.
- Some of the repositories are forks or former addresses of an application. Their branch is read as it stands.
- Gems that a Gemfile takes from another file (\`eval_gemfile\`, \`gemspec\`) count as production's, so that they are too loud rather than too quiet.
- A branch that takes many updates in one commit hides what went up and down in between. One that moves back and forth is counted each time.
- One commit is not one pull request where people push to the default branch.

## Measure again

\`\`\`console
$ git clone --bare https://github.com/huginn/huginn.git
$ node --import tsx scripts/measure-history.ts huginn/huginn=huginn.git
\`\`\`

Any number of \`NAME=GIT_DIRECTORY\` may follow. \`--write\` writes this page.
`;
}

function summary(years: readonly AppYear[]): string {
  const complete = years.filter((year) => year.complete);
  const row = (label: string, of: readonly AppYear[]) => {
    const loud = of.map((year) => year.loud);
    return [
      label,
      of.length,
      rounded(quantile(loud, 0.5)),
      rounded(quantile(loud, 0.9)),
      rounded(quantile(loud, 1)),
      rounded(mean(loud)),
      of.reduce((sum, { counts }) => sum + counts.error, 0),
      loud.filter((count) => count < 3).length,
    ];
  };
  return table(
    [
      'errors + warnings of one application in one year',
      'cases',
      'median',
      '90 %',
      'most',
      'mean',
      'errors in all',
      'below 3',
    ],
    [row('every year', years), row('complete years', complete)],
  );
}

function medianLoud(years: readonly AppYear[]): number {
  return rounded(
    quantile(
      years.map(({ loud }) => loud),
      0.5,
    ),
  );
}

function breakageRows(histories: readonly JudgedHistory[]): readonly (readonly string[])[] {
  return histories.flatMap(({ app, findings }) =>
    findings
      .filter(({ level, threat }) => threat.breaks && (level === 'error' || level === 'warning'))
      .map(({ level, date, commit, threat }) => {
        const { gem, from, to, origin } = threat.crossing;
        return [app, date, commit.slice(0, 9), level, gem.name, from, to, origin, breakageText(threat) ?? ''];
      }),
  );
}

function warningRows(histories: readonly JudgedHistory[]): readonly (readonly (string | number)[])[] {
  const seen = new Map<string, { times: number; readonly apps: Set<string> }>();
  for (const { app, findings } of histories) {
    for (const { threat } of findings.filter(({ level }) => level === 'warning')) {
      const row = seen.get(threat.crossing.gem.name) ?? { times: 0, apps: new Set<string>() };
      row.times += 1;
      row.apps.add(app);
      seen.set(threat.crossing.gem.name, row);
    }
  }
  return [...seen]
    .sort(([a, x], [b, y]) => y.times - x.times || a.localeCompare(b))
    .map(([gem, { times, apps }]) => [gem, times, apps.size]);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(values.length, 1);
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}
