import { createHash } from 'node:crypto';
import { readFileSync, type Stats, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { deserialize, serialize } from 'node:v8';
import { URI } from 'vscode-uri';
import type { Diagnostic } from '../linter/diagnostic.ts';
import { openCache } from '../workspace/nodeCache.ts';
import type { FoundProject, Project } from './openProject.ts';

/** What a run over a project came to. */
export interface Judgement {
  readonly diagnostics: readonly Diagnostic[];
  /** Ruby files that could not be read, and why. */
  readonly skipped: readonly (readonly [uri: string, reason: string])[];
}

/**
 * File systems count time in steps of up to two seconds: a file that was written within the last step could be written again and look
 * the same. git calls such an entry racily clean.
 */
const clockStepMs = 2_000;

/** Whether any judgement of this project is kept: then the next one may be known without reading. */
export function hasJudgementOf(folderUri: string): boolean {
  return openCache().has(prefixOf(folderUri));
}

function prefixOf(folderUri: string): string {
  return `${createHash('sha256').update(folderUri).digest('hex').slice(0, 16)}-`;
}

/**
 * The judgement of an earlier run in which everything that it depends on was the same, or else the one that `judge` makes, kept for the
 * next run. `question` is what was asked of the project. Ruby files are told apart by size, times and inode, without being read.
 */
export async function cachedJudgement(
  found: FoundProject,
  question: object,
  judge: () => Promise<Judgement>,
): Promise<Judgement> {
  const circumstances = hashOf(found.project, question);
  const key = circumstances && keyOf(circumstances, found.ruby);
  if (circumstances === undefined || key === undefined) {
    return judge();
  }
  const cache = openCache();
  const name = prefixOf(found.project.workspace.folderUri) + key;
  const known = read(cache.get(name));
  if (known !== undefined) {
    return known;
  }
  const judgement = await judge();
  // What changed while it was read is not what was judged.
  if (keyOf(circumstances, found.ruby) === key) {
    cache.put(name, serialize(judgement));
  }
  return judgement;
}

function read(bytes: Buffer | undefined): Judgement | undefined {
  try {
    return bytes && (deserialize(bytes) as Judgement);
  } catch {
    return undefined;
  }
}

/** All that findings depend on but Ruby files; undefined when run from sources, where which file is which version cannot be told. */
function hashOf({ workspace, uris, notes }: Project, question: object): Buffer | undefined {
  const program = fileURLToPath(import.meta.url);
  if (!program.endsWith('.cjs')) {
    return undefined;
  }
  const { folderUri, config, comparisons, texts } = workspace;
  return createHash('sha256')
    .update(readFileSync(program))
    .update(serialize([question, folderUri, config, comparisons, texts, uris, notes]))
    .digest();
}

/** Undefined when a file's look does not tell whether it will have changed. */
function keyOf(circumstances: Buffer, uris: readonly string[]): string | undefined {
  const latest = Date.now() - clockStepMs;
  const hash = createHash('sha256').update(circumstances);
  for (const uri of uris) {
    const info = look(URI.parse(uri).fsPath);
    if (info !== undefined && Math.max(info.mtimeMs, info.ctimeMs) > latest) {
      return undefined;
    }
    hash.update(`${uri} ${info?.size} ${info?.mtimeMs} ${info?.ctimeMs} ${info?.ino} ${info?.mode}\n`);
  }
  return hash.digest('hex');
}

/** Nothing for a file that is gone, or that its folder does not let anybody look at: its reading will say so. */
function look(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}
