/**
 * Applies every fix that Lintel offers in real projects, to copies, and judges what came out.
 *
 *     node --import tsx scripts/check-fixes.ts SRC_ROOT [LABELS]
 *
 * SRC_ROOT holds a project a folder. Told are: files that `ruby -c` accepted before and refuses after, findings with a fix that are still there
 * after the fixes, and, with labels, fixes offered where a label says that the plain rewrite would be wrong. Exit status 1 for the first two.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { URI } from 'vscode-uri';
import { openProject } from '../server/src/cli/openProject.ts';
import { analyze } from '../server/src/linter/analyze.ts';
import { applyFixes } from '../server/src/linter/applyFixes.ts';
import type { Diagnostic } from '../server/src/linter/diagnostic.ts';
import type { Applicability } from '../server/src/linter/fix.ts';
import { registry } from '../server/src/rules/registry.ts';

interface Label {
  readonly repo: string;
  readonly path: string;
  readonly line: number;
  readonly method: string;
  readonly receiver: string;
  readonly fix_valid: boolean | null;
  readonly why_not: string | null;
}

const [root, labelsPath] = process.argv.slice(2);
if (root === undefined) {
  console.error('usage: check-fixes.ts SRC_ROOT [LABELS]');
  process.exit(2);
}
const rules = registry.filter(({ id }) => id.startsWith('redis/'));
const invalid =
  labelsPath === undefined ? [] : readLabels(labelsPath).filter(({ fix_valid: valid }) => valid === false);
const allowed = new Set<Applicability>(['safe', 'unsafe']);
const totals = { projects: 0, findings: 0, fixes: 0, files: 0, refused: 0, remaining: 0, contradicted: 0 };

for (const name of readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isDirectory())) {
  await judge(join(root, name.name));
}
console.log(JSON.stringify(totals));
process.exitCode = totals.refused + totals.remaining > 0 ? 1 : 0;

async function judge(folder: string): Promise<void> {
  const { workspace, uris } = await openProject([folder]);
  const all = () => {
    const snapshot = workspace.snapshot();
    return uris.flatMap((uri) => analyze(snapshot, uri, rules, workspace.config));
  };
  const before = all();
  const original = workspace.snapshot();
  contradictions(folder, before);
  let left: readonly Diagnostic[] = before;
  const { changed, applied } = applyFixes(
    before,
    allowed,
    (uri) => original.text(uri),
    (texts) => {
      for (const [uri, text] of texts) {
        workspace.setText(uri, text);
      }
      left = all();
      return left;
    },
  );
  totals.projects++;
  totals.findings += before.length;
  totals.fixes += applied;
  totals.files += changed.size;
  for (const [uri, text] of changed) {
    const old = original.text(uri) ?? '';
    if (isRuby(old) && !isRuby(text)) {
      totals.refused++;
      console.log(`REFUSED ${URI.parse(uri).fsPath}\n${rubyErrors(text)}`);
    }
  }
  for (const { rule, uri, range } of left.filter(({ fixes }) => fixes.some((fix) => allowed.has(fix.applicability)))) {
    totals.remaining++;
    console.log(`REMAINS ${rule} ${URI.parse(uri).fsPath}:${range.start.line + 1}`);
  }
}

function contradictions(folder: string, diagnostics: readonly Diagnostic[]): void {
  for (const label of invalid.filter(({ repo }) => repo.replace('/', '__') === basename(folder))) {
    const uri = URI.file(join(folder, label.path)).toString();
    for (const { rule, range, fixes } of diagnostics.filter((diagnostic) => diagnostic.uri === uri)) {
      if (range.start.line + 1 === label.line && fixes.length > 0) {
        totals.contradicted++;
        const place = `${label.repo} ${label.path}:${label.line} ${label.receiver}.${label.method}`;
        console.log(`LABEL ${place}: ${label.why_not}\n      ${rule}: ${fixes[0]?.title} (${fixes[0]?.applicability})`);
      }
    }
  }
}

function isRuby(text: string): boolean {
  return spawnSync('ruby', ['-c', '-W0', '-'], { input: text }).status === 0;
}

function rubyErrors(text: string): string {
  return spawnSync('ruby', ['-c', '-W0', '-'], { input: text, encoding: 'utf8' }).stderr.slice(0, 500);
}

function readLabels(path: string): readonly Label[] {
  return readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map((line): Label => JSON.parse(line));
}
