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
  readonly lines: readonly string[];
  readonly rules: Ignore;
  /** Those that can name a `.rb` file, which nearly all files are that a walk asks for: of GitLab's 129 rules 15. */
  readonly rubyRules: Ignore;
}

/** The rules of `.gitignore`'s text for what lies below `folder`; patterns that no matcher gets to the end of are left out. */
export function ignoreFile(folder: string, text: string): IgnoreFile {
  return ignoreLines(folder, text.split(/\r?\n/).filter(isCheapGlob));
}

function ignoreLines(folder: string, lines: readonly string[]): IgnoreFile {
  // As git does where nobody told it otherwise: `Icon?` of a Mac is no folder `icons`.
  const rulesOf = (some: readonly string[]) => ignore({ ignorecase: false }).add(some);
  return { folder, lines, rules: rulesOf(lines), rubyRules: rulesOf(lines.filter(mayNameRuby)) };
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

/**
 * Whether `ignores`, of folders above `path`, outermost first, leave out a file there: the innermost that speaks of it decides, as with git. They
 * are those of `ignoresBelow` for its folder.
 */
export function isIgnored(path: string, ignores: readonly IgnoreFile[]): boolean {
  return ignores.map((list) => speaksOf(list, path)).findLast((said) => said !== undefined) === 'ignored';
}

/** What `ignores` say of that which is in the folder at `path`; undefined where they leave the folder out. */
export function ignoresBelow(path: string, ignores: readonly IgnoreFile[]): readonly IgnoreFile[] | undefined {
  const folder = `${path}/`;
  if (isIgnored(folder, ignores)) {
    return undefined;
  }
  // What an inner list takes back, an outer one would leave out with all that is in it.
  return ignores.map((list) => (speaksOf(list, folder) === 'ignored' ? allowing(list, path) : list));
}

function allowing(list: IgnoreFile, path: string): IgnoreFile {
  const name = below(list, path).replace(/[\\*?[\]!# ]/g, '\\$&');
  return ignoreLines(list.folder, [...list.lines, `!/${name}`]);
}

function speaksOf(list: IgnoreFile, path: string): 'ignored' | 'unignored' | undefined {
  const rules = path.endsWith('.rb') ? list.rubyRules : list.rules;
  const { ignored, unignored } = rules.test(below(list, path));
  return ignored ? 'ignored' : unignored ? 'unignored' : undefined;
}

function below({ folder }: IgnoreFile, path: string): string {
  return path.slice(folder.length + 1).replaceAll('\\', '/');
}
