import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { historyPage } from '../scripts/history/historyPage.ts';
import { appYears, quantile } from '../scripts/history/historyTables.ts';
import { type HistoryFinding, judgeHistory } from '../scripts/history/judgeHistory.ts';
import { type LockHistory, lockHistory } from '../scripts/history/lockHistory.ts';
import { loadNodeRubyParser } from '../server/src/workspace/nodeGrammar.ts';

let folder: string;
let history: LockHistory;
let findings: readonly HistoryFinding[];

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lintel-history-'));
  git([], 'init', '-q', '-b', 'main');
  commit('2018-05-05', { rails: '5.2.0', pool: '1.0.0', excon: '0.60.0' });
  commit('2018-12-31', { rails: '5.2.0', pool: '2.0.0', excon: '0.60.0' });
  commit('2024-02-01', { rails: '8.0.4', pool: '2.5.5', excon: '0.60.0' });
  git([], 'checkout', '-q', '-b', 'topic');
  commit('2024-03-01', { rails: '8.0.4', pool: '3.0.0', excon: '0.60.0' });
  commit('2024-03-02', { rails: '8.0.4', pool: '3.0.2', excon: '0.61.0' });
  git([], 'checkout', '-q', 'main');
  git(['2025-01-02T00:00:00Z'], 'merge', '-q', '--no-ff', '-m', 'merge', 'topic');
  commit('2025-01-03', { rails: '8.0.4', pool: '2.5.5', excon: '0.61.0' });
  history = lockHistory(join(folder, '.git'), '2019-01-01');
  findings = judgeHistory(history.changes, await loadNodeRubyParser());
});
after(() => rmSync(folder, { recursive: true, force: true }));

function git([date = '']: readonly string[], ...args: string[]): void {
  const identity = {
    GIT_AUTHOR_NAME: 'a',
    GIT_AUTHOR_EMAIL: 'a@b',
    GIT_COMMITTER_NAME: 'a',
    GIT_COMMITTER_EMAIL: 'a@b',
  };
  const env = { ...process.env, ...identity, GIT_CONFIG_GLOBAL: '/dev/null', GIT_COMMITTER_DATE: date };
  execFileSync('git', args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
}

function commit(day: string, { rails, pool, excon }: { rails: string; pool: string; excon: string }): void {
  writeFileSync(
    join(folder, 'Gemfile'),
    'source "https://rubygems.org"\ngem "rails"\ngem "sidekiq"\ngroup(:test) { gem "fog" }\n',
  );
  writeFileSync(
    join(folder, 'Gemfile.lock'),
    `GEM
  remote: https://rubygems.org/
  specs:
    activesupport (${rails})
      connection_pool (>= 2.2.5)
    connection_pool (${pool})
    excon (${excon})
    fog (1.0.0)
      excon
    rails (${rails})
      activesupport (= ${rails})
    sidekiq (7.3.9)
      connection_pool (>= 2.3.0)

PLATFORMS
  ruby

DEPENDENCIES
  fog
  rails
  sidekiq
`,
  );
  git([], 'add', '-A');
  git([`${day}T12:00:00Z`], 'commit', '-q', '-m', day);
}

describe('the history of a lock', () => {
  it('is the first-parent line since a day, each commit with its parent', () => {
    assert.deepEqual([history.first, history.last], ['2018-05-05', '2025-01-03']);
    assert.deepEqual(
      history.changes.map(({ date }) => date),
      ['2025-01-03', '2025-01-02', '2024-02-01'],
    );
    const merge = history.changes[1];
    assert.match(merge?.base.lock ?? '', /connection_pool \(2\.5\.5\)/);
    assert.match(merge?.head.lock ?? '', /connection_pool \(3\.0\.2\)/);
    assert.match(merge?.head.gemfile ?? '', /gem "fog"/);
  });

  it('is judged change by change: a family once, nothing that went back', () => {
    assert.deepEqual(
      findings.map(({ date, level, threat }) => [date, level, threat.crossing.gem.name]),
      [
        ['2025-01-02', 'error', 'connection_pool'],
        ['2025-01-02', 'hint', 'excon'],
        ['2024-02-01', 'invited', 'activesupport'],
      ],
    );
  });

  it('is counted per application and year', () => {
    const years = appYears([{ app: 'a/b', ...history, findings }]);
    assert.deepEqual(
      years.map(({ year, complete, changes, counts, alarmed, loud }) => ({
        year,
        complete,
        changes,
        counts,
        alarmed,
        loud,
      })),
      [
        {
          year: '2024',
          complete: true,
          changes: 1,
          counts: { error: 0, warning: 0, info: 0, hint: 0, invited: 1 },
          alarmed: 0,
          loud: 0,
        },
        {
          year: '2025',
          complete: false,
          changes: 2,
          counts: { error: 1, warning: 0, info: 0, hint: 1, invited: 0 },
          alarmed: 1,
          loud: 1,
        },
      ],
    );
  });

  it('makes a page that names each error with what it breaks', () => {
    const page = historyPage([{ app: 'a/b', ...history, findings }], '2019-01-01');
    assert.match(page, /\*\*0\.5 a year in the median\*\*/);
    assert.match(
      page,
      /\| a\/b \| 2025-01-02 \| [0-9a-f]{9} \| error \| connection_pool \| 2\.5\.5 \| 3\.0\.2 \| floated \| breaks sidekiq 7\.3\.9 /,
    );
    assert.match(page, /\| a\/b \| 2025\\\* \| 2 \| 1 \| 0 \| 0 \| 1 \| 0 \| 1 \| 1 \|/);
  });
});

describe('a quantile', () => {
  it('lies between the two nearest values', () => {
    assert.deepEqual(
      [quantile([3, 1, 2], 0.5), quantile([4, 1, 2, 3], 0.5), quantile([1, 2], 1), quantile([], 0.5)],
      [2, 2.5, 2, 0],
    );
  });
});
