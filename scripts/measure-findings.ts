/**
 * Counts what `lintel check` finds in real projects, by project, rule and severity.
 *
 *     node --import tsx scripts/measure-findings.ts SRC_ROOT [--write] [--sample N]
 *
 * SRC_ROOT holds a project a folder. `--write` puts the tables below "## Figures" in docs/findings.md. `--sample N` prints N findings of
 * applications (projects with a Gemfile.lock), the same ones in every run, with the lines around them, to be read.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { URI } from 'vscode-uri';
import { openProject } from '../server/src/cli/openProject.ts';
import { analyze } from '../server/src/linter/analyze.ts';
import { type Diagnostic, severities } from '../server/src/linter/diagnostic.ts';
import { registry } from '../server/src/rules/registry.ts';

const { values, positionals } = parseArgs({
  options: { write: { type: 'boolean', default: false }, sample: { type: 'string' } },
  allowPositionals: true,
});
const [root] = positionals;
if (root === undefined) {
  console.error('usage: measure-findings.ts SRC_ROOT [--write] [--sample N]');
  process.exit(2);
}

const found: {
  readonly project: string;
  readonly files: number;
  readonly locked: boolean;
  readonly diagnostics: readonly Diagnostic[];
}[] = [];
for (const entry of readdirSync(root, { withFileTypes: true }).filter((candidate) => candidate.isDirectory())) {
  const { workspace, uris } = await openProject([join(root, entry.name)]);
  const snapshot = workspace.snapshot();
  const diagnostics = uris.flatMap((uri) => analyze(snapshot, uri, registry, workspace.config));
  found.push({
    project: entry.name.replace('__', '/'),
    files: uris.length,
    locked: existsSync(join(root, entry.name, 'Gemfile.lock')),
    diagnostics,
  });
}

const head = severities.join(' | ');
const line = `--- | ${severities.map(() => '--:').join(' | ')}`;
const counts = (diagnostics: readonly Diagnostic[]) =>
  severities.map((severity) => diagnostics.filter((diagnostic) => diagnostic.severity === severity).length).join(' | ');
const all = found.flatMap(({ diagnostics }) => diagnostics);
const rules = [...new Set(all.map(({ rule }) => rule))].sort();
const tables = `| rule | ${head} | with a fix |
| ${line} | --: |
${rules
  .map((rule) => {
    const own = all.filter((diagnostic) => diagnostic.rule === rule);
    return `| ${rule} | ${counts(own)} | ${own.filter(({ fixes }) => fixes.length > 0).length} |`;
  })
  .join('\n')}

| project | files | ${head} |
| --- | --: | ${severities.map(() => '--:').join(' | ')} |
${found.map(({ project, files, diagnostics }) => `| ${project} | ${files} | ${counts(diagnostics)} |`).join('\n')}
`;

if (values.write) {
  const figures = '## Figures\n\n';
  const target = join(fileURLToPath(new URL('..', import.meta.url)), 'docs/findings.md');
  const [text = ''] = readFileSync(target, 'utf8').split(figures);
  writeFileSync(target, text + figures + tables);
} else {
  console.log(tables);
}
for (const { uri, range, rule, severity, message } of sample(Number(values.sample ?? 0))) {
  const lines = readFileSync(URI.parse(uri).fsPath, 'utf8').split('\n');
  console.log(`\n${relative(root, URI.parse(uri).fsPath)}:${range.start.line + 1} ${severity} ${rule}\n  ${message}`);
  for (let at = Math.max(0, range.start.line - 4); at <= Math.min(lines.length - 1, range.start.line + 3); at++) {
    console.log(`  ${at === range.start.line ? '>' : ' '} ${lines[at]}`);
  }
}

/** By a hash of place and rule: neither chosen nor different from run to run. */
function sample(size: number): readonly Diagnostic[] {
  const key = ({ uri, range, rule }: Diagnostic) =>
    createHash('sha256')
      .update(`${relative(root ?? '', URI.parse(uri).fsPath)}:${range.start.line}:${rule}`)
      .digest('hex');
  const applications = found.filter(({ locked }) => locked).flatMap(({ diagnostics }) => diagnostics);
  return applications.sort((a, b) => (key(a) < key(b) ? -1 : 1)).slice(0, size);
}
