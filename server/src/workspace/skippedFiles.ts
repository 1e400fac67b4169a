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
  /** Those that can name a `.rb` file, which nearly all files are that a walk asks for: a tenth of most lists. */
  readonly rubyRules: Ignore;
}

/** The rules of `.gitignore`'s text for what lies below `folder`; patterns that no matcher gets to the end of are left out. */
export function ignoreFile(folder: string, text: string): IgnoreFile {
  const lines = text.split(/\r?\n/).filter(isCheapGlob);
  return { folder, rules: ignore().add(lines), rubyRules: ignore().add(lines.filter(mayNameRuby)) };
}

/** Whether a line can speak of a `.rb` file whose folder is not ignored: it allows something, or its last part can end so. */
function mayNameRuby(line: string): boolean {
  const last = line.trimEnd().replace(/^.*\/(?=.)/, '');
  return line.startsWith('!') || line.includes('\\') || /\.rb$|[*?\]][^.]*$/i.test(last);
}

/** Whether a walk leaves a folder out because of its name; `parent` is where it lies. */
export function isSkippedFolder(parent: string, name: string): boolean {
  return skippedFolders.has(name) || (skippedBelowVendor.has(name) && /(?:^|[\\/])vendor$/.test(parent));
}

/** Whether one of `ignores`, all of folders above `path`, names it, where none names a folder above it; a folder's path ends in a slash. */
export function isIgnored(path: string, ignores: readonly IgnoreFile[]): boolean {
  const isRuby = path.endsWith('.rb');
  return ignores.some(({ folder, rules, rubyRules }) =>
    (isRuby ? rubyRules : rules).ignores(path.slice(folder.length + 1).replaceAll('\\', '/')),
  );
}
