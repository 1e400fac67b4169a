import { URI } from 'vscode-uri';
import type { Base } from '../dependencies/bundle.ts';
import { readGemfile } from '../dependencies/readGemfile.ts';
import { fileKind, gemfileOf } from '../syntax/fileKind.ts';
import { parseLockfile } from '../syntax/lockfile/parseLockfile.ts';
import type { RubyParser } from '../syntax/rubyParser.ts';
import type { FileSystem } from './fileSystem.ts';

/** What a base is looked for with. */
export interface BaseOptions {
  /** A git ref, a lockfile (its path as the file system resolves it, or a `file:` URI), or `none`; undefined for the merge base. */
  readonly asked: string | undefined;
  /** On the default branch itself CI judges the newest commit, an editor the work on top of it. */
  readonly ci: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal?: AbortSignal;
}

/** Finds what locks are compared with. */
export interface BaseFinder {
  /** Never rejects: what stands in the way is the reason of an absent base. */
  find(lockUris: readonly string[], options: BaseOptions): Promise<FoundBases>;
}

export interface FoundBases {
  /** The base of each lock, by its URI. */
  readonly bases: ReadonlyMap<string, Base>;
  /** Where it is the same another time, so are the bases. Undefined where it cannot tell: a file may have changed, a blob been fetched. */
  readonly identity: string | undefined;
}

/** What locks are compared with where git cannot be asked: another lockfile, when one is named. `reason` says why git cannot. */
export function fileBaseFinder(fileSystem: FileSystem, parser: RubyParser, reason: string): BaseFinder {
  return {
    async find(lockUris, { asked }) {
      const fromFiles = await basesWithoutGit(fileSystem, parser, lockUris, asked);
      const bases = new Map(lockUris.map((uri) => [uri, fromFiles.get(uri) ?? absentBase(reason)]));
      return { bases, identity: undefined };
    },
  };
}

/** The bases of the locks for which git need not be asked: `asked` names a file, or `none`. */
export async function basesWithoutGit(
  fileSystem: FileSystem,
  parser: RubyParser,
  lockUris: readonly string[],
  asked: string | undefined,
): Promise<ReadonlyMap<string, Base>> {
  const bases = new Map<string, Base>();
  if (asked === undefined) {
    return bases;
  }
  for (const lockUri of lockUris) {
    const base =
      asked === 'none'
        ? noBaseWanted('comparison is switched off')
        : await readFileBase(fileSystem, parser, lockUri, asked);
    if (base !== undefined) {
      bases.set(lockUri, base);
    }
  }
  return bases;
}

/** A lock given as a file; undefined when `asked` names none, and so a ref. */
async function readFileBase(
  fileSystem: FileSystem,
  parser: RubyParser,
  lockUri: string,
  asked: string,
): Promise<Base | undefined> {
  const uri = askedFile(lockUri, asked);
  const read = await fileSystem.read(uri);
  if (!read.ok) {
    return undefined;
  }
  const lock = parseLockfile(read.text);
  if (lock.sources.length === 0) {
    return absentBase(`${uri.slice(uri.lastIndexOf('/') + 1)} is no lockfile`);
  }
  const gemfileUri = gemfileOf(uri);
  const gemfile =
    gemfileUri !== uri && fileKind(gemfileUri) === 'gemfile' ? await fileSystem.read(gemfileUri) : undefined;
  return {
    state: 'found',
    label: asked,
    commit: undefined,
    lock,
    gemfile: gemfile?.ok ? readGemfile(gemfileUri, gemfile.text, parser) : undefined,
  };
}

/** The file that `asked` would name beside a lock, if it is no ref. */
export function askedFile(lockUri: string, asked: string): string {
  if (asked.startsWith('file:')) {
    return asked;
  }
  const absolute = /^(?:\/|[A-Za-z]:[\\/])/.test(asked);
  const folder = lockUri.slice(0, lockUri.lastIndexOf('/'));
  return (absolute ? URI.file(asked) : URI.parse(`${folder}/${encodeURI(asked)}`)).toString();
}

/** A lock that is compared with nothing. */
export function absentBase(reason: string): Base {
  return { state: 'absent', reason };
}

/** A lock that nobody wants compared. */
export function noBaseWanted(reason: string): Base {
  return { state: 'absent', reason, isMeant: true };
}
