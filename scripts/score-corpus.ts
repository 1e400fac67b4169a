import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { URI } from 'vscode-uri';
import type { RedisCall } from '../server/src/redis/redisCall.ts';
import { nodeFileSystem } from '../server/src/workspace/nodeFileSystem.ts';
import { loadNodeRubyParser } from '../server/src/workspace/nodeGrammar.ts';
import { Workspace } from '../server/src/workspace/workspace.ts';
import { type Label, matchLabels, type Scored } from './score/matchLabels.ts';
import { accuracyTables } from './score/tables.ts';

/*
 * Judges `calls` by labelled call sites: `score-corpus.ts LABELS SRC_ROOT [--only REPO] [--part train|held] [--show] [--write FILE]`.
 * SRC_ROOT/<owner>__<name> holds a checkout of each labelled repository. Some of the repositories, chosen by a hash of their
 * names, are held out: `--show` never lists their sites, so that nobody tunes to them.
 */
const figures = '## Figures\n\n';
const [labelsPath, root, ...flags] = process.argv.slice(2);
if (labelsPath === undefined || root === undefined) {
  console.error('usage: score-corpus.ts LABELS SRC_ROOT [--only REPO] [--part train|held] [--show] [--write FILE]');
  process.exit(2);
}
const only = option('--only');
const part = option('--part');
const parser = await loadNodeRubyParser();
const labels = readFileSync(labelsPath, 'utf8')
  .trim()
  .split('\n')
  .map((line): Label => JSON.parse(line));
const scored: Scored[] = [];
const absent: string[] = [];
for (const repo of new Set(labels.map((label) => label.repo))) {
  const folder = join(root, repo.replace('/', '__'));
  const held = isHeldOut(repo);
  if ((only !== undefined && only !== repo) || (part !== undefined && (part === 'held') !== held)) {
    continue;
  }
  if (!existsSync(folder)) {
    absent.push(repo);
    continue;
  }
  scored.push(...matchLabels(repo, held, labels, await callsBelow(folder)));
}
const tables = accuracyTables(scored, absent);
console.log(tables);
if (flags.includes('--show')) {
  for (const { label, outcome, held, evidence } of scored) {
    if (!held && (outcome === 'missed' || outcome === 'false')) {
      const place = `${label.repo} ${label.path}:${label.line}`;
      console.log(
        `${outcome} ${label.context} ${place} ${label.receiver}.${label.method} (${label.how ?? label.note ?? ''}) ${evidence}`,
      );
    }
  }
}
const target = option('--write');
if (target !== undefined) {
  // What people wrote above the figures stays.
  const [text = ''] = existsSync(target) ? readFileSync(target, 'utf8').split(figures) : [''];
  writeFileSync(target, `${text}${figures}${tables}`);
}

function option(name: string): string | undefined {
  const at = flags.indexOf(name);
  return at === -1 ? undefined : flags[at + 1];
}

function isHeldOut(repo: string): boolean {
  return (createHash('sha256').update(repo).digest()[0] ?? 0) % 10 < 3;
}

/** The calls of one checkout, as its own workspace, with paths relative to it. */
async function callsBelow(folder: string): Promise<readonly { readonly path: string; readonly call: RedisCall }[]> {
  const folderUri = URI.file(folder).toString();
  const workspace = new Workspace(folderUri, parser);
  const uris: string[] = [];
  for await (const uri of nodeFileSystem.walk(folderUri)) {
    const read = await nodeFileSystem.read(uri);
    if (read.ok) {
      workspace.setText(uri, read.text);
      uris.push(uri);
    }
  }
  const { index } = workspace.snapshot();
  return uris.flatMap((uri) =>
    index.calls(uri).map((call) => ({ path: decodeURIComponent(uri.slice(folderUri.length + 1)), call })),
  );
}
