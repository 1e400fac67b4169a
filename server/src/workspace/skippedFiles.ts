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
  /** Whether any of them can speak of what is at a path, where they leave out none of the folders around it. */
  readonly maySpeak: (place: Place) => boolean;
}

interface Place {
  /** Below the list's folder; with `/`, which a folder's path ends in. */
  readonly path: string;
  readonly name: string;
  /** The name of the folder around it. */
  readonly folder: string;
}

/** The rules of `.gitignore`'s text for what lies below `folder`; patterns that no matcher gets to the end of are left out. */
export function ignoreFile(folder: string, text: string): IgnoreFile {
  return ignoreLines(folder, text.split(/\r?\n/).filter(isCheapGlob));
}

function ignoreLines(folder: string, lines: readonly string[]): IgnoreFile {
  // As git does where nobody told it otherwise: `Icon?` of a Mac is no folder `icons`.
  return { folder, lines, rules: ignore({ ignorecase: false }).add(lines), maySpeak: speakers(lines) };
}

/** Most rules end in a name or in an extension: to compare those takes a tenth of the time of matching all. */
function speakers(lines: readonly string[]): (place: Place) => boolean {
  const names = new Set<string>();
  const others: ((place: Place) => boolean)[] = [];
  for (const line of lines.filter((line) => line.trim() !== '' && !line.startsWith('#'))) {
    const [last = '', before = ''] = line.replace(/^!/, '').trimEnd().replace(/\/$/, '').split('/').reverse();
    const isNamed = before !== '' && !isPattern(before);
    const [start, end] = [last.replace(/[*?[].*$/, ''), last.replace(/^.*[*?[\]]/, '')];
    if (line.includes('\\')) {
      others.push(() => true);
    } else if (!isPattern(last)) {
      names.add(last);
    } else if (last === '**') {
      others.push(({ path }) => !isNamed || path.includes(`${before}/`));
    } else {
      others.push(
        ({ name, folder }) => (!isNamed || folder === before) && name.startsWith(start) && name.endsWith(end),
      );
    }
  }
  return (place) => names.has(place.name) || others.some((may) => may(place));
}

function isPattern(part: string): boolean {
  return /[*?[]/.test(part);
}

/** Whether a walk leaves a folder out because of its name; `parent` is where it lies. */
export function isSkippedFolder(parent: string, name: string): boolean {
  return skippedFolders.has(name) || (skippedBelowVendor.has(name) && /(?:^|[\\/])vendor$/.test(parent));
}

/** Whether a walk does not get to `path`, below where it begins, because of the name of a folder. */
export function isBelowSkippedFolder(path: string): boolean {
  const names = path.split('/');
  return names.some((name, index) => isSkippedFolder(names.slice(0, index).join('/'), name));
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
  const name = placeBelow(list, path).path.replace(/[\\*?[\]!# ]/g, '\\$&');
  return ignoreLines(list.folder, [...list.lines, `!/${name}`]);
}

function speaksOf(list: IgnoreFile, path: string): 'ignored' | 'unignored' | undefined {
  const place = placeBelow(list, path);
  if (!list.maySpeak(place)) {
    return undefined;
  }
  const { ignored, unignored } = list.rules.test(place.path);
  return ignored ? 'ignored' : unignored ? 'unignored' : undefined;
}

function placeBelow(list: IgnoreFile, path: string): Place {
  const below = path.slice(list.folder.length + 1).replaceAll('\\', '/');
  const end = below.endsWith('/') ? below.length - 1 : below.length;
  const slash = below.lastIndexOf('/', end - 1);
  const folder = below.slice(below.lastIndexOf('/', slash - 1) + 1, Math.max(slash, 0));
  return { path: below, name: below.slice(slash + 1, end), folder };
}
