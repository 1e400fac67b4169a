import type { Lockfile, SourceType } from '../syntax/lockfile/lockfile.ts';
import type { Gemfile } from './gemfile.ts';

const places: Readonly<Record<Exclude<SourceType, 'gem'>, string>> = {
  git: 'a git repository',
  path: 'a path',
  plugin: "a plugin's source",
};

/** Why no requirement can choose the version of a gem: its source holds the one that it has. Undefined where a server offers them all. */
export function unchosenBecause(lock: Lockfile, gem: string): string | undefined {
  const type = sourcesOf(lock, gem).find((source) => source.type !== 'gem')?.type;
  return type === undefined || type === 'gem'
    ? undefined
    : `${gem} comes from ${places[type]}, where versions are not chosen`;
}

/**
 * Why a new statement at the Gemfile's top level may take a gem from another server than the one that serves it now, or undefined when it
 * cannot. A private gem's name must never be asked of a public server. `text` is the Gemfile's.
 */
export function foreignBecause(text: string, gemfile: Gemfile, lock: Lockfile, gem: string): string | undefined {
  const servers = lock.sources.filter(({ type }) => type === 'gem').flatMap(({ remotes }) => remotes);
  const single =
    servers.length <= 1 &&
    gemfile.blocks.every(({ kind }) => kind !== 'source') &&
    gemfile.declarations.every(({ source }) => source !== 'other');
  const [own, another] = globalServers(text, gemfile);
  const served = sourcesOf(lock, gem).every(
    ({ remotes }) => own !== undefined && remotes.length === 1 && remotes.every((remote) => slashed(remote) === own),
  );
  return single || (served && another === undefined)
    ? undefined
    : `${gem} may come from another source than the Gemfile's own: it has to be pinned in its source's block`;
}

function sourcesOf(lock: Lockfile, gem: string): Lockfile['sources'] {
  return lock.sources.filter(({ specs }) => specs.some(({ name }) => name === gem));
}

/** What the `source` statements outside of blocks name; an empty text for one that is an expression. */
function globalServers(text: string, { preamble }: Gemfile): readonly string[] {
  const lines = text.split(/\r?\n/);
  return preamble
    .map(({ start }) => (lines[start.line] ?? '').slice(start.character))
    .filter((statement) => /^source\b/.test(statement))
    .map((statement) => slashed(/^source[\s(]+(["'])([^"'#\\]+)\1\s*\)?\s*(?:#.*)?$/.exec(statement)?.[2] ?? ''));
}

/** As a lock writes it. */
function slashed(url: string): string {
  return url.endsWith('/') ? url : `${url}/`;
}
