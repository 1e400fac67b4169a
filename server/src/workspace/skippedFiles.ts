import ignore, { type Ignore } from 'ignore';
import { isCheapGlob } from '../linter/globCost.ts';

/** Folders that hold other people's code or no code; a project that keeps its own there names it as a path. */
const skippedFolders = new Set([
  '.git',
  '.hg',
  '.svn',
  'node_modules',
  '.bundle',
  '.yarn',
  'tmp',
  'log',
  'coverage',
  '.cache',
]);
const skippedBelowVendor = new Set(['bundle', 'cache', 'ruby', 'bundler']);

/** A `.gitignore`, and the folder that it speaks for. */
export interface IgnoreFile {
  readonly folder: string;
  readonly rules: Ignore;
}

/** The rules of `.gitignore`'s text for what lies below `folder`; patterns that no matcher gets to the end of are left out. */
export function ignoreFile(folder: string, text: string): IgnoreFile {
  return { folder, rules: ignore().add(text.split(/\r?\n/).filter(isCheapGlob)) };
}

/** Whether a walk leaves a folder out because of its name; `parent` is where it lies. */
export function isSkippedFolder(parent: string, name: string): boolean {
  return skippedFolders.has(name) || (skippedBelowVendor.has(name) && /(?:^|[\\/])vendor$/.test(parent));
}

/** Whether one of `ignores`, all of folders above `path`, names it; a folder's path ends in a slash. */
export function isIgnored(path: string, ignores: readonly IgnoreFile[]): boolean {
  return ignores.some(({ folder, rules }) => rules.ignores(path.slice(folder.length + 1).replaceAll('\\', '/')));
}
