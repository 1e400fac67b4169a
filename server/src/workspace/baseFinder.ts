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
  find(lockUri: string, options: BaseOptions): Promise<Base>;
}

/** What a lock is compared with where git cannot be asked: another lockfile, when one is named. `reason` says why git cannot. */
export function fileBaseFinder(fileSystem: FileSystem, parser: RubyParser, reason: string): BaseFinder {
  return {
    async find(lockUri, { asked }) {
      if (asked === 'none') {
        return noBaseWanted('comparison is switched off');
      }
      const fromFile = asked === undefined ? undefined : await readFileBase(fileSystem, parser, lockUri, asked);
      return fromFile ?? absentBase(reason);
    },
  };
}

/** A lock given as a file; undefined when `asked` names none, and so a ref. */
export async function readFileBase(
  fileSystem: FileSystem,
  parser: RubyParser,
  lockUri: string,
  asked: string,
): Promise<Base | undefined> {
  const uri = asked.startsWith('file:') ? asked : fileUri(lockUri, asked);
  const read = await fileSystem.read(uri);
  if (!read.ok) {
    return undefined;
  }
  const gemfileUri = gemfileOf(uri);
  const gemfile =
    gemfileUri !== uri && fileKind(gemfileUri) === 'gemfile' ? await fileSystem.read(gemfileUri) : undefined;
  return {
    state: 'found',
    label: asked,
    commit: undefined,
    lock: parseLockfile(read.text),
    gemfile: gemfile?.ok ? readGemfile(gemfileUri, gemfile.text, parser) : undefined,
  };
}

/** A lock that is compared with nothing. */
export function absentBase(reason: string): Base {
  return { state: 'absent', reason };
}

/** A lock that nobody wants compared. */
export function noBaseWanted(reason: string): Base {
  return { state: 'absent', reason, isMeant: true };
}

function fileUri(lockUri: string, path: string): string {
  const absolute = /^(?:\/|[A-Za-z]:[\\/])/.test(path);
  const folder = lockUri.slice(0, lockUri.lastIndexOf('/'));
  return (absolute ? URI.file(path) : URI.parse(`${folder}/${encodeURI(path)}`)).toString();
}
