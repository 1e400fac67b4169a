/**
 * Tells how loud Lintel would have been over the history of some applications: what it says of each commit that changed the Gemfile.lock in
 * the root, per application and year, as Markdown. `--write` writes docs/history.md instead of printing it.
 *
 *     node --import tsx scripts/measure-history.ts [--write] NAME=GIT_DIRECTORY…
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { loadNodeRubyParser } from '../server/src/workspace/nodeGrammar.ts';
import { historyPage } from './history/historyPage.ts';
import { judgeHistory } from './history/judgeHistory.ts';
import { lockHistory } from './history/lockHistory.ts';

const since = '2019-01-01';
const page = fileURLToPath(new URL('../docs/history.md', import.meta.url));

const parser = await loadNodeRubyParser();
const named = process.argv.slice(2).filter((argument) => argument !== '--write');
const histories = named.map((argument) => {
  const [, app = argument, gitDir = argument] = /^([^=]+)=(.+)$/.exec(argument) ?? [];
  const history = lockHistory(gitDir, since);
  console.error(`${app}: ${history.changes.length} changes, ${history.first} to ${history.last}`);
  return { app, ...history, findings: judgeHistory(history.changes, parser) };
});
const text = historyPage(histories, since);
if (process.argv.includes('--write')) {
  writeFileSync(page, text);
} else {
  console.log(text);
}
